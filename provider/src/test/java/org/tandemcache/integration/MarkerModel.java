package org.tandemcache.integration;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a cache shall be to two nodes, one step after the other: an entry or none. What stands for a load, a claim or a
 * known absence lies where an entry would, and shows in nothing but what may be stored later.
 */
final class MarkerModel {
    /** What lies there, told apart by identity; without a value it is a marker. */
    private static final class Lying {
        private final @Nullable String value;
        private final Kind kind;

        Lying(@Nullable String value, Kind kind) {
            this.value = value;
            this.kind = kind;
        }
    }

    private enum Kind {
        ENTRY,
        CLAIM,
        ABSENCE
    }

    /** @param own whether the marker was left for this claim; none if an entry was found */
    private record Claim(@Nullable Lying on, boolean own) {}

    /** What a node has counted and told. */
    static final class Seen {
        long hits;
        long misses;
        long puts;
        long removals;
        final List<String> events = new ArrayList<>();
        private final Map<String, Deque<Claim>> claims = new HashMap<>();

        List<Long> counts() {
            return List.of(hits, misses, puts, removals);
        }

        private Deque<Claim> claims(String key) {
            return claims.computeIfAbsent(key, same -> new ArrayDeque<>());
        }
    }

    private final Map<String, Lying> lying = new HashMap<>();
    private final List<Seen> nodes = List.of(new Seen(), new Seen());

    Seen node(int node) {
        return nodes.get(node);
    }

    Map<String, String> entries() {
        Map<String, String> entries = new TreeMap<>();
        lying.forEach((key, there) -> {
            if (there.value != null) {
                entries.put(key, there.value);
            }
        });
        return entries;
    }

    /** Makes a step; what it answers. */
    @Nullable
    Object answer(MarkerStep step) {
        Seen node = node(step.node());
        String key = step.key();
        String there = value(key);
        boolean isThere = there != null;
        boolean equal = step.expected().equals(there);
        switch (step.op()) {
            case CONTAINS_KEY, SET_LIFETIME -> {
                return isThere;
            }
            case GET -> {
                return looked(node, there);
            }
            case PUT -> {
                put(node, step);
                return null;
            }
            case GET_AND_PUT -> {
                looked(node, there);
                put(node, step);
                return there;
            }
            case PUT_IF_ABSENT -> {
                looked(node, there);
                return changed(!isThere, () -> put(node, step));
            }
            case REPLACE -> {
                looked(node, there);
                return changedOrTaken(isThere, key, () -> put(node, step));
            }
            case REPLACE_BY_VALUE -> {
                looked(node, there);
                return changedOrTaken(equal, key, () -> put(node, step));
            }
            case GET_AND_REPLACE -> {
                looked(node, there);
                changedOrTaken(isThere, key, () -> put(node, step));
                return there;
            }
            case REMOVE -> {
                return changedOrTaken(isThere, key, () -> remove(node, key));
            }
            case REMOVE_BY_VALUE -> {
                looked(node, there);
                return changedOrTaken(equal, key, () -> remove(node, key));
            }
            case GET_AND_REMOVE -> {
                looked(node, there);
                changedOrTaken(isThere, key, () -> remove(node, key));
                return there;
            }
            case REMOVE_ALL_OF_KEYS -> {
                changedOrTaken(isThere, key, () -> remove(node, key));
                return null;
            }
            case CLEAR -> {
                lying.clear();
                return null;
            }
            case INVOKE_THAT_LOOKS -> {
                looked(node, there);
                changedOrTaken(false, key, () -> {});
                return isThere;
            }
            case INVOKE_THAT_SETS -> {
                looked(node, there);
                put(node, step);
                return isThere;
            }
            case INVOKE_THAT_REMOVES -> {
                looked(node, there);
                changedOrTaken(isThere, key, () -> remove(node, key));
                return isThere;
            }
            case CLAIM -> {
                looked(node, there);
                claim(node, key);
                return there;
            }
            case STORE -> {
                Claim claim = node.claims(key).poll();
                return claim != null && commit(node, key, claim.on(), step.value());
            }
            case RELEASE -> {
                Claim claim = node.claims(key).poll();
                if (claim != null && claim.own() && claim.on() == lying.get(key)) {
                    lying.remove(key);
                }
                return null;
            }
            case LOAD, LOAD_OF_NOTHING -> {
                looked(node, there);
                return isThere ? there : load(node, step);
            }
        }
        throw new AssertionError(step);
    }

    private @Nullable String value(String key) {
        Lying there = lying.get(key);
        return there == null ? null : there.value;
    }

    private static @Nullable String looked(Seen node, @Nullable String found) {
        if (found == null) {
            node.misses++;
        } else {
            node.hits++;
        }
        return found;
    }

    private static boolean changed(boolean changes, Runnable change) {
        if (changes) {
            change.run();
        }
        return changes;
    }

    /** What finds nothing to change takes a marker away. */
    private boolean changedOrTaken(boolean changes, String key, Runnable change) {
        if (!changes && value(key) == null) {
            lying.remove(key);
        }
        return changed(changes, change);
    }

    private void put(Seen node, MarkerStep step) {
        String before = value(step.key());
        node.puts++;
        node.events.add(
                before == null
                        ? "created " + step.key() + "=" + step.value()
                        : "updated " + step.key() + "=" + step.value() + " from " + before);
        lying.put(step.key(), new Lying(step.value(), Kind.ENTRY));
    }

    private void remove(Seen node, String key) {
        node.removals++;
        node.events.add("removed " + key + " from " + value(key));
        lying.remove(key);
    }

    private void claim(Seen node, String key) {
        Lying there = lying.get(key);
        if (there == null) {
            Lying marker = new Lying(null, Kind.CLAIM);
            lying.put(key, marker);
            node.claims(key).add(new Claim(marker, true));
        } else {
            node.claims(key).add(new Claim(there.kind == Kind.ENTRY ? null : there, false));
        }
    }

    private boolean commit(Seen node, String key, @Nullable Lying on, String value) {
        if (on == null || on != lying.get(key)) {
            return false;
        }
        lying.put(key, new Lying(value, Kind.ENTRY));
        node.events.add("created " + key + "=" + value);
        return true;
    }

    private @Nullable Object load(Seen node, MarkerStep step) {
        String key = step.key();
        if (lying.containsKey(key) && lying.get(key).kind == Kind.ABSENCE) {
            return null;
        }
        Lying on = lying.computeIfAbsent(key, same -> new Lying(null, Kind.CLAIM));
        if (step.during() != null) {
            answer(step.during());
        }
        if (step.op() == MarkerStep.Op.LOAD) {
            commit(node, key, on, step.value());
            return step.value();
        }
        if (on == lying.get(key)) {
            lying.put(key, new Lying(null, Kind.ABSENCE));
        }
        return null;
    }
}
