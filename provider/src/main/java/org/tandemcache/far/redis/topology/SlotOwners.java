package org.tandemcache.far.redis.topology;

import io.lettuce.core.cluster.SlotHash;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.tandemcache.far.redis.connection.RedisNode;

/**
 * Which slots each master of a cluster says that it holds, and which of them are moving.
 *
 * @param byNode each node on itself; empty where there is no cluster
 */
public record SlotOwners(Map<RedisNode, Held> byNode) {
    private static final int FLAGS = 2;
    private static final int EPOCH = 6;
    private static final int FIRST_SLOT = 8;
    private static final List<String> OWN_MASTER = List.of("myself", "master");

    /**
     * In the words of {@code CLUSTER NODES}.
     *
     * @param epoch changes when the node takes a slot from another one, and when it becomes a master
     * @param slots such as 0-5460, and [93-&gt;-292f8b36] for one that moves
     */
    public record Held(String epoch, List<String> slots) {
        private static final Held NOTHING = new Held("", List.of());

        private BitSet owned() {
            BitSet owned = new BitSet(SlotHash.SLOT_COUNT);
            slots.stream().filter(range -> !isMoving(range)).forEach(range -> {
                String[] ends = range.split("-", 2);
                owned.set(Integer.parseInt(ends[0]), Integer.parseInt(ends[ends.length - 1]) + 1);
            });
            slots.stream()
                    .filter(Held::isMoving)
                    .forEach(move -> owned.clear(Integer.parseInt(move.substring(1, move.indexOf('-')))));
            return owned;
        }

        private static boolean isMoving(String slots) {
            return slots.startsWith("[");
        }
    }

    /**
     * Asks every master; no round trip where there is one node.
     *
     * @param clusterNodes a node's answer to {@code CLUSTER NODES}
     */
    public static SlotOwners of(TopologyView view, Function<RedisNode, String> clusterNodes) {
        Map<RedisNode, Held> byNode = new HashMap<>();
        if (view.isCluster()) {
            for (RedisNode node : view.masters()) {
                byNode.put(node, own(clusterNodes.apply(node)));
            }
        }
        return new SlotOwners(Map.copyOf(byNode));
    }

    /** What the node that was asked says of itself. */
    private static Held own(String nodes) {
        return nodes.lines()
                .map(line -> line.split(" ", -1))
                .filter(fields -> fields.length >= FIRST_SLOT)
                .filter(fields -> List.of(fields[FLAGS].split(",", -1)).containsAll(OWN_MASTER))
                .map(fields -> new Held(
                        fields[EPOCH], Arrays.stream(fields).skip(FIRST_SLOT).toList()))
                .findFirst()
                .orElse(Held.NOTHING);
    }

    /**
     * The slots that one and the same node has held all the time from then to now: it says so at both ends, and has
     * taken none meanwhile, which could be one that it had given away.
     */
    public BitSet heldSince(SlotOwners then) {
        BitSet held = new BitSet(SlotHash.SLOT_COUNT);
        byNode.forEach((node, now) -> {
            Held before = then.byNode.getOrDefault(node, Held.NOTHING);
            if (before.epoch.equals(now.epoch)) {
                BitSet kept = now.owned();
                kept.and(before.owned());
                held.or(kept);
            }
        });
        return held;
    }
}
