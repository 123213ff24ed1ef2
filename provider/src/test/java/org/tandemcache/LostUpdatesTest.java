package org.tandemcache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import javax.cache.Cache;
import javax.cache.configuration.MutableConfiguration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.tandemcache.testkit.RedisServer;
import org.tandemcache.testkit.WithRedis;

/**
 * Two managers with eight threads each count on the same ten keys. The system property {@code tandem.test.increments}
 * says how often each thread counts.
 */
@Tag("server")
@WithRedis
class LostUpdatesTest {
    private static final int INCREMENTS = Integer.getInteger("tandem.test.increments", 500);
    private static final int MANAGERS = 2;
    private static final int THREADS = 8;
    private static final int KEYS = 10;

    @RegisterExtension
    final CacheFixture tandem;

    LostUpdatesTest(RedisServer redis) {
        tandem = new CacheFixture(redis);
    }

    private interface Increment {
        void of(Cache<Integer, Integer> cache, int key);
    }

    @Test
    void invoke_byManyNodes_losesNoUpdate() throws Exception {
        assertThat(sumAfter((cache, key) -> cache.invoke(key, (entry, arguments) -> {
                    entry.setValue(entry.getValue() + 1);
                    return null;
                })))
                .isEqualTo(MANAGERS * THREADS * INCREMENTS);
    }

    @Test
    void replaceOldByNew_byManyNodes_losesNoUpdate() throws Exception {
        assertThat(sumAfter((cache, key) -> {
                    int seen;
                    do {
                        seen = cache.get(key);
                    } while (!cache.replace(key, seen, seen + 1));
                }))
                .isEqualTo(MANAGERS * THREADS * INCREMENTS);
    }

    private int sumAfter(Increment increment) throws Exception {
        List<Cache<Integer, Integer>> nodes = new ArrayList<>();
        for (int i = 0; i < MANAGERS; i++) {
            nodes.add(tandem.newManager()
                    .createCache(
                            CacheFixture.NAME,
                            new MutableConfiguration<Integer, Integer>().setTypes(Integer.class, Integer.class)));
        }
        Cache<Integer, Integer> first = nodes.get(0);
        IntStream.range(0, KEYS).forEach(key -> first.put(key, 0));

        Actors.together(MANAGERS * THREADS, actor -> () -> {
            Cache<Integer, Integer> node = nodes.get(actor % MANAGERS);
            for (int i = 0; i < INCREMENTS; i++) {
                increment.of(node, (actor + i) % KEYS);
            }
            return actor;
        });

        return IntStream.range(0, KEYS).map(first::get).sum();
    }
}
