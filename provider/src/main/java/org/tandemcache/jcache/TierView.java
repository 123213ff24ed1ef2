package org.tandemcache.jcache;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.tandemcache.NearCopy;
import org.tandemcache.TandemCacheMXBean;
import org.tandemcache.codec.UnreadableReason;
import org.tandemcache.codec.format.ValueFormat;
import org.tandemcache.coherence.Coherence;
import org.tandemcache.coherence.TrackedClient;
import org.tandemcache.engine.ClaimCounters;
import org.tandemcache.engine.FailurePolicy;
import org.tandemcache.engine.NearParts;
import org.tandemcache.engine.PreloadCounters;
import org.tandemcache.engine.RefreshCounters;
import org.tandemcache.engine.TierCounters;
import org.tandemcache.event.ChangeCounters;
import org.tandemcache.event.EventDispatcher;
import org.tandemcache.far.FarTierException.Kind;
import org.tandemcache.management.Statistics;
import org.tandemcache.note.JournalCounters;
import org.tandemcache.tags.TagCounts;
import org.tandemcache.telemetry.CallCounters;
import org.tandemcache.telemetry.LoadCounters;

/**
 * The tiers of a cache as they are counted; what is near is zero and DISABLED for one without near tier. Thread-safe.
 *
 * @param near null for a cache without near tier
 * @param preloads zero for a cache that is not preloaded
 * @param tags null for a cache whose entries have no stamps
 * @param failure null for a cache that fails while Redis is away
 * @param journal null for a cache without one
 */
record TierView(
        ValueFormat values,
        EventDispatcher<?, ?> events,
        @Nullable NearParts<?> near,
        @Nullable TrackedClient tracked,
        @Nullable FailurePolicy failure,
        ClaimCounters claims,
        RefreshCounters refreshes,
        PreloadCounters preloads,
        @Nullable TagCounts tags,
        HealthView health,
        TierCounters reads,
        CallCounters calls,
        LoadCounters loads,
        Statistics statistics,
        KeyInspection keys,
        ChangeCounters changes,
        @Nullable JournalCounters journal)
        implements TandemCacheMXBean {
    private static final String DISABLED = "DISABLED";

    @Override
    public long getDroppedEvents() {
        return events.droppedEvents();
    }

    @Override
    public long getChangesHeard() {
        return changes.heard();
    }

    @Override
    public long getChangeLosses() {
        return changes.losses();
    }

    @Override
    public long getRemoteChangesHeard() {
        return events.heardChanges();
    }

    @Override
    public long getRemoteChangesMissed() {
        return events.missedChanges();
    }

    @Override
    public long getJournalWritten() {
        return journal == null ? 0 : journal.written();
    }

    @Override
    public long getJournalUnwritten() {
        return journal == null ? 0 : journal.unwritten();
    }

    @Override
    public long getJournalRead() {
        return journal == null ? 0 : journal.read();
    }

    @Override
    public long getJournalLosses() {
        return journal == null ? 0 : journal.losses();
    }

    @Override
    public long getNearHits() {
        return near == null ? 0 : near.tier().counters().hits();
    }

    @Override
    public long getFarHits() {
        return reads.farHits();
    }

    @Override
    public long getMisses() {
        return reads.misses();
    }

    @Override
    public long getStoresRefused() {
        return near == null ? 0 : near.tier().counters().refusedStores();
    }

    @Override
    public long getFollowedWrites() {
        return reads.followedWrites();
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
    public long getLoadsAwaited() {
        return claims.waited();
    }

    @Override
    public long getLoadsRefused() {
        return claims.refused();
    }

    @Override
    public long getNegativeHits() {
        return claims.known();
    }

    @Override
    public long getOutdatedEntries() {
        return tags == null ? 0 : tags.outdated();
    }

    @Override
    public long getSweptEntries() {
        return tags == null ? 0 : tags.swept();
    }

    @Override
    public long getLateValues() {
        return tags == null ? 0 : tags.late();
    }

    @Override
    public long getInvalidationsOfAll() {
        return tags == null ? 0 : tags.invalidationsOfAll();
    }

    @Override
    public long getInvalidationsOfTags() {
        return tags == null ? 0 : tags.invalidationsOfTags();
    }

    @Override
    public long getTagReads() {
        return tags == null ? 0 : tags.reads();
    }

    @Override
    public long getRefreshes() {
        return refreshes.done();
    }

    @Override
    public long getRefreshesFailed() {
        return refreshes.failed();
    }

    @Override
    public long getRefreshesRefused() {
        return refreshes.refused();
    }

    @Override
    public long getRefreshesSkipped() {
        return refreshes.skipped();
    }

    @Override
    public long getStaleServed() {
        return refreshes.staleServed();
    }

    @Override
    public long getPreloadedCopies() {
        return preloads.copies();
    }

    @Override
    public long getHotKeyLists() {
        return preloads.lists();
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
    public long getNearEvictions() {
        return near == null ? 0 : near.tier().counters().evictions();
    }

    @Override
    public long getNearExpirations() {
        return near == null ? 0 : near.tier().counters().expirations();
    }

    @Override
    public long getNearWeightBytes() {
        return near == null ? -1 : near.tier().weight();
    }

    @Override
    public long getErrorsUnavailable() {
        return calls.failures(Kind.UNAVAILABLE);
    }

    @Override
    public long getErrorsUnknownOutcome() {
        return calls.failures(Kind.UNKNOWN_OUTCOME);
    }

    @Override
    public long getErrorsTooSlow() {
        return calls.failures(Kind.TOO_SLOW);
    }

    @Override
    public long getErrorsRejected() {
        return calls.failures(Kind.REJECTED);
    }

    @Override
    public long getLoads() {
        return loads.succeeded();
    }

    @Override
    public long getLoadFailures() {
        return loads.failed();
    }

    @Override
    public long getLoadMillis() {
        return loads.totalMillis();
    }

    @Override
    public long getPuts() {
        return statistics.getCachePuts();
    }

    @Override
    public long getRemovals() {
        return statistics.getCacheRemovals();
    }

    @Override
    public long getQueuedEvents() {
        return events.queuedEvents();
    }

    @Override
    public long getUnreadableUnknownFormat() {
        return values.unreadable(UnreadableReason.UNKNOWN_FORMAT);
    }

    @Override
    public long getUnreadableUnknownCodec() {
        return values.unreadable(UnreadableReason.UNKNOWN_CODEC);
    }

    @Override
    public long getUnreadableRefusedClass() {
        return values.unreadable(UnreadableReason.REFUSED_CLASS);
    }

    @Override
    public long getUnreadableMissingClass() {
        return values.unreadable(UnreadableReason.MISSING_CLASS);
    }

    @Override
    public long getUnreadableCorrupt() {
        return values.unreadable(UnreadableReason.CORRUPT);
    }

    @Override
    public long getUnreadableTooLarge() {
        return values.unreadable(UnreadableReason.TOO_LARGE);
    }

    @Override
    public long getUnreadableWrongType() {
        return values.unreadable(UnreadableReason.WRONG_TYPE);
    }

    @Override
    public NearCopy nearCopy(String key) {
        return keys.nearCopy(key);
    }

    @Override
    public String storedVersion(String key) {
        return keys.storedVersion(key);
    }

    @Override
    public void dropNearCopies() {
        if (near != null) {
            near.tier().dropAll();
        }
    }

    @Override
    public String toString() {
        return near == null
                ? "no near tier: " + getFarHits() + " far hits, " + getMisses() + " misses"
                : "near tier " + getCoherence() + " of " + getNearEntries() + " entries: " + getNearHits()
                        + " near hits, " + getFarHits() + " far hits, " + getMisses() + " misses";
    }

    private @Nullable Coherence coherence() {
        return near == null || tracked == null ? null : tracked.coherence();
    }
}
