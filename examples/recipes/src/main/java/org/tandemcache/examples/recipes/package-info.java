/**
 * What applications build with a cache: each package is one recipe, {@link org.tandemcache.examples.recipes.Recipes}
 * runs them.
 */
@NullMarked
package org.tandemcache.examples.recipes;

import org.jspecify.annotations.NullMarked;
