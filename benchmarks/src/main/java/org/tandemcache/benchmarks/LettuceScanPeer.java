package org.tandemcache.benchmarks;

import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.KeyValue;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.StringCodec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.tandemcache.benchmarks.peer.LettucePeer;
import org.tandemcache.benchmarks.peer.TandemPeer;
import org.tandemcache.testkit.RedisServer;

/** Lettuce alone: SCAN for 1,000 keys at a time, then MGET or UNLINK of those that match. */
final class LettuceScanPeer implements ScanPeer {
    private static final ScanArgs PAGE = ScanArgs.Builder.limit(1_000).match(TandemPeer.KEY_PREFIX + "*");

    private final LettucePeer lettuce;
    private final RedisCommands<String, String> commands;

    LettuceScanPeer(RedisServer redis) {
        lettuce = new LettucePeer(redis);
        commands = lettuce.connect(StringCodec.UTF8).sync();
    }

    @Override
    public void putAll(Map<String, String> entries) {
        Map<String, String> named = new HashMap<>();
        entries.forEach((key, value) -> named.put(TandemPeer.KEY_PREFIX + key, value));
        commands.mset(named);
    }

    @Override
    public long iterate() {
        long[] seen = new long[1];
        pages(keys -> {
            for (KeyValue<String, String> entry : commands.mget(keys)) {
                seen[0] += entry.hasValue() ? 1 : 0;
            }
        });
        return seen[0];
    }

    @Override
    public void clear() {
        pages(commands::unlink);
    }

    private void pages(Consumer<String[]> action) {
        ScanCursor cursor = ScanCursor.INITIAL;
        do {
            KeyScanCursor<String> page = commands.scan(cursor, PAGE);
            List<String> keys = page.getKeys();
            if (!keys.isEmpty()) {
                action.accept(keys.toArray(String[]::new));
            }
            cursor = page;
        } while (!cursor.isFinished());
    }

    @Override
    public void close() {
        lettuce.close();
    }
}
