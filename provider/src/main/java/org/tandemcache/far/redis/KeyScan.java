package org.tandemcache.far.redis;

import io.lettuce.core.KeyScanCursor;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.tandemcache.far.Keyspace;

/** The pages of a SCAN over one key space, each free of doubles and never empty. Not thread-safe. */
final class KeyScan implements Iterator<List<byte[]>> {
    private static final String START = "0";

    private final RedisExecutor redis;
    private final Keyspace keyspace;
    private String cursor = START;
    private boolean finished;
    private List<byte[]> page = List.of();

    KeyScan(RedisExecutor redis, Keyspace keyspace) {
        this.redis = redis;
        this.keyspace = keyspace;
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
        KeyScanCursor<byte[]> answer = Objects.requireNonNull(redis.run(Commands.scan(cursor, keyspace)));
        cursor = answer.getCursor();
        finished = answer.isFinished();
        Map<ByteBuffer, byte[]> distinct = new LinkedHashMap<>();
        for (byte[] key : answer.getKeys()) {
            if (keyspace.owns(key)) {
                distinct.put(ByteBuffer.wrap(key), key);
            }
        }
        page = List.copyOf(distinct.values());
    }
}
