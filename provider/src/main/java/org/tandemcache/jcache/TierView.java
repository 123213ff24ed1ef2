package org.tandemcache.jcache;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.tandemcache.TandemCacheMXBean;
import org.tandemcache.codec.UnreadableReason;
import org.tandemcache.codec.format.ValueFormat;
import org.tandemcache.coherence.Coherence;
import org.tandemcache.coherence.TrackedClient;
import org.tandemcache.engine.FailurePolicy;
import org.tandemcache.engine.NearParts;
import org.tandemcache.event.EventDispatcher;

/** The tiers of a cache as they are counted; all zero and DISABLED for one without near tier. Thread-safe. */
record TierView(
        ValueFormat values,
        EventDispatcher<?, ?> events,
        @Nullable NearParts<?> near,
        @Nullable TrackedClient tracked,
        @Nullable FailurePolicy failure,
        HealthView health)
        implements TandemCacheMXBean {
    private static final String DISABLED = "DISABLED";

    @Override
    public long getDroppedEvents() {
        return events.droppedEvents();
    }

    @Override
    public long getNearHits() {
        return near == null ? 0 : near.tier().counters().hits();
    }

    @Override
    public long getFarHits() {
        return near == null ? 0 : near.counters().farHits();
    }

    @Override
    public long getMisses() {
        return near == null ? 0 : near.counters().misses();
    }

    @Override
    public long getStoresRefused() {
        return near == null ? 0 : near.tier().counters().refusedStores();
    }

    @Override
    public long getFollowedWrites() {
        return near == null ? 0 : near.counters().followedWrites();
    }

    @Override
    public long getInvalidations() {
        return near == null ? 0 : near.tier().counters().invalidations();
    }

    @Override
    public Map<String, Long> getFlushes() {
        Map<String, Long> flushes = new TreeMap<>();
        if (near != null && tracked != null) {
            tracked.flushes().forEach((cause, count) -> flushes.put(cause.name(), count));
        }
        return flushes;
    }

    @Override
    public long getNearEntries() {
        return near == null ? 0 : near.tier().size();
    }

    @Override
    public String getCoherence() {
        Coherence coherence = coherence();
        return coherence == null ? DISABLED : coherence.state().name();
    }

    @Override
    public String getCoherenceDetail() {
        Coherence coherence = coherence();
        return coherence == null ? "this cache has no near tier" : coherence.detail();
    }

    @Override
    public long getProofAgeMillis() {
        Coherence coherence = coherence();
        return coherence == null ? -1 : coherence.proofAgeMillis();
    }

    @Override
    public String getBreaker() {
        return health.health().breaker();
    }

    @Override
    public int getNodesUp() {
        return health.health().nodesUp();
    }

    @Override
    public String getLastError() {
        return health.health().lastError();
    }

    @Override
    public long getLastRoundTripMicros() {
        return health.health().lastRoundTripMicros();
    }

    @Override
    public long getBypassedReads() {
        return failure == null ? 0 : failure.bypassedReads();
    }

    @Override
    public long getDroppedWrites() {
        return failure == null ? 0 : failure.droppedWrites();
    }

    @Override
    public long getUnprovenReads() {
        return failure == null ? 0 : failure.unprovenReads();
    }

    @Override
    public long getUnreadableValues() {
        return values.unreadable();
    }

    @Override
    public Map<String, Long> getUnreadableByReason() {
        Map<String, Long> counts = new TreeMap<>();
        for (UnreadableReason reason : UnreadableReason.values()) {
            counts.put(reason.name(), values.unreadable(reason));
        }
        return counts;
    }

    @Override
    public long getUnwritableValues() {
        return values.unwritable();
    }

    @Override
    public long getUnequalValues() {
        return values.unequal();
    }

    @Override
    public String toString() {
        return near == null
                ? "no near tier"
                : "near tier " + getCoherence() + " of " + getNearEntries() + " entries: " + getNearHits()
                        + " near hits, " + getFarHits() + " far hits, " + getMisses() + " misses";
    }

    private @Nullable Coherence coherence() {
        return near == null || tracked == null ? null : tracked.coherence();
    }
}
