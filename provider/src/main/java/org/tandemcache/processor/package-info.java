/** The entry that an entry processor works on. */
@NullMarked
package org.tandemcache.processor;

import org.jspecify.annotations.NullMarked;
