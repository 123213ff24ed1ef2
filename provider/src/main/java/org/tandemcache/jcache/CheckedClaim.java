package org.tandemcache.jcache;

import org.jspecify.annotations.Nullable;
import org.tandemcache.Claimed;
import org.tandemcache.config.EntryOptions;

/** A claim whose calls are checked as those of its cache are. */
final class CheckedClaim<K, V> implements Claimed<V> {
    private final CheckedCalls<K, V> calls;
    private final K key;
    private final Claimed<V> claimed;

    CheckedClaim(CheckedCalls<K, V> calls, K key, Claimed<V> claimed) {
        this.calls = calls;
        this.key = key;
        this.claimed = claimed;
    }

    @Override
    public @Nullable V value() {
        return null;
    }

    @Override
    public boolean store(V value) {
        calls.open();
        calls.checkValue(value);
        return calls.changing("store", key, () -> claimed.store(value));
    }

    @Override
    public boolean store(V value, EntryOptions options) {
        calls.open();
        calls.checkValue(value);
        CheckedCalls.checkOptions(options);
        return calls.changing("store", key, () -> claimed.store(value, options));
    }

    @Override
    public void release() {
        claimed.release();
    }
}
