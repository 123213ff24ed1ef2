package org.tandemcache.jcache;

import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.tandemcache.config.ListenerScope;
import org.tandemcache.config.TandemConfiguration;
import org.tandemcache.event.Journals;
import org.tandemcache.far.FarKey;
import org.tandemcache.far.Keyspace;
import org.tandemcache.note.JournalCounters;
import org.tandemcache.note.JournalFeed;
import org.tandemcache.note.JournalWrites;
import org.tandemcache.note.NotedWrites;

/** What tells of a cache's writes, to other nodes and in its journal, and what reads that. */
final class JournalAssembler {
    private JournalAssembler() {}

    /** Null for a cache that tells nobody. */
    static @Nullable NotedWrites writes(
            ManagerParts shared, Keyspace keyspace, TandemConfiguration<?, ?> configuration) {
        boolean published = configuration.listenerScope() == ListenerScope.CLUSTER;
        return published || configuration.journal().isOn()
                ? NotedWrites.of(shared.connector(), keyspace, published, configuration.journal())
                : null;
    }

    /**
     * Who reads the journal of a cache; null for one without. Threads of the manager's hold it: it must not reach that.
     */
    static <K, V> @Nullable Journals<K, V> journals(CacheBasis<K, V> basis, NotedWrites writes) {
        JournalCounters counters = writes.journalCounters();
        if (counters == null) {
            return null;
        }
        ManagerParts shared = basis.shared;
        Executor listeners = basis.manager.resources().listeners();
        byte[] key = JournalWrites.keyOf(basis.keyspace);
        return new Journals<>(
                basis.keys,
                basis.values,
                (from, sink) -> JournalFeed.open(shared.connector(), key, from, listeners, sink),
                writes::cleared,
                counters);
    }

    /** Removes the journal of a cache, if it has one. */
    static void destroy(CacheBasis<?, ?> basis) {
        if (basis.journals != null && basis.noted != null) {
            basis.noted.journalDestroyed();
            basis.redis.remove(FarKey.ofBytes(JournalWrites.keyOf(basis.keyspace)));
        }
    }
}
