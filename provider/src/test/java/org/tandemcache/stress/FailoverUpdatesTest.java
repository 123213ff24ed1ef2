package org.tandemcache.stress;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.configuration.MutableConfiguration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tandemcache.Actors;
import org.tandemcache.CacheFixture;
import org.tandemcache.far.FarTierException;
import org.tandemcache.far.FarTierException.Kind;
import org.tandemcache.testkit.RedisCluster;
import org.tandemcache.testkit.RedisServer;

/**
 * Two managers with eight threads each count by {@code invoke} while masters of a cluster are replaced. Each update has
 * an identity: it sets a bit of the entry that is its own, and adds one to the entry's count of updates. So an update
 * that was applied twice shows as a count above the number of bits, and one that was lost as a bit that is not set.
 *
 * <p>{@code tandem.test.increments} (300) says how many updates each thread makes at least, and
 * {@code tandem.test.failovers} (1) how many masters are replaced meanwhile.
 */
@Tag("server")
@Timeout(value = 600, unit = TimeUnit.SECONDS)
class FailoverUpdatesTest {
    private static final int INCREMENTS = Integer.getInteger("tandem.test.increments", 300);
    private static final int FAILOVERS = Integer.getInteger("tandem.test.failovers", 1);
    private static final int MANAGERS = 2;
    private static final int THREADS = 16;
    private static final int KEYS = 10;

    /** How long before its death a master may have acknowledged what its replica never got. */
    private static final long REPLICA_LAG_NANOS = TimeUnit.SECONDS.toNanos(2);

    @RegisterExtension
    final CacheFixture tandem = new CacheFixture("redis://unused");

    private final CountDownLatch over = new CountDownLatch(1);
    private final CountDownLatch begun = new CountDownLatch(THREADS);
    private final AtomicLong seenApplied = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final ConcurrentMap<Update, Fate> fates = new ConcurrentHashMap<>();

    /** One update; the next of a thread on a key has the next number. */
    private record Update(int key, int thread, int number) {
        int bit() {
            return number * THREADS + thread;
        }
    }

    /**
     * What the caller was told.
     *
     * @param acknowledged false if the outcome is unknown
     * @param begun {@link System#nanoTime()} before it was asked
     * @param at the same when it was told, which a busy machine does late
     */
    private record Fate(boolean acknowledged, long begun, long at) {}

    /** A master that was replaced, and the keys that it had. */
    private record Replaced(long from, long to, List<Integer> keys) {}

    private enum Failover {
        REQUESTED {
            @Override
            void replace(RedisCluster cluster, RedisServer master) {
                cluster.failover(master);
            }
        },
        KILLED {
            @Override
            void replace(RedisCluster cluster, RedisServer master) {
                cluster.failoverByKill(master);
                master.restart();
                cluster.awaitReady();
            }
        };

        abstract void replace(RedisCluster cluster, RedisServer master);
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource
    void update_duringAFailover_isAppliedOnceOrLostByRedis(Failover failover) throws Exception {
        try (RedisCluster cluster = RedisCluster.start(3, 1);
                Actors actors = new Actors()) {
            List<Cache<Integer, long[]>> nodes = IntStream.range(0, MANAGERS + 1)
                    .mapToObj(i -> tandem.newManager(CacheFixture.properties(cluster.uri()))
                            .createCache(
                                    CacheFixture.NAME,
                                    new MutableConfiguration<Integer, long[]>().setTypes(Integer.class, long[].class)))
                    .toList();
            List<Future<?>> counters = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                int thread = i;
                counters.add(actors.run(() -> count(nodes.get(thread % MANAGERS), thread)));
            }
            List<Replaced> replaced = new ArrayList<>();
            try {
                assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
                for (int i = 0; i < FAILOVERS; i++) {
                    replaced.add(replace(cluster, failover, i));
                }
            } finally {
                over.countDown();
            }
            for (Future<?> counter : counters) {
                Actors.result(counter);
            }

            judge(failover, replaced, nodes.get(MANAGERS));
        }
    }

    private static Replaced replace(RedisCluster cluster, Failover failover, int round) {
        RedisServer master = cluster.masterOf(redisKey(round % KEYS));
        List<Integer> keys = IntStream.range(0, KEYS)
                .boxed()
                .filter(key -> cluster.masterOf(redisKey(key)).equals(master))
                .toList();
        long from = System.nanoTime();
        failover.replace(cluster, master);
        return new Replaced(from, System.nanoTime(), keys);
    }

    private static String redisKey(int key) {
        return "tandem:" + CacheFixture.NAME + ":{}i:" + key;
    }

    // ----------------------------------------------------------------------------------------------- counting

    private void count(Cache<Integer, long[]> cache, int thread) {
        for (int i = 0; i < INCREMENTS || over.getCount() > 0; i++) {
            Update update = new Update((thread + i) % KEYS, thread, i / KEYS);
            while (!attempt(cache, update)) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
            }
            if (i == 0) {
                begun.countDown();
            }
        }
    }

    /** False if nothing was sent, so that it may be done again: that it is applied once then is a part of the test. */
    private boolean attempt(Cache<Integer, long[]> cache, Update update) {
        long begun = System.nanoTime();
        try {
            cache.invoke(update.key(), (entry, arguments) -> {
                entry.setValue(applied(entry.getValue(), update.bit()));
                return null;
            });
            fates.put(update, new Fate(true, begun, System.nanoTime()));
            return true;
        } catch (CacheException e) {
            if (((FarTierException) e.getCause()).kind() == Kind.UNKNOWN_OUTCOME) {
                fates.put(update, new Fate(false, begun, System.nanoTime()));
                return true;
            }
            refused.incrementAndGet();
            return false;
        }
    }

    /** The count of updates, then a bit for each. */
    private long[] applied(long[] before, int bit) {
        int word = 1 + bit / Long.SIZE;
        long[] after = before == null ? new long[word + 1] : Arrays.copyOf(before, Math.max(before.length, word + 1));
        if ((after[word] & 1L << bit) != 0) {
            seenApplied.incrementAndGet();
        }
        after[0]++;
        after[word] |= 1L << bit;
        return after;
    }

    // ----------------------------------------------------------------------------------------------- judging

    private void judge(Failover failover, List<Replaced> replaced, Cache<Integer, long[]> cache) {
        Map<Integer, BitSet> applied = new ConcurrentHashMap<>();
        for (int key = 0; key < KEYS; key++) {
            long[] value = cache.get(key);
            BitSet bits = BitSet.valueOf(Arrays.copyOfRange(value, 1, value.length));
            assertThat(value[0]).as("updates applied to key %d", key).isEqualTo(bits.cardinality());
            applied.put(key, bits);
        }
        List<Update> lost = with(true).stream()
                .filter(update -> !applied.get(update.key()).get(update.bit()))
                .toList();
        long unknownApplied = with(false).stream()
                .filter(update -> applied.get(update.key()).get(update.bit()))
                .count();
        System.out.printf(
                "Failover %s, %d times, %d threads: %d updates acknowledged, %d of them lost by Redis; %d of unknown"
                        + " outcome, %d of them applied; %d attempts refused; %d applied twice%n",
                failover,
                FAILOVERS,
                THREADS,
                with(true).size(),
                lost.size(),
                with(false).size(),
                unknownApplied,
                refused.get(),
                seenApplied.get());

        assertThat(seenApplied).as("updates that found themselves applied").hasValue(0);
        assertThat(fates.size())
                .as("updates applied that nobody made")
                .isGreaterThanOrEqualTo(
                        applied.values().stream().mapToInt(BitSet::cardinality).sum());
        if (failover == Failover.REQUESTED) {
            assertThat(lost).isEmpty();
        }
        assertThat(lost).allMatch(update -> replaced.stream().anyMatch(master -> explains(master, update)));
    }

    private List<Update> with(boolean acknowledged) {
        return fates.entrySet().stream()
                .filter(fate -> fate.getValue().acknowledged() == acknowledged)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Whether the master that is gone had acknowledged the update shortly before. */
    private boolean explains(Replaced master, Update update) {
        Fate fate = fates.get(update);
        return master.keys().contains(update.key())
                && fate.at() - master.from() > -REPLICA_LAG_NANOS
                && fate.begun() - master.to() < 0;
    }
}
