package org.tandemcache.far.redis;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Which slots each master of a cluster says that it holds, and which of them are moving.
 *
 * @param byNode in the words of {@code CLUSTER NODES}, each node on itself; empty where there is no cluster
 */
record SlotOwners(Map<RedisNode, List<String>> byNode) {
    private static final int FLAGS = 2;
    private static final int FIRST_SLOT = 8;
    private static final List<String> OWN_MASTER = List.of("myself", "master");

    /** Asks every master; no round trip where there is one node. */
    static SlotOwners of(RedisExecutor redis, TopologyView view) {
        Map<RedisNode, List<String>> byNode = new HashMap<>();
        if (view.isCluster()) {
            for (RedisNode node : view.masters()) {
                byNode.put(node, own(Objects.requireNonNull(redis.runOn(node, Commands.clusterNodes()))));
            }
        }
        return new SlotOwners(Map.copyOf(byNode));
    }

    /** The slots of the node that was asked, such as 0-5460 and [93-&gt;-292f8b36] for one that moves. */
    private static List<String> own(String nodes) {
        return nodes.lines()
                .map(line -> line.split(" ", -1))
                .filter(fields -> fields.length > FLAGS
                        && List.of(fields[FLAGS].split(",", -1)).containsAll(OWN_MASTER))
                .flatMap(fields -> Arrays.stream(fields).skip(FIRST_SLOT))
                .toList();
    }

    /** Whether no slot is on its way from one node to another. */
    boolean isSettled() {
        return byNode.values().stream().flatMap(List::stream).noneMatch(slots -> slots.startsWith("["));
    }
}
