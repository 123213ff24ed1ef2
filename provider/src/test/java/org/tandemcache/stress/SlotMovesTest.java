package org.tandemcache.stress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
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
 * Slots go from master to master, key by key or as a whole, while threads count by {@code invoke} and others walk
 * entries that nobody changes: no update is lost or made twice, and no walk misses an entry. A naive walk, which asks
 * each master once, is counted beside them.
 *
 * <p>{@code tandem.test.slots.seconds} (5) makes it longer.
 */
@Tag("server")
@Timeout(value = 600, unit = TimeUnit.SECONDS)
class SlotMovesTest {
    private static final int SECONDS = Integer.getInteger("tandem.test.slots.seconds", 5);
    private static final int COUNTERS = 50;
    private static final int COUNTING = 4;
    private static final int STILL = 3_000;
    private static final int MOVED_AT_ONCE = 60;

    @RegisterExtension
    final CacheFixture tandem = new CacheFixture("redis://unused");

    private final AtomicBoolean over = new AtomicBoolean();
    private final LongAdder acknowledged = new LongAdder();
    private final LongAdder unknown = new LongAdder();
    private final LongAdder walks = new LongAdder();
    private final LongAdder shortWalks = new LongAdder();
    private final LongAdder told = new LongAdder();
    private final LongAdder naiveWalks = new LongAdder();
    private final LongAdder shortNaiveWalks = new LongAdder();

    private enum Way {
        KEY_BY_KEY {
            @Override
            void move(RedisCluster cluster, int first, int last, RedisServer target) {
                cluster.moveSlots(first, last, target);
            }
        },
        AS_A_WHOLE {
            @Override
            void move(RedisCluster cluster, int first, int last, RedisServer target) {
                cluster.moveSlotsAtomically(first, last, target);
            }
        };

        abstract void move(RedisCluster cluster, int first, int last, RedisServer target);
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource
    void countersAndWalks_whileSlotsMove_loseNothing(Way way) throws Exception {
        try (RedisCluster cluster = RedisCluster.start(3, 0);
                Actors actors = new Actors()) {
            assumeTrue(way == Way.KEY_BY_KEY || cluster.canMoveSlotsAtomically());
            Cache<Integer, Integer> counters = cache(cluster, "counters");
            Cache<Integer, Integer> still = cache(cluster, "still");
            IntStream.range(0, STILL).forEach(key -> still.put(key, key));
            List<Future<?>> threads = new ArrayList<>();
            for (int i = 0; i < COUNTING; i++) {
                int thread = i;
                threads.add(actors.run(() -> count(counters, new Random(thread))));
            }
            threads.add(actors.run(() -> walk(walks, shortWalks, () -> seesAll(still))));
            threads.add(actors.run(() -> walk(naiveWalks, shortNaiveWalks, () -> naivelySeesAll(cluster))));

            int moves = move(cluster, way);

            for (Future<?> thread : threads) {
                Actors.result(thread);
            }
            long sum =
                    counters.getAll(IntStream.range(0, COUNTERS).boxed().collect(Collectors.toSet())).values().stream()
                            .mapToLong(Integer::longValue)
                            .sum();
            System.out.printf(
                    "Slots move %s, %d s: %d moves of %d slots; %d updates acknowledged, %d of unknown outcome, %d"
                            + " counted; %d walks, %d short, %.2f times the entries; %d naive walks, %d short%n",
                    way,
                    SECONDS,
                    moves,
                    MOVED_AT_ONCE,
                    acknowledged.sum(),
                    unknown.sum(),
                    sum,
                    walks.sum(),
                    shortWalks.sum(),
                    told.sum() / (double) (walks.sum() * STILL),
                    naiveWalks.sum(),
                    shortNaiveWalks.sum());
            assertThat(sum).isBetween(acknowledged.sum(), acknowledged.sum() + unknown.sum());
            assertThat(walks.sum()).isPositive();
            assertThat(shortWalks.sum()).isZero();
        }
    }

    private Cache<Integer, Integer> cache(RedisCluster cluster, String name) {
        return tandem.newManager(CacheFixture.properties(cluster.uri() + "?timeout=20s"))
                .createCache(name, new MutableConfiguration<Integer, Integer>().setTypes(Integer.class, Integer.class));
    }

    private int move(RedisCluster cluster, Way way) {
        Random random = new Random(SECONDS);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        int moves = 0;
        try {
            for (; moves == 0 || System.nanoTime() - end < 0; moves++) {
                int first = random.nextInt(RedisCluster.SLOTS - MOVED_AT_ONCE);
                List<RedisServer> masters = cluster.masters();
                way.move(cluster, first, first + MOVED_AT_ONCE - 1, masters.get(random.nextInt(masters.size())));
            }
        } finally {
            over.set(true);
        }
        return moves;
    }

    private void count(Cache<Integer, Integer> counters, Random random) {
        while (!over.get()) {
            try {
                counters.invoke(random.nextInt(COUNTERS), (entry, arguments) -> {
                    entry.setValue(entry.exists() ? entry.getValue() + 1 : 1);
                    return null;
                });
                acknowledged.increment();
            } catch (CacheException e) {
                if (((FarTierException) e.getCause()).kind() == Kind.UNKNOWN_OUTCOME) {
                    unknown.increment();
                }
            }
        }
    }

    private void walk(LongAdder all, LongAdder incomplete, BooleanSupplier seesAll) {
        do {
            boolean complete = seesAll.getAsBoolean();
            all.increment();
            incomplete.add(complete ? 0 : 1);
        } while (!over.get());
    }

    private boolean seesAll(Cache<Integer, Integer> still) {
        Set<Integer> seen = new HashSet<>();
        still.forEach(entry -> {
            seen.add(entry.getKey());
            told.increment();
        });
        return seen.size() == STILL;
    }

    private static boolean naivelySeesAll(RedisCluster cluster) {
        Set<Object> seen = new HashSet<>();
        for (RedisServer master : cluster.nodes()) {
            String cursor = "0";
            do {
                List<?> page = (List<?>) master.command("SCAN", cursor, "MATCH", "tandem:still:*", "COUNT", "100");
                seen.addAll((List<?>) page.get(1));
                cursor = String.valueOf(page.get(0));
            } while (!cursor.equals("0"));
        }
        return seen.size() == STILL;
    }
}
