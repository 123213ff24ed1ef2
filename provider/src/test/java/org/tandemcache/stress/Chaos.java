package org.tandemcache.stress;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.tandemcache.testkit.ClientInfo;
import org.tandemcache.testkit.RedisServer;

/** What goes wrong during a stress run: one fault after the other, chosen at random from a seed that is reported. */
final class Chaos {
    private final RedisServer redis;
    private final int keys;
    private final long pauseMillis;
    private final Random random;
    private final Figures figures;
    private final CountDownLatch never = new CountDownLatch(1);

    Chaos(RedisServer redis, int keys, long pauseMillis, long seed, Figures figures) {
        this.redis = redis;
        this.keys = keys;
        this.pauseMillis = pauseMillis;
        this.random = new Random(seed);
        this.figures = figures;
    }

    /** Makes trouble for so long, and leaves the server running. */
    void run(Duration duration) throws InterruptedException {
        long end = System.nanoTime() + duration.toNanos();
        while (System.nanoTime() < end) {
            letPass(20 + random.nextInt(150));
            int dice = random.nextInt(100);
            if (dice < 45) {
                killOne();
            } else if (dice < 85) {
                redis.command("PEXPIRE", "tandem:stress:{}i:" + random.nextInt(keys), "" + (1 + random.nextInt(200)));
                figures.add("entries expired from outside", 1);
            } else if (dice < 92) {
                redis.command("FLUSHALL");
                figures.add("flushes", 1);
            } else if (dice < 97) {
                pause();
            } else {
                redis.restart();
                figures.add("restarts", 1);
            }
        }
    }

    private void killOne() {
        List<ClientInfo> clients = redis.clients();
        if (!clients.isEmpty()) {
            long id = clients.get(random.nextInt(clients.size())).id();
            figures.add("connections killed", redis.killClients(client -> client.id() == id));
        }
    }

    private void pause() throws InterruptedException {
        redis.pause();
        try {
            letPass(random.nextInt((int) pauseMillis) + 1);
        } finally {
            redis.resume();
        }
        figures.add("pauses", 1);
    }

    /** Time is what this run is made of: nobody waits for anything here. */
    private void letPass(long millis) throws InterruptedException {
        if (never.await(millis, TimeUnit.MILLISECONDS)) {
            throw new IllegalStateException("nobody counts this down");
        }
    }
}
