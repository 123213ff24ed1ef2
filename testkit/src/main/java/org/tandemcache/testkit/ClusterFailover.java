package org.tandemcache.testkit;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Has a replica take the place of a master. */
final class ClusterFailover {
    /** Redis gives an orderly failover up after 5 seconds, for instance when a vote came too soon after another. */
    private static final long REQUEST_LIMIT_NANOS = Duration.ofSeconds(6).toNanos();

    private final RedisCluster cluster;
    private final RedisServer master;
    private final int slot;
    private final RedisServer replica;
    private long requestedAt;

    private ClusterFailover(RedisCluster cluster, RedisServer master, int slot, RedisServer replica) {
        this.cluster = cluster;
        this.master = master;
        this.slot = slot;
        this.replica = replica;
    }

    static ClusterFailover of(RedisCluster cluster, RedisServer master) {
        int slot = cluster.view()
                .at(master.port())
                .map(node -> node.slots().nextSetBit(0))
                .filter(first -> first >= 0)
                .orElseThrow(() -> new IllegalArgumentException(master + " is no master that owns slots"));
        List<RedisServer> replicas = cluster.replicasOf(master).stream()
                .filter(RedisServer::isServing)
                .toList();
        if (replicas.isEmpty()) {
            throw new IllegalArgumentException(master + " has no replica that serves");
        }
        return new ClusterFailover(cluster, master, slot, replicas.get(0));
    }

    RedisServer byRequest() {
        request();
        cluster.awaitReadyAnd("failover of " + master, () -> {
            Optional<String> obstacle = obstacle();
            if (obstacle.isPresent() && System.nanoTime() - requestedAt > REQUEST_LIMIT_NANOS) {
                request();
            }
            return obstacle;
        });
        return cluster.masterOfSlot(slot);
    }

    RedisServer after(Runnable fault) {
        fault.run();
        cluster.awaitReadyAnd("failover of " + master, this::obstacle);
        return cluster.masterOfSlot(slot);
    }

    private void request() {
        replica.command("CLUSTER", "FAILOVER");
        requestedAt = System.nanoTime();
    }

    private Optional<String> obstacle() {
        return cluster.masterOfSlot(slot).equals(master)
                ? Optional.of("no replica has taken its place")
                : Optional.empty();
    }
}
