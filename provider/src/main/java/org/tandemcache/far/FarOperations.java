package org.tandemcache.far;

import static org.tandemcache.far.FarOperation.Effect.READ;
import static org.tandemcache.far.FarOperation.Effect.STORE;
import static org.tandemcache.far.FarOperation.Effect.WRITE;
import static org.tandemcache.far.FarOperation.Reach.KEYS;

import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tandemcache.far.FarOperation.Evidence;

/** The operations that go both ways: by a thread that waits, and {@linkplain AsyncFarTier begun} without one. */
final class FarOperations {
    static final Evidence<@Nullable StoredEntry> OF_ENTRY = (entry, any, version) -> isOf(entry, version);
    private static final Evidence<List<@Nullable StoredEntry>> OF_ENTRIES =
            (entries, i, version) -> isOf(entries.get(i), version);

    private FarOperations() {}

    static FarOperation<@Nullable StoredEntry> get(FarKey key) {
        return FarOperation.<@Nullable StoredEntry>read("get", key, OF_ENTRY, () -> null, tier -> tier.get(key));
    }

    static FarOperation<List<@Nullable StoredEntry>> getAll(List<FarKey> keys) {
        return FarOperation.<List<@Nullable StoredEntry>>bulk(
                        "getAll",
                        KEYS,
                        keys,
                        READ,
                        () -> Collections.nCopies(keys.size(), null),
                        tier -> tier.getAll(keys))
                .telling(OF_ENTRIES);
    }

    static FarOperation<@Nullable Void> put(FarKey key, byte[] value, WriteLifetimes lifetimes) {
        return FarOperation.<@Nullable Void>change("put", key, STORE, () -> null, tier -> {
                    tier.put(key, value, lifetimes);
                    return null;
                })
                .storing(value, lifetimes);
    }

    static FarOperation<Boolean> putIfAbsent(FarKey key, byte[] value, Lifetime lifetime) {
        return FarOperation.change(
                "putIfAbsent", key, STORE, () -> true, tier -> tier.putIfAbsent(key, value, lifetime));
    }

    static FarOperation<Boolean> remove(FarKey key) {
        return FarOperation.change("remove", key, WRITE, () -> false, tier -> tier.remove(key));
    }

    static FarOperation<@Nullable StoredEntry> getAndRemove(FarKey key) {
        return FarOperation.<@Nullable StoredEntry>change(
                "getAndRemove", key, WRITE, () -> null, tier -> tier.getAndRemove(key));
    }

    private static boolean isOf(@Nullable StoredEntry entry, long version) {
        return version == (entry == null ? StoredEntry.NO_VERSION : entry.fingerprint());
    }
}
