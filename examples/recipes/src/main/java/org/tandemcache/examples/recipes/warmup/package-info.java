/** Fills a cache before its users ask: from a list, on a schedule, by what is asked for most. */
@NullMarked
package org.tandemcache.examples.recipes.warmup;

import org.jspecify.annotations.NullMarked;
