package org.tandemcache.benchmarks;

import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.StringCodec;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.tandemcache.benchmarks.peer.LettucePeer;
import org.tandemcache.testkit.RedisServer;

/** Stores many entries before a measurement. */
final class BulkLoad {
    private static final int BATCH = 1_000;

    private BulkLoad() {}

    /** Keys and values made anew, so that nobody shares them. */
    static void inBatches(int entries, int length, Consumer<Map<String, String>> putAll) {
        for (int from = 0; from < entries; from += BATCH) {
            Map<String, String> batch = new HashMap<>();
            for (int i = from; i < Math.min(from + BATCH, entries); i++) {
                batch.put(Texts.key(i), Texts.value(i, length));
            }
            putAll.accept(batch);
        }
    }

    /** Keys that belong to no cache. */
    static void foreignKeys(RedisServer redis, int count) {
        try (LettucePeer lettuce = new LettucePeer(redis)) {
            RedisCommands<String, String> commands =
                    lettuce.connect(StringCodec.UTF8).sync();
            for (int from = 0; from < count; from += BATCH) {
                Map<String, String> batch = new HashMap<>();
                for (int i = from; i < Math.min(from + BATCH, count); i++) {
                    batch.put("foreign:" + i, "x");
                }
                commands.mset(batch);
            }
        }
    }
}
