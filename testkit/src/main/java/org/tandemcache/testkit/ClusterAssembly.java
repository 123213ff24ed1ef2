package org.tandemcache.testkit;

import java.util.ArrayList;
import java.util.List;

/** Makes a cluster out of single nodes. */
final class ClusterAssembly {
    private ClusterAssembly() {}

    /** The configuration of a node; the given lines come last, so that they win over the test kit's own. */
    static List<String> configuration(List<String> configLines) {
        List<String> lines = new ArrayList<>();
        lines.add("cluster-enabled yes");
        lines.add("cluster-node-timeout 2000");
        lines.add("cluster-announce-ip 127.0.0.1");
        // A master stays the master of its replicas, and a master, even when its last slot is taken away.
        lines.add("cluster-allow-replica-migration no");
        if (TlsLines.isIn(configLines)) {
            lines.add("tls-cluster yes");
        }
        lines.addAll(ServerGroup.replicating(configLines));
        return lines;
    }

    /** Gives each master its even share of the slots. Each gets an epoch of its own, so that they need no election. */
    static void shareSlots(List<RedisServer> masters) {
        for (int i = 0; i < masters.size(); i++) {
            int first = KeySlot.COUNT * i / masters.size();
            int last = KeySlot.COUNT * (i + 1) / masters.size() - 1;
            masters.get(i).command("CLUSTER", "SET-CONFIG-EPOCH", Integer.toString(i + 1));
            masters.get(i).command("CLUSTER", "ADDSLOTSRANGE", Integer.toString(first), Integer.toString(last));
        }
    }

    /** Introduces a node to others. All of them, as word of mouth would take a second and more. */
    static void introduce(RedisServer node, List<RedisServer> others) {
        for (RedisServer other : others) {
            node.command("CLUSTER", "MEET", other.host(), Integer.toString(other.port()));
        }
    }

    /** Makes a node the replica of a master, which it must know. */
    static void replicate(RedisServer replica, RedisServer master) {
        replica.command("CLUSTER", "REPLICATE", String.valueOf(master.command("CLUSTER", "MYID")));
    }
}
