package org.tandemcache.far;

import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The tier that holds the truth: one key space of entries, shared by every JVM that names it. Thread-safe. Each method
 * blocks for one round trip unless it says otherwise, each wait is bounded, and each method throws
 * {@link FarTierException} where the server can't be reached, does not answer in time or refuses.
 *
 * <p>A value that was not written by Tandem is handed out as it is, so that the reader can tell it from an absent one;
 * one that is not even a string of bytes is handed out as an empty one.
 */
public interface FarTier {
    /** The entry, or null if there is none. */
    @Nullable
    StoredEntry get(FarKey key);

    /** The entry with its remaining lifetime, or null if there is none. */
    @Nullable
    StoredEntry getTimed(FarKey key);

    /** The entry, whose lifetime is set in the same step; null if there is none. */
    @Nullable
    StoredEntry getAndTouch(FarKey key, Lifetime lifetime);

    /** The entries in the order of the keys, null for each that is not there; one round trip per bounded chunk. */
    List<@Nullable StoredEntry> getAll(List<FarKey> keys);

    /** Sets the lifetime of an entry without reading it; nothing happens if there is none. */
    void touch(FarKey key, Lifetime lifetime);

    /** How long the entry has still to live, above zero or eternal; null if there is none. */
    @Nullable
    Lifetime lifetime(FarKey key);

    /** Sets the lifetime of an entry, above zero or eternal; whether there is one. */
    boolean setLifetime(FarKey key, Lifetime lifetime);

    /** {@link #getAll} that sets the lifetime of each entry found. */
    List<@Nullable StoredEntry> getAllAndTouch(List<FarKey> keys, Lifetime lifetime);

    /** Whether there is an entry. */
    boolean contains(FarKey key);

    /** The entry's first bytes, its header and perhaps more; null if there is none. */
    @Nullable
    StoredEntry header(FarKey key);

    /** Leaves a marker if there is nothing; whether it did. */
    boolean claim(FarKey key, byte[] marker, Lifetime lease);

    /** {@link #claim} of several keys, markers and answers in their order; one round trip per bounded chunk. */
    List<Boolean> claimAll(List<FarKey> keys, List<byte[]> markers, Lifetime lease);

    /** Whether a write is as good that goes to the servers past this. */
    default boolean mayBePassed() {
        return true;
    }

    /** Stores the entry, whatever was there. */
    void put(FarKey key, byte[] value, WriteLifetimes lifetimes);

    /** Stores the entry and returns the one that it replaced, or null. */
    @Nullable
    StoredEntry getAndPut(FarKey key, byte[] value, WriteLifetimes lifetimes);

    /** Stores the entry if there is none; whether it did. */
    boolean putIfAbsent(FarKey key, byte[] value, Lifetime lifetime);

    /** Stores the entry if there is one to replace; whether it did. */
    boolean replace(FarKey key, byte[] value, Lifetime lifetime);

    /**
     * {@link #replace} of several entries, values in the order of the keys; one round trip per bounded chunk, and the
     * failure of one keeps no other of its chunk from being replaced.
     */
    void replaceAll(List<FarKey> keys, List<byte[]> values, Lifetime lifetime);

    /** Stores the entry if there is one to replace and returns that one, or null if it stored nothing. */
    @Nullable
    StoredEntry getAndReplace(FarKey key, byte[] value, Lifetime lifetime);

    /** Removes the entry; whether there was one. */
    boolean remove(FarKey key);

    /** Removes the entry and returns it, or null. */
    @Nullable
    StoredEntry getAndRemove(FarKey key);

    /** Makes the change if the entry is still the one that was seen; whether it did. */
    boolean compare(Comparison change);

    /**
     * Makes each of several changes of different keys if its entry is still the one that was seen; one round trip per
     * bounded chunk.
     *
     * @param answers told of each change that was tried; of those it is not told of when this throws, nothing was sent
     * @throws FarTierException the first failure, once all have been awaited
     */
    void compareAll(List<Comparison> changes, Comparison.Answers answers);

    /** Stores every entry, values and lifetimes in the order of the keys; one round trip per bounded chunk. */
    void putAll(List<FarKey> keys, List<byte[]> values, List<WriteLifetimes> lifetimes);

    /** {@link #putAll} that returns what each entry replaced, null for nothing. */
    List<@Nullable StoredEntry> getAndPutAll(List<FarKey> keys, List<byte[]> values, List<WriteLifetimes> lifetimes);

    /** Removes the entries and returns them in the order of the keys, null for each that was not there. */
    List<@Nullable StoredEntry> getAndRemoveAll(List<FarKey> keys);

    /** Removes the entries; how many there were. */
    long removeAll(List<FarKey> keys);

    /**
     * The keys of this key space in pages, fetched as the iterator advances: every key that is there from beginning to
     * end, and perhaps some that come or go meanwhile. A key can come twice, on different pages.
     */
    Iterator<List<byte[]>> scan();

    /** Removes every entry of this key space, page by page, without blocking the server. */
    void clear();
}
