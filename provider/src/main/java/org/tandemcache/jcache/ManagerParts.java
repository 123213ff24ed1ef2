package org.tandemcache.jcache;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.tandemcache.codec.RefusedClasses;
import org.tandemcache.codec.format.VersionSource;
import org.tandemcache.coherence.Coherence;
import org.tandemcache.coherence.TrackedClient;
import org.tandemcache.far.Patience;
import org.tandemcache.far.redis.connection.RedisNode;
import org.tandemcache.far.redis.topology.RedisConnector;
import org.tandemcache.guard.Guards;
import org.tandemcache.tags.TagSpaces;
import org.tandemcache.telemetry.Observers;
import org.tandemcache.telemetry.SlowCalls;

/**
 * What the caches of one manager share.
 *
 * @param codec the name of the codec of caches that choose none
 * @param lease for how long a server's proof of life is trusted
 * @param tracked null where near tiers are switched off
 * @param tagSpaces of its caches
 * @param refused what their class filters have refused
 * @param guards before every wait for Redis
 * @param observers of the manager
 * @param slowCalls null where none are told
 */
record ManagerParts(
        RedisConnector connector,
        Duration lease,
        @Nullable TrackedClient tracked,
        TagSpaces tagSpaces,
        Guards guards,
        String namespace,
        VersionSource versions,
        String codec,
        RefusedClasses refused,
        Observers observers,
        @Nullable SlowCalls slowCalls) {
    /** When Redis was back the last time: answered a probe, or began to prove near copies again. */
    long backSince() {
        long proving = coherentSince();
        Long answering = guards.backSince();
        return answering == null || proving - answering > 0 ? proving : answering;
    }

    /** The {@link System#nanoTime} since which near copies are proven without a break; now where there are none. */
    long coherentSince() {
        return tracked == null ? System.nanoTime() : tracked.coherentSince();
    }

    /** By which name the servers list the connections. */
    String clientName() {
        return connector.connections().clientName();
    }

    /** How often a connection that was lost was made anew. */
    long reconnects() {
        return connector.connections().reconnects();
    }

    /** {@link TrackedClient#unbrokenSince(RedisNode)}; now where there are no near copies. */
    long unbrokenSince(@Nullable Object node) {
        return tracked == null ? System.nanoTime() : tracked.unbrokenSince((RedisNode) node);
    }

    /** {@link #coherentSince}; now also while a connection by which they are proven is lost. */
    long unbrokenSince() {
        return tracked == null || tracked.coherence().state() != Coherence.State.COHERENT
                ? System.nanoTime()
                : tracked.coherentSince();
    }

    /** How long an answer of Redis is waited for, unless a cache says otherwise. */
    Patience patience() {
        return Patience.untilAway(connector.commandTimeout());
    }
}
