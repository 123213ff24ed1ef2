package org.tandemcache.stress;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.tandemcache.testkit.ClientInfo;
import org.tandemcache.testkit.RedisSentinels;
import org.tandemcache.testkit.RedisServer;

/** What goes wrong with a master that Sentinels watch over, one fault after the other. */
final class SentinelChaos {
    private static final long REPLICA_LAG_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final RedisSentinels redis;
    private final int keys;
    private final Random random;
    private final Ledger ledger;
    private final Figures figures;
    private final CountDownLatch never = new CountDownLatch(1);

    SentinelChaos(RedisSentinels redis, int keys, long seed, Ledger ledger, Figures figures) {
        this.redis = redis;
        this.keys = keys;
        this.random = new Random(seed);
        this.ledger = ledger;
        this.figures = figures;
    }

    /** Makes trouble for so long, each kind of it once at least, and leaves everything in working order. */
    void run(Duration duration) throws InterruptedException {
        long end = System.nanoTime() + duration.toNanos();
        small();
        failoverByPause();
        small();
        failoverByKill();
        small();
        failover();
        while (System.nanoTime() < end) {
            small();
            switch (random.nextInt(3)) {
                case 0 -> failover();
                case 1 -> failoverByKill();
                default -> failoverByPause();
            }
        }
        redis.awaitReady();
    }

    private void small() throws InterruptedException {
        for (int i = 0; i < 10; i++) {
            if (never.await(20 + random.nextInt(100), TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("nobody counts this down");
            }
            int dice = random.nextInt(100);
            if (dice < 50) {
                killOne(redis.primary());
            } else if (dice < 95) {
                String key = "tandem:stress:{}i:" + random.nextInt(keys);
                redis.primary().command("PEXPIRE", key, "" + (1 + random.nextInt(200)));
                figures.add("entries expired from outside", 1);
            } else {
                redis.primary().command("FLUSHALL");
                figures.add("flushes", 1);
            }
        }
    }

    private void killOne(RedisServer node) {
        List<ClientInfo> clients = node.clients().stream()
                .filter(client -> !client.fields().getOrDefault("flags", "").matches(".*[MSP].*"))
                .toList();
        if (!clients.isEmpty()) {
            long id = clients.get(random.nextInt(clients.size())).id();
            figures.add("connections killed", node.killClients(client -> client.id() == id));
        }
    }

    /** What the former master acknowledges until it is told to follow is lost; the Sentinels take their time. */
    private void failover() {
        losing("failover by request", redis::failover);
        figures.add("failovers by request", 1);
    }

    private void failoverByKill() {
        RedisServer former = redis.primary();
        losing("kill", former::kill);
        redis.failoverByKill();
        former.restart();
        redis.awaitReady();
        figures.add("failovers by kill", 1);
    }

    private void failoverByPause() {
        RedisServer former = redis.primary();
        losing("pause", former::pause);
        redis.failoverByPause();
        // It takes itself for the master until the Sentinels tell it otherwise.
        losing("resume", () -> {
            former.resume();
            redis.awaitReady();
        });
        figures.add("failovers by pause", 1);
    }

    private void losing(String name, Runnable fault) {
        StressRun.note(name + " begins");
        int window = ledger.losing(System.nanoTime() - REPLICA_LAG_NANOS);
        fault.run();
        ledger.lost(window, System.nanoTime());
        StressRun.note(name + " is over");
    }
}
