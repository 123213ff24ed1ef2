/**
 * The far tier on Redis through Lettuce: commands, scripts and the wait for their answers. Which server has a key is
 * told by {@code topology}, how it is reached by {@code connection}. In docs/architecture.md: the end of the way of a
 * put; a read that misses goes by {@code coherence}, with the same commands.
 */
@NullMarked
package org.tandemcache.far.redis;

import org.jspecify.annotations.NullMarked;
