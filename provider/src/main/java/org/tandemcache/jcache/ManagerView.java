package org.tandemcache.jcache;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import org.tandemcache.TandemHealth;
import org.tandemcache.TandemManagerMXBean;
import org.tandemcache.coherence.FlushCause;
import org.tandemcache.coherence.TrackedClient;
import org.tandemcache.resilience.CircuitBreaker.Position;

/** A manager as it is counted. Thread-safe. */
record ManagerView(TandemCacheManager manager, ManagerParts parts) implements TandemManagerMXBean {
    @Override
    public String getName() {
        return manager.name();
    }

    @Override
    public String getNamespace() {
        return parts.namespace();
    }

    @Override
    public String getClientName() {
        return parts.clientName();
    }

    @Override
    public String[] getCacheNames() {
        return manager.isClosed()
                ? new String[0]
                : StreamSupport.stream(manager.getCacheNames().spliterator(), false)
                        .toArray(String[]::new);
    }

    private TandemHealth health() {
        return manager.health();
    }

    @Override
    public String getTopology() {
        return health().topology();
    }

    @Override
    public int getNodes() {
        return health().nodes();
    }

    @Override
    public int getNodesUp() {
        return health().nodesUp();
    }

    @Override
    public long getReconnects() {
        return parts.reconnects();
    }

    @Override
    public String getCoherence() {
        return health().tracking();
    }

    @Override
    public String getCoherenceDetail() {
        return health().trackingDetail();
    }

    @Override
    public long getProofAgeMillis() {
        TrackedClient tracked = parts.tracked();
        return tracked == null ? -1 : tracked.coherence().proofAgeMillis();
    }

    @Override
    public Map<String, Long> getFlushes() {
        SortedMap<String, Long> flushes = new TreeMap<>();
        for (FlushCause cause : FlushCause.values()) {
            flushes.put(cause.name(), flushes(cause));
        }
        return flushes;
    }

    private long flushes(FlushCause cause) {
        TrackedClient tracked = parts.tracked();
        return tracked == null ? 0 : tracked.flushes().getOrDefault(cause, 0L);
    }

    @Override
    public long getFlushesConnectionLost() {
        return flushes(FlushCause.CONNECTION_LOST);
    }

    @Override
    public long getFlushesServerFlush() {
        return flushes(FlushCause.SERVER_FLUSH);
    }

    @Override
    public long getFlushesNotMaster() {
        return flushes(FlushCause.NOT_MASTER);
    }

    @Override
    public long getFlushesNoProof() {
        return flushes(FlushCause.NO_PROOF);
    }

    @Override
    public long getFlushesTopologyChanged() {
        return flushes(FlushCause.TOPOLOGY_CHANGED);
    }

    @Override
    public long getFlushesSurprise() {
        return flushes(FlushCause.SURPRISE);
    }

    @Override
    public String getBreaker() {
        return health().breaker();
    }

    @Override
    public long getBreakerOpened() {
        return parts.guards().counters().transitions(Position.OPEN);
    }

    @Override
    public long getBreakerHalfOpened() {
        return parts.guards().counters().transitions(Position.HALF_OPEN);
    }

    @Override
    public long getBreakerClosed() {
        return parts.guards().counters().transitions(Position.CLOSED);
    }

    @Override
    public long getRefusedByBreaker() {
        return parts.guards().counters().breakerRefusals();
    }

    @Override
    public long getRefusedByBulkhead() {
        return parts.guards().counters().bulkheadRefusals();
    }

    @Override
    public int getWaitingThreads() {
        return parts.guards().waitingThreads();
    }

    @Override
    public String getLastError() {
        return health().lastError();
    }

    @Override
    public long getLastRoundTripMicros() {
        return health().lastRoundTripMicros();
    }

    @Override
    public Map<String, String> getSettings() {
        SortedMap<String, String> shown = new TreeMap<>();
        manager.settings().forEach((key, setting) -> shown.put(key, setting.value() + " (" + setting.origin() + ")"));
        return shown;
    }

    @Override
    public String[] ping() {
        return manager.ping().stream()
                .map(answer -> answer.node() + ", " + answer.server() + ": " + answer.roundTripMicros() + " us")
                .toArray(String[]::new);
    }

    @Override
    public String toString() {
        return getTopology() + ", near tiers " + getCoherence() + ", breaker " + getBreaker();
    }
}
