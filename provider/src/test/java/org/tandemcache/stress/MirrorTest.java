package org.tandemcache.stress;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import javax.cache.Cache;
import javax.cache.CacheException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.tandemcache.Await;
import org.tandemcache.CacheFixture;
import org.tandemcache.ChangeListener;
import org.tandemcache.TandemCache;
import org.tandemcache.testkit.ClientInfo;
import org.tandemcache.testkit.RedisSentinels;
import org.tandemcache.testkit.RedisServer;

/**
 * A map that follows a cache by a {@link ChangeListener} alone is equal to it in the end, whatever happens: connections
 * are killed, the server is emptied, killed and comes back empty, its replica takes over, all under writes. A naive map
 * that heeds no loss follows beside it, and must not be equal. {@code tandem.test.mirror.kills} (60) and
 * {@code tandem.test.mirror.failovers} (1) make it longer.
 */
@Tag("server")
class MirrorTest {
    private static final int KILLS = Integer.getInteger("tandem.test.mirror.kills", 60);
    private static final int FAILOVERS = Integer.getInteger("tandem.test.mirror.failovers", 1);
    private static final int KEYS = 200;
    private static final Duration BETWEEN_FAULTS = Duration.ofMillis(50);

    @Test
    void mirror_ofAServerUnderFaults_isEqualInTheEnd() throws Exception {
        try (RedisServer redis = RedisServer.embedded();
                Run run = new Run(redis.uri().toString())) {
            for (int i = 0; i < KILLS; i++) {
                run.letPass(BETWEEN_FAULTS);
                run.killOne(redis);
                if (i == KILLS / 2) {
                    redis.command("FLUSHALL");
                }
            }
            run.quiet();
            Await.until("the changes are followed again, behind the last kill", () -> {
                run.write("witness");
                return run.naive.map.containsKey("witness");
            });
            run.write("behind it");
            Await.until("the naive one is told of all", () -> run.naive.map.containsKey("behind it"));
            redis.kill(); // what lay there is gone without a notice
            redis.restart();
            run.write("after");

            Map<String, String> truth = run.truth();
            Await.until("the mirror is equal: " + run, () -> run.mirror.map.equals(truth));
            assertThat(truth).containsOnlyKeys("after");
            assertThat(run.naive.map).as("the naive one, which heeds no loss").containsKey("witness");
        }
    }

    @Test
    void mirror_behindSentinels_isEqualInTheEnd() throws Exception {
        try (RedisSentinels redis = RedisSentinels.start(1);
                Run run = new Run(redis.uri())) {
            for (int i = 0; i < FAILOVERS; i++) {
                for (int kill = 0; kill < 10; kill++) {
                    run.letPass(BETWEEN_FAULTS);
                    run.killOne(redis.primary());
                }
                if (i % 2 == 0) {
                    RedisServer former = redis.primary();
                    former.kill();
                    redis.failoverByKill();
                    former.restart();
                    redis.awaitReady();
                } else {
                    redis.failover();
                }
            }
            run.quiet();

            Map<String, String> truth = run.truth();
            Await.until("the mirror is equal: " + run, () -> run.mirror.map.equals(truth));
        }
    }

    /** Writers, a follower and its naive sibling, on nodes of their own. */
    private static final class Run implements AutoCloseable {
        private final CacheFixture tandem;
        private final Cache<String, String> writes;
        private final TandemCache<String, String> followed;
        final Mirror mirror;
        final Mirror naive;
        private final Random random = new Random(1);
        private final CountDownLatch never = new CountDownLatch(1);
        private final AtomicBoolean over = new AtomicBoolean();
        private final AtomicLong written = new AtomicLong();
        private final AtomicLong killed = new AtomicLong();
        private final Thread writer = new Thread(this::write, "mirror-writer");

        Run(String uri) {
            this.tandem = new CacheFixture(uri);
            this.writes = tandem.newManager().createCache(CacheFixture.NAME, CacheFixture.textsConfiguration());
            this.followed = CacheFixture.own(
                    tandem.newManager().createCache(CacheFixture.NAME, CacheFixture.textsConfiguration()));
            this.mirror = new Mirror(followed, true);
            this.naive = new Mirror(followed, false);
            followed.onChange(mirror);
            followed.onChange(naive);
            Await.until("the changes are followed", () -> mirror.losses.get() > 0);
            writer.start();
        }

        private void write() {
            Random keys = new Random(2);
            while (!over.get()) {
                String key = "k" + keys.nextInt(KEYS);
                write(key, keys.nextInt(4) == 0 ? null : "v" + written.get());
            }
        }

        /** Until it is acknowledged. */
        void write(String key) {
            Await.until(key + " is written", () -> write(key, "v"));
        }

        private boolean write(String key, String value) {
            try {
                if (value == null) {
                    writes.remove(key);
                } else {
                    writes.put(key, value);
                }
                written.incrementAndGet();
                return true;
            } catch (CacheException e) { // away for a moment
                LockSupport.parkNanos(1_000_000);
                return false;
            }
        }

        /** Each second time the one that is followed by. */
        void killOne(RedisServer redis) {
            if (random.nextBoolean()) {
                killed.addAndGet(redis.killClients(
                        client -> client.fields().getOrDefault("flags", "").contains("B")));
                return;
            }
            List<ClientInfo> clients = redis.clients().stream()
                    .filter(client -> !client.fields().getOrDefault("flags", "").matches(".*[MSP].*"))
                    .toList();
            if (!clients.isEmpty()) {
                long id = clients.get(random.nextInt(clients.size())).id();
                killed.addAndGet(redis.killClients(client -> client.id() == id));
            }
        }

        /** Time is what this run is made of. */
        void letPass(Duration time) throws InterruptedException {
            if (never.await(time.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new IllegalStateException("nobody counts this down");
            }
        }

        /** Ends the writes. */
        void quiet() throws InterruptedException {
            over.set(true);
            writer.join();
            System.out.println(this);
        }

        /** What Redis holds, once it can be asked. */
        Map<String, String> truth() {
            Map<String, String> truth = new HashMap<>();
            Await.until("Redis answers", () -> {
                try {
                    truth.clear();
                    Iterable<Cache.Entry<String, String>> entries = writes;
                    entries.forEach(entry -> truth.put(entry.getKey(), entry.getValue()));
                    return true;
                } catch (CacheException e) {
                    return false;
                }
            });
            return truth;
        }

        @Override
        public void close() {
            over.set(true);
            tandem.afterEach(null);
        }

        @Override
        public String toString() {
            return "Mirror: " + written + " writes, " + killed + " connections killed, " + mirror.losses
                    + " losses told, " + mirror.changes + " keys told, " + mirror.map.size() + " entries in the end";
        }
    }

    /** A map that follows. */
    private static final class Mirror implements ChangeListener<String> {
        final Map<String, String> map = new ConcurrentHashMap<>();
        final AtomicLong losses = new AtomicLong();
        final AtomicLong changes = new AtomicLong();
        private final Cache<String, String> cache;
        private final boolean heedsLosses;

        Mirror(Cache<String, String> cache, boolean heedsLosses) {
            this.cache = cache;
            this.heedsLosses = heedsLosses;
        }

        @Override
        public void changed(Set<String> keys) {
            changes.addAndGet(keys.size());
            untilItAnswers(() -> {
                for (String key : keys) {
                    String value = cache.get(key);
                    if (value == null) {
                        map.remove(key);
                    } else {
                        map.put(key, value);
                    }
                }
            });
        }

        @Override
        public void cleared() {
            untilItAnswers(this::readAll);
        }

        @Override
        public void lost() {
            losses.incrementAndGet();
            if (heedsLosses) {
                untilItAnswers(this::readAll);
            }
        }

        private void readAll() {
            Map<String, String> all = new HashMap<>();
            cache.forEach(entry -> all.put(entry.getKey(), entry.getValue()));
            map.keySet().retainAll(all.keySet());
            map.putAll(all);
        }

        /** While Redis is away, what is to be looked up waits. */
        private void untilItAnswers(Runnable look) {
            while (true) {
                try {
                    look.run();
                    return;
                } catch (CacheException e) {
                    LockSupport.parkNanos(1_000_000);
                } catch (IllegalStateException e) { // the cache is closed
                    return;
                }
            }
        }
    }
}
