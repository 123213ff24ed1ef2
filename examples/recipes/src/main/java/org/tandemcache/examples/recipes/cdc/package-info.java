/** Entries go when their row changes, whoever changes it: a cache that follows the log of PostgreSQL. */
@NullMarked
package org.tandemcache.examples.recipes.cdc;

import org.jspecify.annotations.NullMarked;
