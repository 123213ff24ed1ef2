package org.tandemcache.far.redis.topology;

import io.lettuce.core.cluster.SlotHash;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tandemcache.far.redis.connection.RedisNode;

/** Which node holds which key, as it was known at a moment. Immutable. */
public final class TopologyView {
    private final List<RedisNode> masters;
    // The master of each slot; null where one node holds every key.
    private final @Nullable RedisNode @Nullable [] slots;

    private TopologyView(List<RedisNode> masters, @Nullable RedisNode @Nullable [] slots) {
        this.masters = masters;
        this.slots = slots;
    }

    /** One node holds every key. */
    static TopologyView of(RedisNode node) {
        return new TopologyView(List.of(node), null);
    }

    /** Nobody can be told to hold a key now. */
    static TopologyView nobody() {
        return new TopologyView(List.of(), null);
    }

    /**
     * @param masters those that hold keys, and those that may get some
     * @param slots the master of each slot, null for none; not to be changed
     */
    static TopologyView of(Set<RedisNode> masters, @Nullable RedisNode[] slots) {
        return new TopologyView(List.copyOf(masters), slots);
    }

    /** Every node that keys are written to. */
    public List<RedisNode> masters() {
        return masters;
    }

    /** Whether the keys are spread over slots. */
    public boolean isCluster() {
        return slots != null;
    }

    /** The node that holds a key, or null if none does. */
    public @Nullable RedisNode holderOf(byte[] key) {
        return slots == null ? masters.get(0) : slots[SlotHash.getSlot(key)];
    }

    /** The node that holds a slot of a cluster, or null if none does. */
    public @Nullable RedisNode holderOf(int slot) {
        return slots == null ? masters.get(0) : slots[slot];
    }

    /** The nodes of this view that have fewer keys in a later one: they hold a slot no more, or are no masters. */
    public Set<RedisNode> losersTo(TopologyView later) {
        Set<RedisNode> losers = new LinkedHashSet<>(masters);
        later.masters.forEach(losers::remove);
        if (slots != null && later.slots != null) {
            for (int slot = 0; slot < slots.length; slot++) {
                RedisNode holder = slots[slot];
                if (holder != null && holder != later.slots[slot]) {
                    losers.add(holder);
                }
            }
        }
        return losers;
    }

    /**
     * Whether nodes of this view are no masters in a later one: a replica has taken over, which may not have got what
     * its master acknowledged last. False where the later one knows no master.
     */
    public boolean isTakenOverIn(TopologyView later) {
        return !later.masters.isEmpty() && !later.masters.containsAll(masters);
    }
}
