package org.tandemcache.testkit;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Judges whether nodes of a cluster have come to rest: they serve, know each other and agree. */
final class ClusterHealth {
    private ClusterHealth() {}

    /** What keeps these nodes from being ready, if anything does. */
    static Optional<String> obstacle(List<RedisServer> servers) {
        Set<Map<Integer, ClusterView.Role>> opinions = new HashSet<>();
        Set<Integer> ports = new HashSet<>();
        servers.forEach(server -> ports.add(server.port()));
        Map<Integer, Long> offsets = offsetsOfMasters(servers);
        for (RedisServer server : servers) {
            ClusterView view = ClusterView.of(server);
            Optional<String> obstacle = obstacleAt(server, view, ports, offsets);
            if (obstacle.isPresent()) {
                return obstacle;
            }
            opinions.add(view.roles(ports));
        }
        return opinions.size() > 1 ? Optional.of("the nodes don't agree on who owns which slots") : Optional.empty();
    }

    /** How far masters have written, by port: known before their replicas are asked. */
    private static Map<Integer, Long> offsetsOfMasters(List<RedisServer> servers) {
        Map<Integer, Long> offsets = new HashMap<>();
        for (RedisServer server : servers) {
            Map<String, String> replication = server.info("replication");
            if ("master".equals(replication.get("role"))) {
                offsets.put(server.port(), ReplicationHealth.number(replication, "master_repl_offset"));
            }
        }
        return offsets;
    }

    private static Optional<String> obstacleAt(
            RedisServer server, ClusterView view, Set<Integer> ports, Map<Integer, Long> offsets) {
        for (int port : ports) {
            if (view.at(port).filter(ClusterNode::isWell).isEmpty()) {
                return Optional.of(server + " has no sound connection to the node at port " + port);
            }
        }
        Map<String, String> replication = server.info("replication");
        int master = (int) ReplicationHealth.number(replication, "master_port");
        if (master >= 0 && !ReplicationHealth.isInSync(replication, master, offsets.getOrDefault(master, 0L))) {
            return Optional.of(server + " isn't in sync with its master");
        }
        String state = InfoReply.parse(String.valueOf(server.command("CLUSTER", "INFO")))
                .getOrDefault("cluster_state", "unknown");
        return state.equals("ok") ? Optional.empty() : Optional.of(server + " says cluster_state:" + state);
    }
}
