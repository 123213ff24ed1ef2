package org.tandemcache.observability;

import java.util.ArrayList;
import java.util.List;

/**
 * What the board shows: rows of panels, each with its queries. {@code BoardFile}, beside its test, makes Grafana's JSON
 * of it.
 *
 * <p>Ratios are sums divided by sums, never averages of ratios; quantiles are taken over the sums of buckets.
 */
final class Board {
    /** The chosen applications. */
    private static final String INSTANCES = "job=~\"$job\", instance=~\"$instance\"";

    /** The chosen applications and caches. */
    private static final String CACHES = INSTANCES + ", cache=~\"$cache\"";

    private static final String INTERVAL = "[$__rate_interval]";

    /** @param legend as Grafana writes it, with labels in double braces */
    record Query(String expression, String legend) {}

    /** @param unit by Grafana's name */
    record Panel(String title, String description, String unit, List<Query> queries) {
        Panel(String title, String description, String unit, String expression, String legend) {
            this(title, description, unit, List.of(new Query(expression, legend)));
        }
    }

    record Row(String title, List<Panel> panels) {}

    private Board() {}

    static List<Row> rows() {
        return List.of(
                new Row("Reads", reads()),
                new Row("Near tier", near()),
                new Row("Invalidations of whole caches and tags", tags()),
                new Row("Changes of other nodes", changes()),
                new Row("Redis", redis()),
                new Row("Failures", failures()),
                new Row("Cache managers", managers()));
    }

    /** Every query of the board. */
    static List<Query> queries() {
        List<Query> all = new ArrayList<>();
        rows().forEach(row -> row.panels().forEach(panel -> all.addAll(panel.queries())));
        return all;
    }

    private static String rate(String counter, String by, String more) {
        return "sum by (" + by + ") (rate(" + counter + "{" + CACHES + more + "}" + INTERVAL + "))";
    }

    private static String rateOfManager(String counter, String by) {
        return "sum by (" + by + ") (rate(" + counter + "{" + INSTANCES + "}" + INTERVAL + "))";
    }

    private static String ofManager(String aggregation, String gauge, String more) {
        return aggregation + " (" + gauge + "{" + INSTANCES + more + "})";
    }

    private static String quantile(double quantile, String timer, String by) {
        return "histogram_quantile(" + quantile + ", sum by (" + by + "le) (rate(" + timer + "_seconds_bucket{" + CACHES
                + "}" + INTERVAL + ")))";
    }

    private static List<Panel> reads() {
        return List.of(
                new Panel(
                        "Hit ratio by tier",
                        "Of all reads, those that were answered from memory, and those that found a value in either tier.",
                        "percentunit",
                        List.of(
                                new Query(
                                        rate("tandem_cache_reads_total", "cache", ", source=\"near\"") + " / "
                                                + rate("tandem_cache_reads_total", "cache", ""),
                                        "{{cache}} near"),
                                new Query(
                                        rate("tandem_cache_reads_total", "cache", ", source=~\"near|far\"") + " / "
                                                + rate("tandem_cache_reads_total", "cache", ""),
                                        "{{cache}} near or far"))),
                new Panel(
                        "Reads by source",
                        "near: from memory; far: Redis had it; none: a miss.",
                        "reqps",
                        rate("tandem_cache_reads_total", "cache, source", ""),
                        "{{cache}} {{source}}"),
                new Panel(
                        "Loads",
                        "Calls of loaders, by how they ended.",
                        "ops",
                        rate("cache_loads_seconds_count", "cache, result", ""),
                        "{{cache}} {{result}}"),
                new Panel(
                        "Load time",
                        "How long loaders take, 95 of 100 times at the most, and on average.",
                        "s",
                        List.of(
                                new Query(quantile(0.95, "cache_loads", "cache, "), "{{cache}} p95"),
                                new Query(
                                        rate("cache_loads_seconds_sum", "cache", "") + " / "
                                                + rate("cache_loads_seconds_count", "cache", ""),
                                        "{{cache}} average"))));
    }

    private static List<Panel> near() {
        return List.of(
                new Panel(
                        "Coherence",
                        "1 for the state that holds. suspended: copies are not served until the connection is back; off: the"
                                + " server can't or may not track.",
                        "none",
                        ofManager("max by (instance, state)", "tandem_near_state", ""),
                        "{{instance}} {{state}}"),
                new Panel(
                        "Age of the last proof of life",
                        "Copies are served while it is younger than the lease, 2 s by default.",
                        "s",
                        ofManager("max by (instance)", "tandem_near_proof_age_seconds", ""),
                        "{{instance}}"),
                new Panel(
                        "Invalidations",
                        "Notices of Redis that an entry has changed.",
                        "ops",
                        rate("cache_near_invalidations_total", "cache", ""),
                        "{{cache}}"),
                new Panel(
                        "Flushes by cause",
                        "How often every near copy lost its promise at once.",
                        "ops",
                        rateOfManager("tandem_near_flushes_total", "instance, cause"),
                        "{{instance}} {{cause}}"),
                new Panel(
                        "Near copies",
                        "How many keys have a copy in memory.",
                        "short",
                        "sum by (cache, instance) (cache_near_size{" + CACHES + "})",
                        "{{cache}} {{instance}}"),
                new Panel(
                        "Near evictions",
                        "Copies that went for want of room, or because their time was over.",
                        "ops",
                        rate("cache_near_evictions_total", "cache, cause", ""),
                        "{{cache}} {{cause}}"),
                new Panel(
                        "Preloaded copies",
                        "Copies that were made before anybody asked for them: after a start, in caches with near.preload.",
                        "ops",
                        rate("tandem_near_preloaded_total", "cache, instance", ""),
                        "{{cache}} {{instance}}"),
                new Panel(
                        "Lists of hot keys",
                        "Written for all nodes, by one of them at a time. None for a day: nodes start cold.",
                        "ops",
                        rate("tandem_near_preload_lists_total", "cache", ""),
                        "{{cache}}"));
    }

    private static List<Panel> tags() {
        return List.of(
                new Panel(
                        "Invalidations by calls",
                        "Calls that have ended all entries of a cache, or those with some tags.",
                        "ops",
                        rate("tandem_tags_invalidations_total", "cache, of", ""),
                        "{{cache}} {{of}}"),
                new Panel(
                        "Late values",
                        "Found out, but an invalidation had come meanwhile: no entries. Many: invalidated faster than loaded.",
                        "ops",
                        rate("tandem_tags_late_total", "cache", ""),
                        "{{cache}}"),
                new Panel(
                        "Outdated reads",
                        "Values met in Redis that are entries no more, because the cache was invalidated: each was a miss.",
                        "ops",
                        rate("tandem_tags_outdated_total", "cache", ""),
                        "{{cache}}"),
                new Panel(
                        "Reads of tags",
                        "Of generations, too: one for each node after an invalidation. As many as reads: nothing tells the cache of changes.",
                        "ops",
                        rate("tandem_tags_reads_total", "cache, instance", ""),
                        "{{cache}} {{instance}}"),
                new Panel(
                        "Swept values",
                        "What invalidations have ended, and sweeps have removed from Redis.",
                        "ops",
                        rate("tandem_tags_swept_total", "cache", ""),
                        "{{cache}}"));
    }

    private static List<Panel> changes() {
        return List.of(
                new Panel(
                        "Journal: written",
                        "Events that nodes have written, and changes that they could not write down: readers are told of a loss.",
                        "ops",
                        List.of(
                                new Query(
                                        rate("tandem_journal_written_total", "cache, instance", ""),
                                        "{{cache}} {{instance}} written"),
                                new Query(
                                        rate("tandem_journal_unwritten_total", "cache, instance", ""),
                                        "{{cache}} {{instance}} unwritten"))),
                new Panel(
                        "Journal: read",
                        "Events that readers were told, each reader by itself.",
                        "ops",
                        rate("tandem_journal_read_total", "cache, instance", ""),
                        "{{cache}} {{instance}}"),
                new Panel(
                        "Journal: losses",
                        "How often readers were told that events are gone, or may be: they make anew what they made of them.",
                        "ops",
                        rate("tandem_journal_lost_total", "cache, instance", ""),
                        "{{cache}} {{instance}}"),
                new Panel(
                        "Listeners: heard and missed",
                        "Changes of other nodes that were heard with listener-scope = cluster, and those that are known to be missed.",
                        "ops",
                        List.of(
                                new Query(
                                        rate("tandem_listeners_remote_heard_total", "cache, instance", ""),
                                        "{{cache}} {{instance}} heard"),
                                new Query(
                                        rate("tandem_listeners_remote_missed_total", "cache, instance", ""),
                                        "{{cache}} {{instance}} missed"))));
    }

    private static List<Panel> redis() {
        return List.of(
                new Panel(
                        "Latency of calls",
                        "How long callers wait for Redis: median, 95 and 99 of 100.",
                        "s",
                        List.of(
                                new Query(quantile(0.5, "tandem_redis_calls", ""), "p50"),
                                new Query(quantile(0.95, "tandem_redis_calls", ""), "p95"),
                                new Query(quantile(0.99, "tandem_redis_calls", ""), "p99"))),
                new Panel(
                        "Latency by operation",
                        "99 of 100 calls take no longer.",
                        "s",
                        quantile(0.99, "tandem_redis_calls", "operation, "),
                        "{{operation}}"),
                new Panel(
                        "Calls by operation",
                        "What Redis is asked for.",
                        "ops",
                        rate("tandem_redis_calls_seconds_count", "operation", ""),
                        "{{operation}}"),
                new Panel(
                        "Errors by kind",
                        "Calls that failed, by what their caller has to know.",
                        "ops",
                        rate("tandem_redis_errors_total", "cache, kind", ""),
                        "{{cache}} {{kind}}"));
    }

    private static List<Panel> failures() {
        return List.of(
                new Panel(
                        "Circuit breaker",
                        "1 for the state that holds. open: calls are refused, for Redis was found away.",
                        "none",
                        ofManager("max by (instance, state)", "tandem_breaker_state", ""),
                        "{{instance}} {{state}}"),
                new Panel(
                        "Refused calls",
                        "By the breaker, or because too many threads waited already.",
                        "ops",
                        rateOfManager("tandem_calls_refused_total", "instance, reason"),
                        "{{instance}} {{reason}}"),
                new Panel(
                        "Staleness",
                        "Reads that were answered by copies that nobody could prove, and reads that were bypassed.",
                        "ops",
                        List.of(
                                new Query(
                                        rate("tandem_failure_unproven_reads_total", "cache", ""), "{{cache}} unproven"),
                                new Query(
                                        rate("tandem_failure_bypassed_reads_total", "cache", ""),
                                        "{{cache}} bypassed"))),
                new Panel(
                        "Dropped writes",
                        "Entries that were not stored or removed while Redis was away, or perhaps.",
                        "ops",
                        rate("tandem_failure_dropped_writes_total", "cache", ""),
                        "{{cache}}"),
                new Panel(
                        "Unreadable values",
                        "Values that could not be decoded; each was a miss, unless configured to fail.",
                        "ops",
                        rate("tandem_unreadable_total", "cache, reason", ""),
                        "{{cache}} {{reason}}"));
    }

    private static List<Panel> managers() {
        return List.of(
                new Panel(
                        "Servers",
                        "With how many of its servers a cache manager has a connection.",
                        "short",
                        ofManager("max by (instance, state)", "tandem_nodes", ""),
                        "{{instance}} {{state}}"),
                new Panel(
                        "Reconnects",
                        "Connections that were lost and made anew.",
                        "ops",
                        rateOfManager("tandem_reconnects_total", "instance"),
                        "{{instance}}"),
                new Panel(
                        "Waiting threads",
                        "Threads that wait for Redis now.",
                        "short",
                        ofManager("sum by (instance)", "tandem_waiting_threads", ""),
                        "{{instance}}"),
                new Panel(
                        "Queued events",
                        "Events that wait for asynchronous listeners.",
                        "short",
                        "sum by (cache) (tandem_listeners_queued_events{" + CACHES + "})",
                        "{{cache}}"));
    }
}
