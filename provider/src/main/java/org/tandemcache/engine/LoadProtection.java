package org.tandemcache.engine;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What keeps loads out of each other's way.
 *
 * @param claims who may load
 * @param look for what was missed
 * @param absences null where it is not remembered that the loader knows no value
 * @param counters of what becomes of loads
 * @param together stores what one call of the loader has brought for several keys
 * @param failure null for a cache that fails while its far tier is away
 * @param longestWait how long a read waits for loads of other nodes, before it loads for itself
 */
record LoadProtection<K, V>(
        Claims<V> claims,
        LookAgain<K, V> look,
        @Nullable Absences<V> absences,
        ClaimCounters counters,
        LoadedTogether<V> together,
        @Nullable FailurePolicy failure,
        Duration longestWait) {}
