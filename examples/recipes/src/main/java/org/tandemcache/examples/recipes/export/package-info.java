/** Results of a query, read in parts at once and put in batches. */
@NullMarked
package org.tandemcache.examples.recipes.export;

import org.jspecify.annotations.NullMarked;
