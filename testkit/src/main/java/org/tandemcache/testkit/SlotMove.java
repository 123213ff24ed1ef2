package org.tandemcache.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A hash slot on its way from one master to another, as a resharding leaves it while the cluster serves: the source
 * answers for the keys that it still has, and with {@code ASK} for all others; the target serves after {@code ASKING}.
 * From {@link #finish()} on, the source answers with {@code MOVED}.
 *
 * <p>For a single thread; clients may use the keys meanwhile.
 *
 * @see <a href="https://redis.io/docs/latest/commands/cluster-setslot/">CLUSTER SETSLOT</a>
 */
public final class SlotMove {
    private static final int BATCH = 100;
    private static final String TIMEOUT_MILLIS = "5000";
    private static final Duration LONGEST_LAG = Duration.ofSeconds(20);

    private final RedisCluster cluster;
    private final int slot;
    private final RedisServer source;
    private final RedisServer target;

    private SlotMove(RedisCluster cluster, int slot, RedisServer source, RedisServer target) {
        this.cluster = cluster;
        this.slot = slot;
        this.source = source;
        this.target = target;
    }

    static SlotMove begin(RedisCluster cluster, int slot, RedisServer target) {
        RedisServer source = cluster.masterOfSlot(slot);
        SlotMove move = new SlotMove(cluster, slot, source, target);
        move.setSlot(target, "IMPORTING", idOf(source));
        move.setSlot(source, "MIGRATING", idOf(target));
        return move;
    }

    /** The slot, from 0 to 16383. */
    public int slot() {
        return slot;
    }

    /** The master that gives the slot away. */
    public RedisServer source() {
        return source;
    }

    /** The master that takes the slot. */
    public RedisServer target() {
        return target;
    }

    /**
     * Moves some keys ({@code MIGRATE}).
     *
     * @param atMost how many at most
     * @return how many there were to move; fewer than asked for if none is left
     */
    public int moveKeys(int atMost) {
        try (RespConnection connection = source.connectBinary()) {
            Object reply =
                    connection.call("CLUSTER", "GETKEYSINSLOT", Integer.toString(slot), Integer.toString(atMost));
            List<?> keys = reply instanceof List<?> list ? list : List.of();
            if (!keys.isEmpty()) {
                connection.call(migrate(keys).toArray(String[]::new));
            }
            return keys.size();
        }
    }

    private List<String> migrate(List<?> keys) {
        List<String> command = new ArrayList<>(
                List.of("MIGRATE", target.host(), Integer.toString(target.port()), "", "0", TIMEOUT_MILLIS));
        target.password().ifPresent(password -> command.addAll(List.of("AUTH", password)));
        command.add("KEYS");
        keys.forEach(key -> command.add(String.valueOf(key)));
        return command;
    }

    /**
     * Moves the keys that are left, and gives the slot to the target. Returns when all nodes know.
     *
     * @throws RedisServerException if they don't within 30 seconds
     */
    public void finish() {
        assign();
        cluster.awaitReadyAnd("slot " + slot + " moves to " + target, this::obstacle);
    }

    /** The target comes first: it could not tell the others that the slot is its own if the source forgot it before. */
    void assign() {
        while (moveKeys(BATCH) > 0) {
            // until none is left
        }
        String id = idOf(target);
        setSlot(target, "NODE", id);
        setSlot(source, "NODE", id);
        cluster.masters().stream()
                .filter(master -> !master.equals(source) && !master.equals(target))
                .forEach(master -> tell(master, id));
    }

    /** One that has become a replica meanwhile, which not all nodes may know yet, hears of it from its master. */
    private void tell(RedisServer master, String id) {
        Readiness.awaitNo(
                () -> {
                    if (cluster.masters().contains(master)) {
                        master.command("CLUSTER", "SETSLOT", Integer.toString(slot), "NODE", id);
                    }
                    return Optional.empty();
                },
                LONGEST_LAG);
    }

    /** What keeps the move of a slot from being known to all nodes. */
    Optional<String> obstacle() {
        return cluster.masterOfSlot(slot).equals(target)
                ? Optional.empty()
                : Optional.of("slot " + slot + " isn't yet known to have moved");
    }

    /**
     * Tried again while a replica lags: a Valkey that has replicas tells them first, and changes nothing without them.
     */
    private void setSlot(RedisServer node, String state, String id) {
        Readiness.awaitNo(
                () -> {
                    node.command("CLUSTER", "SETSLOT", Integer.toString(slot), state, id);
                    return Optional.empty();
                },
                LONGEST_LAG);
    }

    private static String idOf(RedisServer node) {
        return String.valueOf(node.command("CLUSTER", "MYID"));
    }
}
