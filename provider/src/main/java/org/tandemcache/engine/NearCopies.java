package org.tandemcache.engine;

import org.jspecify.annotations.Nullable;
import org.tandemcache.codec.format.ValueFormat;
import org.tandemcache.near.NearValue;
import org.tandemcache.near.NearView;

/** Near copies for readers who can't reach the far tier: those that are proven, and where the policy says so others. */
final class NearCopies<K, V> implements BypassingLookup.Copies<K, V> {
    private final NearView<? super K> near;
    private final ValueFormat values;
    private final FailurePolicy policy;

    NearCopies(NearView<? super K> near, ValueFormat values, FailurePolicy policy) {
        this.near = near;
        this.values = values;
        this.policy = policy;
    }

    @Override
    public @Nullable V find(K key) {
        NearValue proven = near.find(key);
        if (proven != null) {
            return value(proven);
        }
        NearValue copy = policy.servesUnproven() ? near.findUnproven(key, policy.provenSince()) : null;
        V value = copy == null ? null : value(copy);
        if (value != null) {
            policy.servedUnproven();
        }
        return value;
    }

    @SuppressWarnings("unchecked") // what was read under this cache's name and checked when it was decoded
    private @Nullable V value(NearValue copy) {
        Object content = copy.content();
        return (V) (content instanceof NearValue.Encoded encoded ? values.decode(encoded.bytes()) : content);
    }
}
