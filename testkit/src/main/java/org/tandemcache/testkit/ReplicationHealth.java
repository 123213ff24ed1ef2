package org.tandemcache.testkit;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Judges whether replicas have what their primary has. */
final class ReplicationHealth {
    private ReplicationHealth() {}

    /** What keeps the others among these servers from being in sync with the primary, if anything does. */
    static Optional<String> obstacle(RedisServer primary, List<RedisServer> servers) {
        Map<String, String> replication = primary.info("replication");
        if (!"master".equals(replication.get("role"))) {
            return Optional.of(primary + " isn't a primary");
        }
        long offset = number(replication, "master_repl_offset");
        return servers.stream()
                .filter(server -> !server.equals(primary))
                .filter(replica -> !isInSync(replica.info("replication"), primary.port(), offset))
                .map(replica -> replica + " isn't in sync with " + primary)
                .findAny();
    }

    /** @param replication what the replica says of itself */
    static boolean isInSync(Map<String, String> replication, int primaryPort, long offset) {
        return "up".equals(replication.get("master_link_status"))
                && number(replication, "master_port") == primaryPort
                && number(replication, "slave_repl_offset") >= offset;
    }

    static long number(Map<String, String> replication, String name) {
        return Long.parseLong(replication.getOrDefault(name, "-1"));
    }
}
