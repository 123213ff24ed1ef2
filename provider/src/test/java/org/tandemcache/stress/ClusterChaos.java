package org.tandemcache.stress;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.tandemcache.testkit.ClientInfo;
import org.tandemcache.testkit.RedisCluster;
import org.tandemcache.testkit.RedisReplyException;
import org.tandemcache.testkit.RedisServer;

/** What goes wrong in a cluster of masters with replicas, one fault after the other. */
final class ClusterChaos {
    private static final long REPLICA_LAG_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final RedisCluster cluster;
    private final int keys;
    private final Random random;
    private final Ledger ledger;
    private final Figures figures;
    private final CountDownLatch never = new CountDownLatch(1);
    /** Each second time, by servers that can. */
    private boolean movesAtomically;

    ClusterChaos(RedisCluster cluster, int keys, long seed, Ledger ledger, Figures figures) {
        this.cluster = cluster;
        this.keys = keys;
        this.random = new Random(seed);
        this.ledger = ledger;
        this.figures = figures;
    }

    /** Makes trouble for so long, each kind of it once at least, and leaves the cluster ready. */
    void run(Duration duration) throws InterruptedException {
        long end = System.nanoTime() + duration.toNanos();
        small();
        moveSlots();
        failover();
        failoverByKill();
        small();
        failoverByPause();
        while (System.nanoTime() < end) {
            small();
            switch (random.nextInt(5)) {
                case 0 -> failover();
                case 1 -> failoverByKill();
                case 2 -> failoverByPause();
                default -> moveSlots();
            }
        }
        cluster.awaitReady();
    }

    /** Faults that a cluster does not answer with another topology. */
    private void small() throws InterruptedException {
        for (int i = 0; i < 10; i++) {
            if (never.await(20 + random.nextInt(100), TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("nobody counts this down");
            }
            try {
                smallOne(random.nextInt(100));
            } catch (RedisReplyException e) { // a busy machine lets a cluster fail over by itself
                figures.add("faults that a server refused", 1);
            }
        }
    }

    private void smallOne(int dice) {
        if (dice < 50) {
            killOne(oneOf(cluster.masters()));
        } else if (dice < 95) {
            String key = "tandem:stress:{}i:" + random.nextInt(keys);
            cluster.masterOf(key).command("PEXPIRE", key, "" + (1 + random.nextInt(200)));
            figures.add("entries expired from outside", 1);
        } else {
            oneOf(cluster.masters()).command("FLUSHALL");
            figures.add("flushes", 1);
        }
    }

    private void killOne(RedisServer node) {
        List<ClientInfo> clients = node.clients().stream()
                .filter(client -> !client.fields().getOrDefault("flags", "").matches(".*[MS].*"))
                .toList();
        if (!clients.isEmpty()) {
            long id = oneOf(clients).id();
            figures.add("connections killed", node.killClients(client -> client.id() == id));
        }
    }

    private void moveSlots() {
        String key = "tandem:stress:{}i:" + random.nextInt(keys);
        int slot = RedisCluster.slotOf(key.getBytes(StandardCharsets.UTF_8));
        RedisServer source = cluster.masterOfSlot(slot);
        RedisServer target = oneOf(cluster.masters().stream()
                .filter(master -> !master.equals(source))
                .toList());
        int first = Math.max(0, slot - 25);
        int last = Math.min(RedisCluster.SLOTS - 1, slot + 25);
        if (movesAtomically) {
            cluster.moveSlotsAtomically(first, last, target);
            figures.add("slots moved as a whole", 51);
        } else {
            cluster.moveSlots(first, last, target);
            figures.add("slots moved", 51);
        }
        movesAtomically = !movesAtomically && cluster.canMoveSlotsAtomically();
    }

    private void failover() {
        cluster.failover(oneOf(cluster.masters()));
        figures.add("failovers by request", 1);
    }

    private void failoverByKill() {
        RedisServer master = oneOf(cluster.masters());
        losing("kill", master::kill);
        cluster.failoverByKill(master);
        master.restart();
        cluster.awaitReady();
        figures.add("failovers by kill", 1);
    }

    private void failoverByPause() {
        RedisServer master = oneOf(cluster.masters());
        losing("pause", master::pause);
        cluster.failoverByPause(master);
        // It takes itself for the master until it hears of the other one.
        losing("resume", () -> {
            master.resume();
            cluster.awaitReady();
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

    private <T> T oneOf(List<T> things) {
        return things.get(random.nextInt(things.size()));
    }
}
