package org.tandemcache.coherence;

import io.lettuce.core.api.push.PushListener;
import io.lettuce.core.api.push.PushMessage;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tandemcache.far.Keyspace;

/**
 * Hands the server's notices to the near tiers whose keys they name, on the event loop of the channel they came by. Any
 * notice that can't be understood ends the promise of its channel: better no copies than stale ones. Thread-safe.
 */
final class Invalidations implements PushListener {
    private static final Logger log = LoggerFactory.getLogger(Invalidations.class);

    // Weakly: a cache that nobody has any more must not be held by its connection.
    private final ConcurrentMap<ByteBuffer, WeakReference<InvalidationListener>> listeners = new ConcurrentHashMap<>();

    void register(Keyspace keyspace, InvalidationListener listener) {
        listeners.put(ByteBuffer.wrap(keyspace.prefix()), new WeakReference<>(listener));
    }

    /** Takes this listener away, and not one that has come in its place. */
    void unregister(Keyspace keyspace, InvalidationListener listener) {
        listeners.computeIfPresent(
                ByteBuffer.wrap(keyspace.prefix()), (any, held) -> held.refersTo(listener) ? null : held);
    }

    @Override
    public void onPushMessage(PushMessage message) {
        if (!"invalidate".equals(message.getType())) {
            return;
        }
        TrackingHandler channel = TrackingHandler.reading();
        if (channel == null) {
            throw new IllegalStateException("a notice came outside of a tracked channel's reading");
        }
        try {
            List<byte[]> keys = keys(message);
            if (keys == null) {
                channel.flush(FlushCause.SERVER_FLUSH);
            } else {
                keys.forEach(key -> invalidate(key, channel.token()));
            }
        } catch (RuntimeException | Error e) {
            channel.flush(FlushCause.SURPRISE);
            log.warn("A notice of Redis can't be understood; every near copy is forgotten", e);
        }
    }

    /** The keys that a notice names; null if a database was emptied. */
    static @Nullable List<byte[]> keys(PushMessage notice) {
        Object keys = notice.getContent().get(1);
        return keys == null
                ? null
                : ((List<?>) keys).stream().map(key -> bytes((ByteBuffer) key)).toList();
    }

    private static byte[] bytes(ByteBuffer pushed) {
        byte[] key = new byte[pushed.remaining()];
        pushed.duplicate().get(key);
        return key;
    }

    private void invalidate(byte[] key, Token promise) {
        WeakReference<InvalidationListener> held = listeners.get(prefix(key));
        InvalidationListener listener = held == null ? null : held.get();
        if (listener != null) { // null: a cache that was closed while its copies were tracked
            listener.invalidated(key, promise);
        }
    }

    /**
     * What stands before the user's key. Names hold no braces, so the first that closes ends the prefix; where it
     * closes the name of a cache whose keys lie in one slot, a colon is left.
     */
    private static ByteBuffer prefix(byte[] key) {
        for (int i = 1; i < key.length; i++) {
            if (key[i] == '}') {
                return ByteBuffer.wrap(key, 0, Math.min(key[i - 1] == '{' ? i + 1 : i + 2, key.length));
            }
        }
        throw new IllegalArgumentException("a notice of a key that no cache has read");
    }
}
