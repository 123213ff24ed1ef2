package org.tandemcache.testkit;

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
        for (RedisServer server : servers) {
            ClusterView view = ClusterView.of(server);
            Optional<String> obstacle = obstacleAt(server, view, ports);
            if (obstacle.isPresent()) {
                return obstacle;
            }
            opinions.add(view.roles(ports));
        }
        return opinions.size() > 1 ? Optional.of("the nodes don't agree on who owns which slots") : Optional.empty();
    }

    private static Optional<String> obstacleAt(RedisServer server, ClusterView view, Set<Integer> ports) {
        for (int port : ports) {
            if (view.at(port).filter(ClusterNode::isWell).isEmpty()) {
                return Optional.of(server + " has no sound connection to the node at port " + port);
            }
        }
        Map<String, String> replication = server.info("replication");
        if (!replication.getOrDefault("master_link_status", "up").equals("up")) {
            return Optional.of(server + " isn't in sync with its master");
        }
        String state = InfoReply.parse(String.valueOf(server.command("CLUSTER", "INFO")))
                .getOrDefault("cluster_state", "unknown");
        return state.equals("ok") ? Optional.empty() : Optional.of(server + " says cluster_state:" + state);
    }
}
