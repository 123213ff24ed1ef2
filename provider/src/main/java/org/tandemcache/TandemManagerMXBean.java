package org.tandemcache;

import java.util.Map;
import org.tandemcache.observe.Described;

/**
 * What a cache manager does, for people and for monitoring: by {@link TandemManager#metrics()} and as the MBean
 * {@code org.tandemcache:type=TandemManager,CacheManager=...}. All counts are those since the manager was made; unless
 * it is said, nothing costs a round trip. Holds no secret.
 */
@Described("A cache manager of Tandem in this JVM")
public interface TandemManagerMXBean {
    /** The manager's URI, without a password. */
    @Described("The manager's URI, without a password")
    String getName();

    /** What the keys of all its caches begin with in Redis. */
    @Described("What the keys of all its caches begin with in Redis")
    String getNamespace();

    /** By which name the servers list the connections of this manager ({@code CLIENT LIST}); others may share it. */
    @Described("By which name CLIENT LIST shows the connections of this manager")
    String getClientName();

    /** The names of its open caches. */
    @Described("The names of its open caches")
    String[] getCacheNames();

    /** What it is connected to: {@link TandemHealth#topology}. */
    @Described("What it is connected to")
    String getTopology();

    /** How many servers it uses. */
    @Described("How many servers it uses")
    int getNodes();

    /** With how many of them it has a connection. */
    @Described("With how many of them it has a connection")
    int getNodesUp();

    /** How often a connection that was lost was made anew. */
    @Described("How often a connection that was lost was made anew")
    long getReconnects();

    /** How its near tiers stand: {@link TandemCacheMXBean#getCoherence}. */
    @Described("DISABLED, IDLE, COHERENT, SUSPENDED or OFF")
    String getCoherence();

    /** Why they are not coherent and what to do; empty while they are. */
    @Described("Why near tiers are not coherent, and what to do")
    String getCoherenceDetail();

    /** The age of Redis's last proof of life, in milliseconds; -1 for none. */
    @Described("Age of Redis's last proof of life, in ms; -1 for none")
    long getProofAgeMillis();

    /** How often every near copy lost its promise at once, by cause. */
    @Described("How often every near copy lost its promise at once, by cause")
    Map<String, Long> getFlushes();

    /** Flushes because the tracked connection was lost. */
    @Described("Flushes because the tracked connection was lost")
    long getFlushesConnectionLost();

    /** Flushes because a whole database was emptied. */
    @Described("Flushes because a whole database was emptied")
    long getFlushesServerFlush();

    /** Flushes because the server is not, or no longer, the master. */
    @Described("Flushes because the server is not, or no longer, the master")
    long getFlushesNotMaster();

    /** Flushes because the server has not proved within the lease that it is there. */
    @Described("Flushes because the server has not proved within the lease that it is there")
    long getFlushesNoProof();

    /** Flushes because keys may have moved to another server. */
    @Described("Flushes because keys may have moved to another server")
    long getFlushesTopologyChanged();

    /** Flushes because a notice could not be understood. */
    @Described("Flushes because a notice could not be understood")
    long getFlushesSurprise();

    /** How the circuit breaker stands: {@link TandemHealth#breaker}. */
    @Described("CLOSED, OPEN, HALF_OPEN or DISABLED; of the server with which it stands worst")
    String getBreaker();

    /** How often a breaker has opened. */
    @Described("How often a breaker has opened")
    long getBreakerOpened();

    /** How often a breaker has let a probe through. */
    @Described("How often a breaker has let a probe through")
    long getBreakerHalfOpened();

    /** How often a breaker has closed again. */
    @Described("How often a breaker has closed again")
    long getBreakerClosed();

    /** Calls that were refused because Redis was found away. */
    @Described("Calls that were refused because Redis was found away")
    long getRefusedByBreaker();

    /** Calls that were refused because too many threads waited already. */
    @Described("Calls that were refused because too many threads waited already")
    long getRefusedByBulkhead();

    /** How many threads wait for Redis now; 0 where {@code tandem.redis.waiting-threads} is 0. */
    @Described("How many threads wait for Redis now")
    int getWaitingThreads();

    /** What the last failed call said; empty before the first. */
    @Described("What the last failed call said")
    String getLastError();

    /** How long the last answered call took, in microseconds; -1 before the first. */
    @Described("How long the last answered call took, in microseconds; -1 before the first")
    long getLastRoundTripMicros();

    /** Every setting as it holds, by its key: its value, and where it stands. Never a secret. */
    @Described("Every setting as it holds, and where it stands")
    Map<String, String> getSettings();

    /**
     * Asks each server that holds keys, past the circuit breaker: a line for each. One round trip.
     *
     * @throws javax.cache.CacheException if one can't be reached or does not answer in time
     */
    @Described("Asks each server that holds keys, past the circuit breaker; one round trip")
    String[] ping();
}
