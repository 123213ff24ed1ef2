/** A lock for all nodes, with a fence for what must not be done twice. */
@NullMarked
package org.tandemcache.examples.recipes.lock;

import org.jspecify.annotations.NullMarked;
