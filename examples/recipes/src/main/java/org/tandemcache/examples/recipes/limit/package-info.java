/** Rate limits that hold for all nodes together. */
@NullMarked
package org.tandemcache.examples.recipes.limit;

import org.jspecify.annotations.NullMarked;
