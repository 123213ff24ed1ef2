package org.tandemcache.stress;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import javax.cache.Cache;
import javax.cache.CacheException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.tandemcache.Await;
import org.tandemcache.CacheFixture;
import org.tandemcache.JournalEvent;
import org.tandemcache.JournalListener;
import org.tandemcache.JournalPosition;
import org.tandemcache.TandemCache;
import org.tandemcache.config.NearConfiguration;
import org.tandemcache.config.TandemConfiguration;
import org.tandemcache.testkit.CutReplication;
import org.tandemcache.testkit.RedisCluster;
import org.tandemcache.testkit.RedisServer;

/**
 * A map that follows a cache by its journal alone is equal to it in the end, though the journal moves and masters are
 * killed that have acknowledged what their replicas did not get, all under writes. Runs for as many rounds of that as
 * {@code tandem.test.journal.rounds} says, and only if that is given.
 */
@Tag("server")
class JournalStressTest {
    private static final String STREAM = "tandem:cache:journal:{}";
    private static final String PROPERTY = "tandem.test.journal.rounds";
    private static final int ROUNDS = Integer.getInteger(PROPERTY, 0);
    private static final int KEYS = 20;

    @Test
    @EnabledIfSystemProperty(named = PROPERTY, matches = "[1-9]\\d*")
    void mirror_ofAJournalUnderFaults_isEqualInTheEnd_andEachChangeIsToldOnceInItsOrderOrLost() throws Exception {
        try (RedisCluster cluster = RedisCluster.start(3, 1)) {
            CacheFixture tandem = new CacheFixture(cluster.uri());
            try {
                Mirror mirror = new Mirror(open(tandem));
                List<Writer> writers = List.of(new Writer(open(tandem), "a"), new Writer(open(tandem), "b"));
                mirror.cache.readJournal(JournalPosition.BEGINNING, mirror);
                writers.forEach(Thread::start);
                for (int round = 0; round < ROUNDS; round++) {
                    awaitProgress(writers);
                    move(cluster);
                    awaitProgress(writers);
                    failOver(cluster, round);
                    awaitProgress(writers);
                }
                for (Writer writer : writers) {
                    writer.over.set(true);
                    writer.join();
                }

                Map<String, String> truth = mirror.all();
                Await.until(() -> "the mirror is equal: " + mirror, () -> mirror.map.equals(truth));
                System.out.println("Journal: " + mirror);
                for (Writer writer : writers) {
                    mirror.assertToldOnceInOrderOrLost(writer);
                }
            } finally {
                tandem.afterEach(null);
            }
        }
    }

    private static TandemCache<String, String> open(CacheFixture tandem) {
        return CacheFixture.own(tandem.newManager()
                .createCache(
                        CacheFixture.NAME,
                        TandemConfiguration.builder(String.class, String.class)
                                .near(near -> near.mode(NearConfiguration.Mode.OFF))
                                .journal(journal -> journal.length(1_000_000).values(true))
                                .build()));
    }

    private static void awaitProgress(List<Writer> writers) {
        for (Writer writer : writers) {
            int before = writer.acknowledged.size();
            Await.until("a writer goes on", () -> writer.acknowledged.size() >= before + 100);
        }
    }

    private static void move(RedisCluster cluster) {
        RedisServer source = cluster.masterOf(STREAM);
        RedisServer target = cluster.masters().stream()
                .filter(master -> !master.equals(source))
                .findFirst()
                .orElseThrow();
        int slot = RedisCluster.slotOf(STREAM.getBytes(UTF_8));
        cluster.moveSlots(slot, slot, target);
    }

    /** Of the journal first, then of entries alone. */
    private static void failOver(RedisCluster cluster, int round) {
        RedisServer holder = cluster.masterOf(STREAM);
        RedisServer master = round % 2 == 0
                ? holder
                : cluster.masters().stream()
                        .filter(other -> !other.equals(holder))
                        .findFirst()
                        .orElseThrow();
        CutReplication.of(master);
        cluster.failoverByKill(master);
        master.restart();
        cluster.awaitReady();
    }

    /** Writes one number after the other, each once. */
    private static final class Writer extends Thread {
        final AtomicBoolean over = new AtomicBoolean();
        final List<Integer> acknowledged = new CopyOnWriteArrayList<>();
        private final TandemCache<String, String> cache;
        private final String prefix;

        Writer(TandemCache<String, String> cache, String prefix) {
            super("writer-" + prefix);
            this.cache = cache;
            this.prefix = prefix;
            setDaemon(true);
        }

        @Override
        public void run() {
            for (int number = 0; !over.get(); number++) {
                try {
                    cache.put(prefix + number % KEYS, String.valueOf(number));
                    acknowledged.add(number);
                } catch (CacheException e) { // while a replica takes over
                    LockSupport.parkNanos(1_000_000);
                }
                LockSupport.parkNanos(500_000);
            }
        }
    }

    /** A map that follows, and what it was told: null for a loss. */
    private static final class Mirror implements JournalListener<String, String> {
        final Map<String, String> map = new ConcurrentHashMap<>();
        final TandemCache<String, String> cache;
        private final List<JournalEvent<String, String>> told = new ArrayList<>(); // guarded by itself

        Mirror(TandemCache<String, String> cache) {
            this.cache = cache;
        }

        @Override
        public void changed(JournalEvent<String, String> event) {
            synchronized (told) {
                told.add(event);
            }
            map.put(event.key(), event.value());
        }

        @Override
        public void lost() {
            Map<String, String> all = all();
            map.keySet().retainAll(all.keySet());
            map.putAll(all);
            synchronized (told) {
                told.add(null);
            }
        }

        /** What Redis holds, once all masters answer. */
        Map<String, String> all() {
            Map<String, String> all = new HashMap<>();
            Await.until("Redis answers", () -> {
                try {
                    all.clear();
                    Iterable<Cache.Entry<String, String>> entries = cache;
                    entries.forEach(entry -> all.put(entry.getKey(), entry.getValue()));
                    return true;
                } catch (CacheException e) {
                    return false;
                }
            });
            return all;
        }

        /**
         * A loss tells of what had been acknowledged and was not told before it, and comes behind what was told before.
         */
        void assertToldOnceInOrderOrLost(Writer writer) {
            List<Integer> heard = new ArrayList<>();
            List<Integer> lossesBehind = new ArrayList<>(); // what was heard last before each
            synchronized (told) {
                for (JournalEvent<String, String> event : told) {
                    if (event == null) {
                        lossesBehind.add(heard.size());
                    } else if (event.key().startsWith(writer.prefix)) {
                        heard.add(Integer.valueOf(event.value()));
                    }
                }
            }
            assertThat(heard).isSorted().doesNotHaveDuplicates();
            Set<Integer> missing = new TreeSet<>(writer.acknowledged);
            heard.forEach(missing::remove);
            missing.removeIf(number -> {
                int before = -Collections.binarySearch(heard, number) - 1; // so many were heard before it
                return lossesBehind.stream().anyMatch(behind -> behind >= before);
            });
            assertThat(missing).as("acknowledged, and neither told nor lost").isEmpty();
        }

        @Override
        public String toString() {
            synchronized (told) {
                long losses = told.stream().filter(Objects::isNull).count();
                return told.size() - losses + " changes and " + losses + " losses told, " + map.size() + " entries";
            }
        }
    }
}
