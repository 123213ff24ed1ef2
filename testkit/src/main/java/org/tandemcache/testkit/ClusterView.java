package org.tandemcache.testkit;

import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What one node of a cluster knows of all.
 *
 * @param nodes the nodes, itself among them
 */
record ClusterView(List<ClusterNode> nodes) {
    static ClusterView of(RedisServer server) {
        return new ClusterView(String.valueOf(server.command("CLUSTER", "NODES"))
                .lines()
                .map(ClusterNode::parse)
                .toList());
    }

    Optional<ClusterNode> at(int port) {
        return nodes.stream().filter(node -> node.port() == port).findAny();
    }

    Optional<ClusterNode> ownerOf(int slot) {
        return nodes.stream().filter(node -> node.slots().get(slot)).findAny();
    }

    List<ClusterNode> replicasOf(ClusterNode master) {
        return nodes.stream()
                .filter(node -> node.masterId().equals(master.id()))
                .toList();
    }

    /** What the nodes with these ports are in the cluster. Nodes that agree have equal answers. */
    Map<Integer, Role> roles(Set<Integer> ports) {
        Map<Integer, Role> roles = new TreeMap<>();
        nodes.stream()
                .filter(node -> ports.contains(node.port()))
                .forEach(node -> roles.put(node.port(), new Role(node.masterId(), node.slots())));
        return roles;
    }

    /** A node's master, {@code -} if it is one itself, and the slots that it owns. */
    record Role(String masterId, BitSet slots) {}
}
