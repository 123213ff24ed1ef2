package org.tandemcache.tags;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.tandemcache.coherence.InvalidationListener;
import org.tandemcache.far.FarKey;
import org.tandemcache.far.Keyspace;
import org.tandemcache.near.Validity;

/**
 * The tags of one space as one manager knows them; shared by its caches that name the same space. Thread-safe.
 *
 * <p>It knows a bounded number of tags. Copies whose tag it forgets are not served any more.
 */
public final class TagSpace implements InvalidationListener {
    /** The tag that every entry of a cache has. */
    static final String WHOLE = "*";

    /** The tag that changes with each that a user invalidates: none of a user has no name. */
    static final String EPOCH = "";

    /** About 20 MB. */
    private static final int MOST = 100_000;

    private final Keyspace keyspace;
    private final Cache<FarKey, TagCell> cells = Caffeine.newBuilder()
            .maximumSize(MOST)
            .evictionListener((@Nullable FarKey key, @Nullable TagCell cell, RemovalCause cause) -> {
                if (cell != null) {
                    cell.drop();
                }
            })
            .executor(Runnable::run)
            .build();

    public TagSpace(Keyspace keyspace) {
        this.keyspace = keyspace;
    }

    /** The keys of its tags. */
    public Keyspace keyspace() {
        return keyspace;
    }

    /** Whether its tags lie where those of this one do. */
    boolean isThatOf(TagSpace other) {
        return Arrays.equals(keyspace.prefix(), other.keyspace.prefix());
    }

    @Override
    public String toString() {
        return new String(keyspace.prefix(), StandardCharsets.UTF_8);
    }

    /** What is known of a tag. */
    TagCell cell(String tag) {
        return cells.get(key(tag), key -> new TagCell(key, tag.equals(WHOLE) || tag.equals(EPOCH)));
    }

    /** Where the version of a tag lies. */
    FarKey key(String tag) {
        byte[] prefix = keyspace.prefix();
        byte[] name = tag.getBytes(StandardCharsets.UTF_8);
        byte[] key = Arrays.copyOf(prefix, prefix.length + name.length);
        System.arraycopy(name, 0, key, prefix.length, name.length);
        return FarKey.ofBytes(key);
    }

    /** What the key of a tag says of it, whose name it is, or null for another key: nothing is known of it any more. */
    @Nullable
    String changed(byte[] key) {
        byte[] prefix = keyspace.prefix();
        if (key.length < prefix.length || !Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length)) {
            return null;
        }
        TagCell cell = cells.getIfPresent(FarKey.ofBytes(key));
        if (cell != null) {
            cell.forget();
        }
        return new String(key, prefix.length, key.length - prefix.length, StandardCharsets.UTF_8);
    }

    /** Nothing is known of any tag any more. */
    void forgetAll() {
        cells.asMap().values().forEach(TagCell::forget);
    }

    @Override
    public void invalidated(byte[] key, Validity promise) {
        TagCell cell = cells.getIfPresent(FarKey.ofBytes(key));
        if (cell != null) {
            cell.changed();
        }
    }
}
