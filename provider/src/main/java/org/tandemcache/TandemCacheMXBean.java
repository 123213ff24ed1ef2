package org.tandemcache;

import java.util.Map;

/**
 * What a cache does in each of its tiers, for people and for monitoring: by {@link TandemCache#tiers()} and as the
 * MBean {@code org.tandemcache:type=TandemCache,CacheManager=...,Cache=...}. All counts are those of this manager since
 * the cache was opened; none costs a round trip.
 */
public interface TandemCacheMXBean {
    /** Reads that were answered from memory, the knowledge that a key has no entry included. */
    long getNearHits();

    /** Reads that Redis answered with a value. Counted for caches with a near tier. */
    long getFarHits();

    /** Reads that found no value in either tier. Counted for caches with a near tier. */
    long getMisses();

    /**
     * Answers of Redis that were not kept near, because the entry was changed here, or notice of a change came that
     * they may not have seen, while they were under way.
     */
    long getStoresRefused();

    /** Writes of this manager behind which the entry was read again, because its near copy had had readers. */
    long getFollowedWrites();

    /** Notices of Redis that an entry has changed, the own changes of this manager included. */
    long getInvalidations();

    /** How often every near copy of the manager lost its promise at once, by cause. */
    Map<String, Long> getFlushes();

    /** How many keys have a near copy; an estimate. */
    long getNearEntries();

    /**
     * How the near tier stands: {@code DISABLED} by configuration; {@code IDLE}, nothing was read yet;
     * {@code COHERENT}; {@code SUSPENDED}, copies are not served until the connection is back; {@code OFF}, the server
     * can't or may not track.
     */
    String getCoherence();

    /** Why the near tier is not coherent and what to do; empty while it is. */
    String getCoherenceDetail();

    /** The age of Redis's last proof of life, in milliseconds; -1 for none. */
    long getProofAgeMillis();

    /** How the circuit breaker of the manager stands: {@link TandemHealth#breaker}. */
    String getBreaker();

    /** With how many of its servers the manager has a connection. */
    int getNodesUp();

    /** What the last failed call of the manager said; empty before the first. Never a secret. */
    String getLastError();

    /** How long the last answered call of the manager took, in microseconds; -1 before the first. */
    long getLastRoundTripMicros();

    /** Reads that the failure policy answered while Redis was away: as misses, or by near copies. */
    long getBypassedReads();

    /** Entries that the failure policy did not store or remove while Redis was away, or did so perhaps. */
    long getDroppedWrites();

    /** Reads that were answered by a near copy that nobody could prove, while Redis was away. */
    long getUnprovenReads();

    /**
     * Events that an asynchronous listener was not told, because 10,000 of them waited for it already. A cache warns
     * the first time.
     */
    long getDroppedEvents();

    /** How many values were met in Redis that could not be read; each was a miss, unless configured to fail. */
    long getUnreadableValues();

    /** {@link #getUnreadableValues} by reason: the names of {@link org.tandemcache.codec.UnreadableReason}. */
    Map<String, Long> getUnreadableByReason();

    /** How many values could not be encoded; each was an exception, or was not stored where that is configured. */
    long getUnwritableValues();

    /**
     * How many values did not come back equal when they were decoded right away, of the first of each class; each was
     * stored, or was an exception where that is configured.
     */
    long getUnequalValues();
}
