package org.tandemcache.stress;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import javax.cache.Cache;
import javax.cache.integration.CacheLoader;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tandemcache.Actors;
import org.tandemcache.Await;
import org.tandemcache.CacheFixture;
import org.tandemcache.TandemCache;
import org.tandemcache.config.LoadConfiguration.Protection;
import org.tandemcache.config.ManagerSettings;
import org.tandemcache.config.NearConfiguration;
import org.tandemcache.config.TandemConfiguration;
import org.tandemcache.testkit.RedisServer;
import org.tandemcache.testkit.WithRedis;

/**
 * Nodes that read through, ask by themselves, load in bulk and compute, from a database of versions whose rows others
 * change, and whose keys those remove, put or clear then. Counts values that are older than a change that was finished
 * before the read of them began (with near tier so long before that its notice has come), and those that are still
 * there when all is quiet. {@code tandem.test.loads.seconds} makes it longer.
 */
@WithRedis
class OutdatedLoadsStressTest {
    private static final int ROWS = 10;
    private static final int NODES = 3;
    private static final int READERS = 6;
    private static final int NAIVE_ROUNDS = 20;
    private static final long NOTICE_NANOS = TimeUnit.MILLISECONDS.toNanos(2_500);
    private static final int SECONDS = Integer.getInteger("tandem.test.loads.seconds", 3);

    @RegisterExtension
    final CacheFixture tandem;

    OutdatedLoadsStressTest(RedisServer redis) {
        this.tandem = new CacheFixture(redis.uri() + "?timeout=20s"); // what is looked for is no slowness
    }

    /** Rows whose loads take a random time. */
    private static final class Rows implements CacheLoader<Integer, Integer> {
        final AtomicIntegerArray versions = new AtomicIntegerArray(ROWS);
        final AtomicInteger loads = new AtomicInteger();
        private final long travelNanos;
        private final List<ConcurrentSkipListMap<Long, Integer>> finished = new ArrayList<>();

        /** @param travelNanos how long a notice is on its way: so long a near copy may be served that is outdated */
        Rows(long travelNanos) {
            this.travelNanos = travelNanos;
            for (int row = 0; row < ROWS; row++) {
                finished.add(new ConcurrentSkipListMap<>());
            }
        }

        void finish(int row, int version) {
            finished.get(row).put(System.nanoTime(), version);
        }

        /** The version below which no read that begins now may be. */
        int finished(int row) {
            Map.Entry<Long, Integer> last = finished.get(row).floorEntry(System.nanoTime() - travelNanos);
            return last == null ? 0 : last.getValue();
        }

        @Override
        public Integer load(Integer row) {
            loads.incrementAndGet();
            int version = versions.get(row);
            LockSupport.parkNanos(
                    TimeUnit.MICROSECONDS.toNanos(ThreadLocalRandom.current().nextInt(6_000)));
            return version;
        }

        @Override
        public Map<Integer, Integer> loadAll(Iterable<? extends Integer> rows) {
            Map<Integer, Integer> loaded = new HashMap<>();
            rows.forEach(row -> loaded.put(row, load(row)));
            return loaded;
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void reads_amongWritersOfOtherNodes_areNeverOlderThanAChangeThatWasFinished(boolean near) throws Exception {
        Counts counts = run(Protection.CLUSTER, near, SECONDS);
        System.out.println("Loads against writes of " + NODES + " nodes, near " + near + ": " + counts);

        assertThat(counts.outdated()).as(counts.toString()).isZero();
        assertThat(counts.survivors()).as(counts.toString()).isZero();
        assertThat(counts.writes()).isPositive();
        assertThat(counts.loads()).isPositive();
    }

    /** What the stress is worth: it finds what is not protected. */
    @ParameterizedTest
    @EnumSource(
            value = Protection.class,
            names = {"NONE", "JVM"})
    void reads_withoutProtectionAmongNodes_areFoundToBeOutdated(Protection protection) throws Exception {
        Counts counts = null;
        for (int round = 0; round < NAIVE_ROUNDS && (counts == null || counts.survivors() == 0); round++) {
            counts = run(protection, false, 1);
        }
        System.out.println("With protection " + protection + ", in rounds of 1 s: " + counts);

        assertThat(counts).isNotNull();
        assertThat(counts.survivors()).as(counts.toString()).isPositive();
    }

    private record Counts(int writes, int reads, int loads, int outdated, int survivors) {}

    private Counts run(Protection protection, boolean near, int seconds) throws Exception {
        Rows rows = new Rows(near ? NOTICE_NANOS : 0);
        List<TandemCache<Integer, Integer>> nodes = nodes(rows, protection, near);
        nodes.forEach(node -> node.containsKey(0)); // connects
        AtomicBoolean writersDone = new AtomicBoolean();
        AtomicBoolean readersDone = new AtomicBoolean();
        AtomicInteger outdated = new AtomicInteger();
        AtomicInteger reads = new AtomicInteger();
        AtomicInteger writes = new AtomicInteger();
        try (Actors actors = new Actors()) {
            List<Future<Object>> readers = new ArrayList<>();
            for (int i = 0; i < READERS; i++) {
                int seed = i;
                readers.add(actors.start(() -> {
                    Random random = new Random(seed);
                    while (!readersDone.get()) {
                        outdated.addAndGet(isOutdated(nodes.get(seed % NODES), rows, random) ? 1 : 0);
                        reads.incrementAndGet();
                    }
                    return null;
                }));
            }
            Future<Object> writer = actors.start(() -> {
                Random random = new Random(99);
                while (!writersDone.get()) {
                    write(nodes.get(random.nextInt(NODES)), rows, random);
                    writes.incrementAndGet();
                    LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(random.nextInt(4_000)));
                }
                return null;
            });
            TimeUnit.SECONDS.sleep(seconds); // the length of the experiment
            Await.until("everybody was at work", () -> writes.get() > 0 && rows.loads.get() > 0);
            writersDone.set(true);
            Actors.result(writer);
            readersDone.set(true);
            for (Future<Object> reader : readers) {
                Actors.result(reader);
            }
        }
        int survivors = 0;
        for (int row = 0; row < ROWS; row++) {
            int left = row;
            for (Cache<Integer, Integer> node : nodes) {
                survivors += isThereInTheEnd(near, () -> node.get(left) == rows.versions.get(left)) ? 0 : 1;
            }
        }
        nodes.forEach(node -> node.getCacheManager().close());
        return new Counts(writes.get(), reads.get(), rows.loads.get(), outdated.get(), survivors);
    }

    /** The last notices are still on their way to near copies, and a busy machine reads them late. */
    private static boolean isThereInTheEnd(boolean near, BooleanSupplier condition) {
        long longest = near ? 10 * NOTICE_NANOS : 0;
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > longest) {
                return false;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
        return true;
    }

    private List<TandemCache<Integer, Integer>> nodes(Rows rows, Protection protection, boolean near) {
        Properties properties = tandem.properties();
        properties.setProperty(ManagerSettings.NEAR_LEASE, "2 s"); // a notice is not waited for longer
        List<TandemCache<Integer, Integer>> nodes = new ArrayList<>();
        for (int i = 0; i < NODES; i++) {
            nodes.add(tandemCache(tandem.newManager(properties)
                    .createCache(
                            CacheFixture.NAME,
                            TandemConfiguration.builder(Integer.class, Integer.class)
                                    .loader(() -> rows)
                                    .readThrough(true)
                                    .load(load -> load.protection(protection))
                                    .build()
                                    .withNear(near ? NearConfiguration.defaults() : NearConfiguration.off()))));
        }
        return nodes;
    }

    private static TandemCache<Integer, Integer> tandemCache(Cache<Integer, Integer> cache) {
        return (TandemCache<Integer, Integer>) cache;
    }

    private static boolean isOutdated(TandemCache<Integer, Integer> node, Rows rows, Random random) {
        int row = random.nextInt(ROWS);
        int least = rows.finished(row);
        Integer found = switch (random.nextInt(8)) {
            case 0 -> node.get(row, rows::load);
            case 1 -> node.getAll(Set.of(row, (row + 1) % ROWS)).get(row);
            case 2 ->
                node.<Integer>invoke(row, (entry, arguments) -> {
                    Integer there = entry.exists() ? entry.getValue() : null;
                    if (there == null) {
                        there = rows.load(row);
                        entry.setValue(there);
                    }
                    return there;
                });
            default -> node.get(row);
        };
        return found != null && found < least;
    }

    /** Changes a row and then its entry, as everybody does it by hand. */
    private static void write(Cache<Integer, Integer> node, Rows rows, Random random) {
        int row = random.nextInt(ROWS);
        int version = rows.versions.incrementAndGet(row);
        switch (random.nextInt(6)) {
            case 0 -> node.put(row, version);
            case 1 -> node.removeAll(Set.of(row));
            case 2 -> node.clear();
            case 3 -> node.getAndRemove(row);
            default -> node.remove(row);
        }
        rows.finish(row, version);
    }
}
