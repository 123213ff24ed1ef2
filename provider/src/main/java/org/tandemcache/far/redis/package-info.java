/**
 * The far tier on Redis through Lettuce: connections, commands, scripts and the translation of failures. In
 * docs/architecture.md: the end of the way of a put; a read that misses goes by {@code coherence} over its connections.
 */
@NullMarked
package org.tandemcache.far.redis;

import org.jspecify.annotations.NullMarked;
