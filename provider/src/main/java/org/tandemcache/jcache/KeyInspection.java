package org.tandemcache.jcache;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;
import org.tandemcache.NearCopy;
import org.tandemcache.codec.format.KeyFormat;
import org.tandemcache.engine.NearParts;
import org.tandemcache.far.FarKey;
import org.tandemcache.far.FarTier;
import org.tandemcache.far.FarTierException;
import org.tandemcache.far.Keyspace;
import org.tandemcache.far.StoredEntry;
import org.tandemcache.near.NearValue;
import org.tandemcache.tags.CacheTags;

/**
 * Looks at single keys for people, who know them as they stand in Redis. Thread-safe.
 *
 * @param far past the near tier
 * @param near null for a cache without near tier
 * @param tags null for a cache whose entries have no stamps
 */
record KeyInspection(
        Keyspace keyspace,
        KeyFormat keys,
        FarTier far,
        @Nullable NearParts<?> near,
        @Nullable CacheTags tags) {
    private static final NearCopy NONE = new NearCopy(false, false, false, "", "");

    NearCopy nearCopy(String key) {
        FarKey named = named(key);
        NearValue copy = near == null ? null : near.tier().peek(near.keys().of(named));
        if (copy == null) {
            return NONE;
        }
        boolean entry = copy.version() != NearValue.ABSENT;
        return new NearCopy(
                true,
                copy.servable(System.nanoTime()),
                entry,
                Instant.now().minus(copy.age()).truncatedTo(ChronoUnit.SECONDS).toString(),
                entry ? text(copy.version()) : "");
    }

    String storedVersion(String key) {
        FarKey named = named(key);
        try {
            StoredEntry stored = far.get(named);
            StoredEntry entry = tags == null ? stored : tags.judge(stored);
            return entry == null || entry.isAbsent() ? "" : text(entry.fingerprint());
        } catch (FarTierException e) {
            throw new CacheException("key " + key + " can't be looked up: " + e.getMessage(), e);
        }
    }

    private static String text(long version) {
        return HexFormat.of().toHexDigits(version);
    }

    private FarKey named(String key) {
        String whole = key.startsWith(keyspace.toString()) ? key : keyspace + key;
        FarKey named = keys.named(whole.getBytes(StandardCharsets.UTF_8));
        if (named == null) {
            throw new IllegalArgumentException("\"" + key + "\" is no key of this cache; allowed: a key as it stands in"
                    + " Redis, such as s:CH for the text CH, i:42 for the int 42; or the same with " + keyspace
                    + " before it");
        }
        return named;
    }
}
