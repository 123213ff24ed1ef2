package org.tandemcache.jcache;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.tandemcache.codec.VersionSource;
import org.tandemcache.coherence.TrackedClient;
import org.tandemcache.far.redis.RedisConnector;

/**
 * What the caches of one manager share.
 *
 * @param codec the name of the codec of caches that choose none
 * @param tracked null where near tiers are switched off
 */
record ManagerParts(
        RedisConnector connector,
        @Nullable TrackedClient tracked,
        String namespace,
        VersionSource versions,
        String codec) {
    /** How long an answer of Redis is waited for. */
    Duration commandTimeout() {
        return connector.commandTimeout();
    }
}
