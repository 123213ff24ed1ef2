package org.tandemcache.micrometer;

import io.micrometer.core.instrument.Timer;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.tandemcache.TandemCache;
import org.tandemcache.TandemCacheMXBean;
import org.tandemcache.config.LoadConfiguration;
import org.tandemcache.config.LoadConfiguration.Protection;
import org.tandemcache.config.TandemConfiguration;

/** What one cache counts, and its timers, which are made when they are first needed. Thread-safe. */
final class CacheMeters {
    private final Meters meters;
    private final TandemCacheMXBean tiers;
    private final Map<String, Timer> calls = new ConcurrentHashMap<>();
    private final boolean refreshed;
    private final boolean stamped;
    private final boolean preloaded;
    private final boolean journaled;
    private final LoadConfiguration load;
    private final boolean loadsProtected;
    private final Map<Boolean, Timer> loads = new ConcurrentHashMap<>();

    /** @param meters those of the cache, none yet */
    CacheMeters(TandemCache<?, ?> cache, Meters meters) {
        this.tiers = cache.tiers();
        this.meters = meters;
        TandemConfiguration<?, ?> configuration = configuration(cache);
        this.refreshed = configuration.refresh().isOn();
        this.stamped = configuration.tags().isOn();
        this.preloaded = configuration.near().preload().enabled();
        this.journaled = configuration.journal().isOn();
        this.load = configuration.load();
        this.loadsProtected = load.protection() == Protection.CLUSTER
                || (load.protection() == Protection.AUTO && configuration.getCacheLoaderFactory() != null);
    }

    @SuppressWarnings("unchecked") // a class object can't carry type arguments
    private static TandemConfiguration<?, ?> configuration(TandemCache<?, ?> cache) {
        return cache.getConfiguration(TandemConfiguration.class);
    }

    void bind() {
        String reads = "Reads by who has answered them";
        count("tandem.cache.reads", reads, TandemCacheMXBean::getNearHits, "source", "near");
        count("tandem.cache.reads", reads, TandemCacheMXBean::getFarHits, "source", "far");
        count("tandem.cache.reads", reads, TandemCacheMXBean::getMisses, "source", "none");
        if (!tiers.getCoherence().equals("DISABLED")) {
            bindNear();
            if (preloaded) {
                bindPreload();
            }
        }
        if (loadsProtected) {
            bindLoads();
        }
        if (journaled) {
            bindJournal();
        }
        if (refreshed) {
            bindRefreshes();
        }
        if (stamped) {
            bindTags();
        }

        String errors = "Calls of Redis that have failed";
        count("tandem.redis.errors", errors, TandemCacheMXBean::getErrorsUnavailable, "kind", "unavailable");
        count("tandem.redis.errors", errors, TandemCacheMXBean::getErrorsUnknownOutcome, "kind", "unknown_outcome");
        count("tandem.redis.errors", errors, TandemCacheMXBean::getErrorsTooSlow, "kind", "too_slow");
        count("tandem.redis.errors", errors, TandemCacheMXBean::getErrorsRejected, "kind", "rejected");

        count(
                "tandem.failure.unproven.reads",
                "Reads answered by a near copy that nobody could prove",
                TandemCacheMXBean::getUnprovenReads);
        count(
                "tandem.failure.bypassed.reads",
                "Reads that the failure policy answered",
                TandemCacheMXBean::getBypassedReads);
        count(
                "tandem.failure.dropped.writes",
                "Entries that the failure policy did not store or remove",
                TandemCacheMXBean::getDroppedWrites);

        tiers.getUnreadableByReason()
                .keySet()
                .forEach(reason -> count(
                        "tandem.unreadable",
                        "Values met in Redis that could not be read",
                        all -> all.getUnreadableByReason().getOrDefault(reason, 0L),
                        "reason",
                        reason.toLowerCase(Locale.ROOT)));
        count("tandem.unwritable", "Values that could not be encoded", TandemCacheMXBean::getUnwritableValues);

        meters.gauge(
                "tandem.listeners.queued",
                "Events that wait for asynchronous listeners",
                "events",
                tiers,
                TandemCacheMXBean::getQueuedEvents);
        count(
                "tandem.listeners.dropped",
                "Events that an asynchronous listener was not told",
                TandemCacheMXBean::getDroppedEvents);
        count(
                "tandem.changes.heard",
                "Notices of changed keys that came for those who follow the cache",
                TandemCacheMXBean::getChangesHeard);
        count(
                "tandem.changes.lost",
                "How often who follows the cache was told that changes may be missed",
                TandemCacheMXBean::getChangeLosses);
        count(
                "tandem.listeners.remote.heard",
                "Changes of other nodes that were heard for listeners",
                TandemCacheMXBean::getRemoteChangesHeard);
        count(
                "tandem.listeners.remote.missed",
                "Changes of other nodes that listeners were not told, because they were missed",
                TandemCacheMXBean::getRemoteChangesMissed);
    }

    private void bindLoads() {
        count(
                "tandem.loads.awaited",
                "Keys that another node was loading when they were missed",
                TandemCacheMXBean::getLoadsAwaited);
        count(
                "tandem.loads.refused",
                "Values that were loaded and not stored, because their entry was changed meanwhile",
                TandemCacheMXBean::getLoadsRefused);
        if (load.rememberAbsent() != null) {
            count(
                    "tandem.negative.hits",
                    "Reads that asked no loader, because it is remembered that it knows no value",
                    TandemCacheMXBean::getNegativeHits);
        }
    }

    private void bindJournal() {
        count(
                "tandem.journal.written",
                "Events that were written into the journal",
                TandemCacheMXBean::getJournalWritten);
        count(
                "tandem.journal.unwritten",
                "Changes that could not be written into the journal, or may be missing there",
                TandemCacheMXBean::getJournalUnwritten);
        count(
                "tandem.journal.read",
                "Events of the journal that its readers were told",
                TandemCacheMXBean::getJournalRead);
        count(
                "tandem.journal.lost",
                "How often readers of the journal were told that events may be missing",
                TandemCacheMXBean::getJournalLosses);
    }

    private void bindPreload() {
        count(
                "tandem.near.preloaded",
                "Near copies that were made before anybody asked for them",
                TandemCacheMXBean::getPreloadedCopies);
        count(
                "tandem.near.preload.lists",
                "Lists of the keys that are read most that were written, for all nodes",
                TandemCacheMXBean::getHotKeyLists);
    }

    private void bindTags() {
        count(
                "tandem.tags.outdated",
                "Values met in Redis that are entries no more, because the cache was invalidated",
                TandemCacheMXBean::getOutdatedEntries);
        count(
                "tandem.tags.swept",
                "Values that were entries no more, and were swept away",
                TandemCacheMXBean::getSweptEntries);
        count(
                "tandem.tags.reads",
                "Versions of the generation, of tags and of the epoch that were read, because they were not known",
                TandemCacheMXBean::getTagReads);
        count(
                "tandem.tags.late",
                "Values that were found out and no entries by then, because an invalidation had come meanwhile",
                TandemCacheMXBean::getLateValues);
        String invalidations = "Calls that have ended all entries, or those that have some tags";
        count("tandem.tags.invalidations", invalidations, TandemCacheMXBean::getInvalidationsOfAll, "of", "all");
        count("tandem.tags.invalidations", invalidations, TandemCacheMXBean::getInvalidationsOfTags, "of", "tags");
    }

    private void bindRefreshes() {
        String refreshes = "Entries that were to be loaded anew before they expired";
        count("tandem.refreshes", refreshes, TandemCacheMXBean::getRefreshes, "result", "done");
        count("tandem.refreshes", refreshes, TandemCacheMXBean::getRefreshesFailed, "result", "failed");
        count("tandem.refreshes", refreshes, TandemCacheMXBean::getRefreshesRefused, "result", "refused");
        count("tandem.refreshes", refreshes, TandemCacheMXBean::getRefreshesSkipped, "result", "skipped");
        count(
                "tandem.stale.reads",
                "Reads that were given a value whose refresh had failed",
                TandemCacheMXBean::getStaleServed);
    }

    private void bindNear() {
        String requests = "Reads that asked the near tier";
        count("cache.near.requests", requests, TandemCacheMXBean::getNearHits, "result", "hit");
        count("cache.near.requests", requests, all -> all.getFarHits() + all.getMisses(), "result", "miss");
        meters.gauge(
                "cache.near.size",
                "Keys that have a near copy; an estimate",
                null,
                tiers,
                TandemCacheMXBean::getNearEntries);
        if (tiers.getNearWeightBytes() >= 0) {
            meters.gauge(
                    "cache.near.weight",
                    "What the near copies weigh",
                    "bytes",
                    tiers,
                    TandemCacheMXBean::getNearWeightBytes);
        }
        String evictions = "Near copies that went by themselves";
        count("cache.near.evictions", evictions, TandemCacheMXBean::getNearEvictions, "cause", "size");
        count("cache.near.evictions", evictions, TandemCacheMXBean::getNearExpirations, "cause", "expired");
        count(
                "cache.near.invalidations",
                "Notices of Redis that an entry has changed",
                TandemCacheMXBean::getInvalidations);
        count(
                "tandem.near.stores.refused",
                "Answers that were not kept near, because the entry was changed meanwhile",
                TandemCacheMXBean::getStoresRefused);
        count(
                "tandem.near.writes.followed",
                "Writes behind which the entry was read again for its readers",
                TandemCacheMXBean::getFollowedWrites);
    }

    private void count(String name, String description, ToLongFunction<TandemCacheMXBean> count, String... more) {
        ToDoubleFunction<TandemCacheMXBean> counted = count::applyAsLong;
        meters.counter(name, description, tiers, counted, more);
    }

    /** Of calls of Redis. */
    Timer calls(String operation) {
        Timer there = calls.get(operation);
        return there != null
                ? there
                : calls.computeIfAbsent(
                        operation, name -> meters.timer("tandem.redis.calls", "Calls of Redis", "operation", name));
    }

    /** Of calls of the loader. */
    Timer loads(boolean succeeded) {
        return loads.computeIfAbsent(
                succeeded,
                any -> meters.timer("cache.loads", "Calls of the loader", "result", succeeded ? "success" : "failure"));
    }
}
