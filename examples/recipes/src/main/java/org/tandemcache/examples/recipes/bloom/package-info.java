/** A Bloom filter before a loader: what does not exist is not asked for. */
@NullMarked
package org.tandemcache.examples.recipes.bloom;

import org.jspecify.annotations.NullMarked;
