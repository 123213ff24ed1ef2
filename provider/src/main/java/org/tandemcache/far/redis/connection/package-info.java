/**
 * A connection to one server: its address, its login, TLS, the handshake and the options of Lettuce's client, what a
 * server tells of itself, and what a failure means. Knows nothing of entries, and of no second server. In
 * docs/architecture.md: below the last step of a put and of a read that misses.
 */
@NullMarked
package org.tandemcache.far.redis.connection;

import org.jspecify.annotations.NullMarked;
