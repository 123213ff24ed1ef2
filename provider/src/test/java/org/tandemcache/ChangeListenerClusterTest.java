package org.tandemcache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.cache.CacheException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.tandemcache.testkit.RedisCluster;
import org.tandemcache.testkit.RedisServer;

/** {@link TandemCache#onChange} on a cluster: each master tells of its keys, whoever becomes one too. */
@Tag("server")
@Timeout(120)
class ChangeListenerClusterTest {
    private static final List<String> KEYS =
            IntStream.range(0, 60).mapToObj(i -> "key " + i).toList();

    private static RedisCluster cluster;

    private final Set<String> changed = ConcurrentHashMap.newKeySet();
    private final AtomicInteger lost = new AtomicInteger();
    private final AtomicInteger cleared = new AtomicInteger();

    @RegisterExtension
    final CacheFixture tandem = new CacheFixture(cluster.uri());

    @BeforeAll
    static void start() {
        cluster = RedisCluster.start(3, 1);
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @Test
    void changes_onEachMaster_areTold_afterAFailoverToo() {
        TandemCache<String, String> cache = CacheFixture.own(tandem.texts());
        cache.onChange(new ChangeListener<String>() {
            @Override
            public void changed(Set<String> keys) {
                changed.addAll(keys);
            }

            @Override
            public void cleared() {
                cleared.incrementAndGet();
            }

            @Override
            public void lost() {
                lost.incrementAndGet();
            }
        });
        awaitAll(cache);
        assertThat(KEYS.stream()
                        .map(key -> cluster.masterOf(CacheFixture.redisKey(key)))
                        .collect(Collectors.toSet()))
                .hasSize(3);

        int before = lost.get();
        RedisServer master = cluster.masters().get(0);
        master.kill();
        cluster.failoverByKill(master);
        Await.until("the loss is told", () -> lost.get() > before);
        awaitAll(cache);

        cluster.masters().get(0).command("FLUSHALL");
        Await.until("a flush is told", () -> cleared.get() > 0);
    }

    private void awaitAll(TandemCache<String, String> cache) {
        changed.clear();
        Await.until("each key is told", () -> {
            KEYS.forEach(key -> {
                try {
                    cache.put(key, "v");
                } catch (CacheException e) { // while its master is being replaced
                    changed.remove(key);
                }
            });
            return changed.containsAll(KEYS);
        });
    }
}
