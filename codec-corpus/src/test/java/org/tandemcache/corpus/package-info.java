/**
 * What each codec does with the values and keys that people put into caches: it gives them back equal, or refuses them.
 */
@NullMarked
package org.tandemcache.corpus;

import org.jspecify.annotations.NullMarked;
