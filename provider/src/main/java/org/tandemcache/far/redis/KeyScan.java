package org.tandemcache.far.redis;

import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.protocol.AsyncCommand;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.tandemcache.far.FarTierException;
import org.tandemcache.far.FarTierException.Kind;
import org.tandemcache.far.Keyspace;
import org.tandemcache.far.redis.connection.RedisNode;
import org.tandemcache.far.redis.connection.ServerCommands;
import org.tandemcache.far.redis.topology.SlotOwners;
import org.tandemcache.far.redis.topology.TopologyView;

/**
 * The pages of a SCAN over one key space, each free of doubles and never empty: every master, one after the other. Not
 * thread-safe.
 *
 * <p>No entry is lost silently. A cursor is good on one connection alone, so the scan of a node whose connection was
 * lost begins again. And if slots have moved while a cluster was scanned, it is scanned a second time for the keys of
 * these slots, in the opposite order: whatever was moved past the first scan, from a node that was still to come to one
 * that was done, can't be moved past the second one by the same move.
 */
final class KeyScan implements Iterator<List<byte[]>> {
    private static final String START = "0";
    private static final int MOST_RESTARTS = 5;

    private final RedisExecutor redis;
    private final Keyspace keyspace;
    private List<RedisNode> nodes = List.of();
    private @Nullable SlotOwners owners;
    /** Those whose keys the first scan can't have missed; null while it lasts. */
    private @Nullable BitSet settledSlots;

    private int node;
    private String cursor = START;
    private int losses;
    private int restarts;
    private boolean finished;
    private List<byte[]> page = List.of();
    private final boolean ahead;
    /** The page behind that which was handed out last; null if it is not asked for yet. */
    private @Nullable AsyncCommand<byte[], byte[], KeyScanCursor<byte[]>> asked;

    /** @param ahead whether to ask for a page before it is wanted, while its reader is busy with the one before */
    KeyScan(RedisExecutor redis, Keyspace keyspace, boolean ahead) {
        this.redis = redis;
        this.keyspace = keyspace;
        this.ahead = ahead;
    }

    @Override
    public boolean hasNext() {
        while (page.isEmpty() && !finished) {
            fetch();
        }
        return !page.isEmpty();
    }

    @Override
    public List<byte[]> next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        List<byte[]> next = page;
        page = List.of();
        return next;
    }

    private void fetch() {
        if (owners == null) { // asked when the first page is, like everything else
            TopologyView view = redis.view();
            owners = ownersOf(view);
            nodes = view.masters();
        }
        RedisNode current = nodes.get(node);
        if (cursor.equals(START)) {
            losses = current.losses();
        }
        KeyScanCursor<byte[]> answer = Objects.requireNonNull(redis.awaited(asked == null ? ask(current) : asked));
        asked = null;
        page = owned(answer.getKeys());
        if (current.losses() != losses) {
            restart(current);
        } else if (answer.isFinished()) {
            cursor = START;
            node++;
            if (node == nodes.size()) {
                endPass();
            }
        } else {
            cursor = answer.getCursor();
            if (ahead) {
                asked = ask(current);
            }
        }
    }

    private AsyncCommand<byte[], byte[], KeyScanCursor<byte[]>> ask(RedisNode of) {
        AsyncCommand<byte[], byte[], KeyScanCursor<byte[]>> scan = Commands.scan(cursor, keyspace);
        redis.sendTo(of, scan);
        return scan;
    }

    private void restart(RedisNode current) {
        restarts++;
        if (restarts > MOST_RESTARTS) {
            throw new FarTierException(
                    Kind.UNAVAILABLE,
                    "the connection to " + current + " was lost " + restarts
                            + " times while its keys were scanned; some may not have been seen",
                    null);
        }
        cursor = START;
    }

    private void endPass() {
        TopologyView now = redis.freshView();
        if (settledSlots != null || !now.isCluster()) {
            finished = true;
            return;
        }
        settledSlots = ownersOf(now).heldSince(Objects.requireNonNull(owners));
        if (settledSlots.cardinality() == SlotHash.SLOT_COUNT) {
            finished = true;
            return;
        }
        List<RedisNode> again = new ArrayList<>(now.masters());
        again.sort((a, b) -> Integer.compare(nodes.indexOf(a), nodes.indexOf(b)));
        Collections.reverse(again);
        nodes = again;
        node = 0;
    }

    private SlotOwners ownersOf(TopologyView view) {
        return SlotOwners.of(view, of -> Objects.requireNonNull(redis.runOn(of, ServerCommands.clusterNodes())));
    }

    private List<byte[]> owned(List<byte[]> keys) {
        Map<ByteBuffer, byte[]> distinct = new LinkedHashMap<>();
        for (byte[] key : keys) {
            if (keyspace.owns(key) && (settledSlots == null || !settledSlots.get(SlotHash.getSlot(key)))) {
                distinct.put(ByteBuffer.wrap(key), key);
            }
        }
        return List.copyOf(distinct.values());
    }
}
