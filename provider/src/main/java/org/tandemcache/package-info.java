/** Tandem's front door: the caching provider and what its caches can do beyond {@code javax.cache}. */
@NullMarked
package org.tandemcache;

import org.jspecify.annotations.NullMarked;
