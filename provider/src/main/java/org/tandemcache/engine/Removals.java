package org.tandemcache.engine;

import java.util.Collection;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The operations that remove entries. Thread-safe. */
public final class Removals<K, V> {
    private final WritePath<K, V> path;
    private final @Nullable EndedTags<K> tags;

    /** @param tags null where entries have no stamps */
    Removals(WritePath<K, V> path, @Nullable EndedTags<K> tags) {
        this.path = path;
        this.tags = tags;
    }

    public boolean remove(K key) {
        return path.run(Operation.REMOVE, key, null, null).changed();
    }

    public boolean remove(K key, V oldValue) {
        return path.run(Operation.REMOVE_IF_EQUAL, key, null, oldValue).changed();
    }

    public @Nullable V getAndRemove(K key) {
        return path.run(Operation.GET_AND_REMOVE, key, null, null).before();
    }

    /** Removes several entries: one call of the writer, one round trip per chunk. */
    public void removeAll(Collection<? extends K> wanted) {
        path.removeAll(wanted);
    }

    /**
     * Removes every entry. Where a writer, a listener or the statistics must know each, the entries are walked; else
     * this is {@link #clear()}.
     */
    public void removeAll() {
        path.removeAll();
    }

    /** Makes every entry no entry, and tells nobody: one command. For a cache whose entries have a generation. */
    public void invalidateAll() {
        tags().all();
    }

    /**
     * Makes every entry no entry that has one of the tags, and tells nobody. For a cache whose entries can have tags.
     */
    public void invalidateTags(Collection<String> named) {
        tags().of(named);
    }

    private EndedTags<K> tags() {
        return Objects.requireNonNull(tags, "a cache without tags has no generation");
    }

    /** Removes every entry and tells nobody: pages of a scan, removed in the background of the server. */
    public void clear() {
        path.clear();
    }
}
