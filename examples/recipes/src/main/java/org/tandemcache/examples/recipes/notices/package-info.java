/** Messages to all nodes by the publish and subscribe of Redis. */
@NullMarked
package org.tandemcache.examples.recipes.notices;

import org.jspecify.annotations.NullMarked;
