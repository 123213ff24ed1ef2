package org.tandemcache.testkit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How a server moves slots as a whole, with their keys: clients find them at their source until they find all at the
 * target. Each dialect is one command that only begins.
 */
enum AtomicSlotMove {
    /** @see <a href="https://valkey.io/commands/cluster-migrateslots/">CLUSTER MIGRATESLOTS</a>, Valkey 9.0 */
    VALKEY("migrateslots") {
        @Override
        void begin(RedisServer source, RedisServer target, List<String> ranges) {
            List<String> command = new ArrayList<>(List.of("CLUSTER", "MIGRATESLOTS", "SLOTSRANGE"));
            command.addAll(ranges);
            command.addAll(List.of("NODE", String.valueOf(target.command("CLUSTER", "MYID"))));
            source.command(command.toArray(String[]::new));
        }
    },
    /** @see <a href="https://redis.io/docs/latest/commands/cluster-migration/">CLUSTER MIGRATION</a>, Redis 8.4 */
    REDIS("migration") {
        @Override
        void begin(RedisServer source, RedisServer target, List<String> ranges) {
            List<String> command = new ArrayList<>(List.of("CLUSTER", "MIGRATION", "IMPORT"));
            command.addAll(ranges);
            target.command(command.toArray(String[]::new));
        }
    };

    private final String subcommand;

    AtomicSlotMove(String subcommand) {
        this.subcommand = subcommand;
    }

    /** The one that a server knows, if it knows any. */
    static Optional<AtomicSlotMove> knownBy(RedisServer server) {
        return Stream.of(values()).filter(move -> move.isKnownBy(server)).findFirst();
    }

    private boolean isKnownBy(RedisServer server) {
        return server.command("COMMAND", "INFO", "cluster|" + subcommand) instanceof List<?> reply
                && reply.get(0) != null;
    }

    /** Begins to move slots of one owner; the ranges are first and last slots in turns. */
    abstract void begin(RedisServer source, RedisServer target, List<String> ranges);

    /**
     * Begins to move what is not there yet and not under way, for a move ends when its connection does. What keeps
     * slots from being where they belong, if anything does.
     */
    Optional<String> proceed(RedisCluster cluster, int first, int last, RedisServer target) {
        Map<RedisServer, List<String>> elsewhere = new LinkedHashMap<>();
        List<@Nullable RedisServer> owners = cluster.mastersOfSlots();
        RedisServer before = target;
        for (int slot = first; slot <= last; slot++) {
            RedisServer owner = owners.get(slot);
            if (owner != null && !owner.equals(target)) {
                List<String> ranges = elsewhere.computeIfAbsent(owner, any -> new ArrayList<>());
                if (owner.equals(before)) {
                    ranges.set(ranges.size() - 1, Integer.toString(slot));
                } else {
                    ranges.addAll(List.of(Integer.toString(slot), Integer.toString(slot)));
                }
            }
            before = owner;
        }
        elsewhere.forEach((source, ranges) -> begin(source, target, ranges)); // an error where it is under way
        return elsewhere.isEmpty() ? Optional.empty() : Optional.of("slots " + elsewhere + " are on their way");
    }
}
