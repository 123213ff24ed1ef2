package org.tandemcache.testkit;

import java.util.BitSet;
import java.util.Set;

/**
 * A node of a cluster as another node, or itself, sees it: one line of {@code CLUSTER NODES}.
 *
 * @param id its name in the cluster
 * @param port where clients reach it
 * @param flags such as {@code master}, {@code slave}, {@code fail?}, {@code handshake}
 * @param masterId the name of the master that it replicates; {@code -} for a master
 * @param linked whether the node that sees it is connected to it
 * @param slots the slots that it owns
 */
record ClusterNode(String id, int port, Set<String> flags, String masterId, boolean linked, BitSet slots) {
    private static final int FIRST_SLOT_FIELD = 8;

    static ClusterNode parse(String line) {
        String[] fields = line.strip().split(" ", -1);
        String port = fields[1].substring(fields[1].lastIndexOf(':') + 1, fields[1].indexOf('@'));
        BitSet slots = new BitSet(KeySlot.COUNT);
        for (int i = FIRST_SLOT_FIELD; i < fields.length; i++) {
            if (!fields[i].startsWith("[")) { // A slot in brackets is on the move, and not owned for that.
                addRange(slots, fields[i]);
            }
        }
        return new ClusterNode(
                fields[0],
                Integer.parseInt(port),
                Set.of(fields[2].split(",", -1)),
                fields[3],
                fields[7].equals("connected"),
                slots);
    }

    private static void addRange(BitSet slots, String range) {
        int dash = range.indexOf('-');
        int first = Integer.parseInt(dash < 0 ? range : range.substring(0, dash));
        int last = dash < 0 ? first : Integer.parseInt(range.substring(dash + 1));
        slots.set(first, last + 1);
    }

    boolean isMaster() {
        return flags.contains("master");
    }

    /** Whether the cluster, and not only the node that sees it, takes it for failed. */
    boolean hasFailed() {
        return flags.contains("fail");
    }

    /** Whether the node that sees it is connected to it and has no doubts. */
    boolean isWell() {
        return (linked || flags.contains("myself"))
                && flags.stream().noneMatch(flag -> flag.startsWith("fail") || flag.matches("handshake|noaddr"));
    }
}
