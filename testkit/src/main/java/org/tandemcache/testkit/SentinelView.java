package org.tandemcache.testkit;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What one Sentinel knows.
 *
 * @param primary the fields of {@code SENTINEL MASTER}
 * @param replicas the fields of each replica in {@code SENTINEL REPLICAS}
 */
record SentinelView(Map<String, String> primary, List<Map<String, String>> replicas) {
    static SentinelView of(RedisServer sentinel, String primaryName) {
        return new SentinelView(
                fields(sentinel.command("SENTINEL", "MASTER", primaryName)),
                list(sentinel.command("SENTINEL", "REPLICAS", primaryName)).stream()
                        .map(SentinelView::fields)
                        .toList());
    }

    int primaryPort() {
        return port(primary);
    }

    /** What keeps the Sentinel from having the servers, and other Sentinels, where they belong, if anything does. */
    Optional<String> obstacle(List<Integer> servingPorts, int otherSentinels) {
        if (!"master".equals(primary.get("flags"))) {
            return Optional.of("the primary is " + primary.get("flags"));
        }
        if (!Integer.toString(otherSentinels).equals(primary.get("num-other-sentinels"))) {
            return Optional.of("it knows " + primary.get("num-other-sentinels") + " other Sentinels");
        }
        return servingPorts.stream()
                .filter(port -> port != primaryPort() && !isWellReplica(port))
                .map(port -> "the server at port " + port + " isn't a replica in working order")
                .findAny();
    }

    private boolean isWellReplica(int port) {
        return replicas.stream()
                .anyMatch(replica -> port(replica) == port
                        && "slave".equals(replica.get("flags"))
                        && "ok".equals(replica.get("master-link-status")));
    }

    private static int port(Map<String, String> server) {
        return Integer.parseInt(server.getOrDefault("port", "-1"));
    }

    private static Map<String, String> fields(@Nullable Object reply) {
        List<?> namesAndValues = list(reply);
        Map<String, String> fields = new LinkedHashMap<>();
        for (int i = 0; i + 1 < namesAndValues.size(); i += 2) {
            fields.put(String.valueOf(namesAndValues.get(i)), String.valueOf(namesAndValues.get(i + 1)));
        }
        return fields;
    }

    private static List<?> list(@Nullable Object reply) {
        return reply instanceof List<?> list ? list : List.of();
    }
}
