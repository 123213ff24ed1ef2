package org.tandemcache.stress;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.cache.Cache;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.integration.CacheLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.tandemcache.Actors;
import org.tandemcache.CacheFixture;
import org.tandemcache.testkit.RedisServer;
import org.tandemcache.testkit.WithRedis;

/**
 * Readers load rows through the cache while others change the rows and write their keys, all in one JVM: no read gives
 * a row that this JVM has outdated before the read began. {@code tandem.test.loads.seconds} (3) makes it longer.
 */
@WithRedis
class OutdatedReadsTest {
    private static final int SECONDS = Integer.getInteger("tandem.test.loads.seconds", 3);
    private static final int READERS = 6;
    private static final int WRITERS = 2;
    private static final int KEYS = 20;
    private static final long LONGEST_LOAD_NANOS = TimeUnit.MICROSECONDS.toNanos(500);
    private static final String READS = "reads";
    private static final String WRITES = "writes";
    private static final String LOADS = "loads";
    private static final String OUTDATED = "reads of what was outdated before they began";

    @RegisterExtension
    final CacheFixture tandem;

    private final VersionedRows rows = new VersionedRows(KEYS);
    private final Figures figures = new Figures();

    OutdatedReadsTest(RedisServer redis) {
        this.tandem = new CacheFixture(redis.uri() + "?timeout=20s"); // what is looked for is no slowness
    }

    private interface Reader {
        Long read(Cache<Integer, Long> cache, int key);
    }

    private static MutableConfiguration<Integer, Long> numbers() {
        return new MutableConfiguration<Integer, Long>().setTypes(Integer.class, Long.class);
    }

    /** A row on its way, which takes some time. */
    private Long load(int key) {
        long version = rows.version(key);
        figures.add(LOADS, 1);
        LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(LONGEST_LOAD_NANOS));
        return version;
    }

    private final class Loader implements CacheLoader<Integer, Long> {
        @Override
        public Long load(Integer key) {
            return OutdatedReadsTest.this.load(key);
        }

        @Override
        public Map<Integer, Long> loadAll(Iterable<? extends Integer> keys) {
            Map<Integer, Long> loaded = new HashMap<>();
            keys.forEach(key -> loaded.put(key, load(key)));
            return loaded;
        }
    }

    @Test
    void readThrough_whileRowsAreWritten_givesNothingOutdated() throws Exception {
        Cache<Integer, Long> cache = tandem.cache(numbers().setReadThrough(true).setCacheLoaderFactory(Loader::new));

        run(cache, SECONDS, this::readThrough);

        System.out.println(figures.report("Loads against writes of one JVM: " + SECONDS + " s"));
        assertThat(figures.get(READS)).isPositive();
        assertThat(figures.get(WRITES)).isPositive();
        assertThat(figures.get(LOADS)).isPositive();
        assertThat(figures.get(OUTDATED)).isZero();
    }

    private Long readThrough(Cache<Integer, Long> cache, int key) {
        return switch (ThreadLocalRandom.current().nextInt(4)) {
            case 0 -> cache.getAll(Set.of(key)).get(key);
            case 1 -> cache.invoke(key, (entry, arguments) -> entry.getValue());
            case 2 ->
                cache.invoke(key, (entry, arguments) -> {
                    if (!entry.exists()) {
                        entry.setValue(load(key)); // as Spring's sync = true does
                    }
                    return entry.getValue();
                });
            default -> cache.get(key);
        };
    }

    /** Cache aside: what was loaded is stored if nothing is there. It is seen to be wrong, so the above can be. */
    @Test
    void naiveVariant_whileRowsAreWritten_givesOutdatedRows() throws Exception {
        Cache<Integer, Long> cache = tandem.cache(numbers());
        for (int round = 0; round < 20 && figures.get(OUTDATED) == 0; round++) {
            run(cache, 1, this::readAside);
        }
        System.out.println(figures.report("The naive variant under the same stress, in rounds of 1 s"));

        assertThat(figures.get(OUTDATED)).isPositive();
    }

    private Long readAside(Cache<Integer, Long> cache, int key) {
        Long cached = cache.get(key);
        if (cached != null) {
            return cached;
        }
        Long loaded = load(key);
        cache.putIfAbsent(key, loaded);
        return loaded;
    }

    private void run(Cache<Integer, Long> cache, int seconds, Reader reader) throws Exception {
        cache.containsKey(0); // connects
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        Actors.together(READERS + WRITERS, actor -> () -> {
            do { // a busy machine may begin when the time is over
                int key = ThreadLocalRandom.current().nextInt(KEYS);
                if (actor < READERS) {
                    long floor = rows.outdatedBelow(key);
                    Long read = reader.read(cache, key);
                    figures.add(READS, 1);
                    figures.add(OUTDATED, read == null || read < floor ? 1 : 0);
                } else {
                    write(cache, key);
                    figures.add(WRITES, 1);
                }
            } while (end - System.nanoTime() > 0);
            return null;
        });
    }

    private void write(Cache<Integer, Long> cache, int key) {
        switch (ThreadLocalRandom.current().nextInt(8)) {
            case 0 -> rows.change(key, version -> cache.put(key, version));
            case 1 -> rows.change(key, version -> cache.removeAll(Set.of(key)));
            case 2 -> rows.change(key, version -> cache.putAll(Map.of(key, version)));
            case 3 ->
                rows.change(
                        key,
                        version -> cache.invoke(key, (entry, arguments) -> {
                            entry.remove();
                            return null;
                        }));
            case 4 ->
                rows.change(key, version -> {
                    if (!cache.replace(key, version)) {
                        cache.remove(key);
                    }
                });
            case 5 -> rows.changeAll(cache::clear);
            case 6 -> rows.changeAll(cache::removeAll);
            default -> rows.change(key, version -> cache.remove(key));
        }
    }
}
