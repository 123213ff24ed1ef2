package org.tandemcache.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.tandemcache.far.FarKey;
import org.tandemcache.integration.LoadsUnderWay.Load;
import org.tandemcache.tags.Basis;

/** Loads several keys that are claimed, by one call of the loader. Thread-safe. */
record ClaimedLoads<K, V>(LoadParts<K, V> parts, LoadedValues<K, V> outcomes) {
    /**
     * @param farKeys at least those of the claims
     * @param wanted told what the loader has brought
     * @param behind null to store it in this thread
     * @param replaceExisting whether entries that are there are replaced
     */
    void load(
            Map<K, FarKey> farKeys,
            Map<K, Claim<V>> claims,
            Map<K, V> wanted,
            @Nullable StoresBehind behind,
            boolean replaceExisting) {
        Map<K, Load> loads = new LinkedHashMap<>();
        Map<K, Claim<V>> open = new LinkedHashMap<>(claims);
        List<LoadedValues.Brought<V>> brought = new ArrayList<>();
        try {
            Basis basis = parts.underWay().basis();
            claims.keySet().forEach(key -> loads.put(key, parts.underWay().begin(farKey(farKeys, key), basis)));
            Map<K, V> loaded = parts.readThrough()
                    .callAll(List.copyOf(claims.keySet()), List.copyOf(loads.values()), parts.configured());
            claims.forEach((key, claim) -> {
                V value = loaded.get(key);
                if (value == null) {
                    return;
                }
                Load load = Objects.requireNonNull(loads.get(key));
                NewValue<V> encoded = parts.newValues().of(key, value, null, load.basis());
                FarKey farKey = farKey(farKeys, key);
                if (behind == null) {
                    brought.add(new LoadedValues.Brought<>(farKey, claim, encoded, load));
                } else {
                    loads.remove(key); // closed by who stores it
                    behind.store(load, () -> outcomes.store(farKey, claim, encoded, load, replaceExisting), () -> {});
                }
                open.remove(key);
                wanted.put(key, value);
            });
            outcomes.storeAll(brought, replaceExisting);
            outcomes.rememberNothing(farKeys, open, loads);
        } finally {
            loads.values().forEach(Load::close);
            Map<FarKey, Seen<V>> unused = new HashMap<>();
            open.forEach((key, claim) -> unused.put(farKey(farKeys, key), claim.seen()));
            parts.protection().claims().release(unused);
        }
    }

    private static <K> FarKey farKey(Map<K, FarKey> farKeys, K key) {
        return Objects.requireNonNull(farKeys.get(key));
    }
}
