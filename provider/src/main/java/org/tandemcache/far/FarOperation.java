package org.tandemcache.far;

import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One operation of the far tier as data, so that who stands in its way need not know which one it is. Immutable.
 *
 * @param name the method of {@link FarTier}
 * @param reach whom it goes to
 * @param keys the entries that it names; empty for the whole key space
 * @param effect what it does to them
 * @param empty what an empty cache answers
 * @param applied what to answer for a change that may have been done or not, where the caller is to go on
 * @param evidence what its answer tells of the entries; null where it changes them
 * @param stored what it leaves whatever was there; null where that depends, or is not one value
 * @param work how a tier does it, in the caller's thread
 */
public record FarOperation<T extends @Nullable Object>(
        String name,
        Reach reach,
        List<FarKey> keys,
        Effect effect,
        Supplier<T> empty,
        Supplier<T> applied,
        @Nullable Evidence<T> evidence,
        @Nullable Stored stored,
        Function<FarTier, T> work) {

    /** Whom an operation goes to. */
    public enum Reach {
        /** The server that holds its one key. */
        ONE_KEY,
        /** All that hold one of its keys. */
        KEYS,
        /** All that there are. */
        KEY_SPACE,
    }

    /** What an operation does. */
    public enum Effect {
        /** Changes nothing; its answer is {@linkplain Evidence evidence}. */
        READ,
        /** Reads, and gives what is found a new lifetime: a change, but nothing is lost where it is not done. */
        READ_AND_TOUCH,
        /** Changes lifetimes, or removes. */
        WRITE,
        /** Stores. */
        STORE,
        /** {@link #WRITE} if the entry is still the one that was seen before. */
        COMPARE_AND_WRITE,
        /** {@link #STORE} if the entry is still the one that was seen before. */
        COMPARE_AND_STORE;

        /** Whether it may leave a value that was not there before. */
        public boolean stores() {
            return this == STORE || this == COMPARE_AND_STORE;
        }
    }

    /** What the answer of a read tells. */
    public interface Evidence<T extends @Nullable Object> {
        /**
         * Whether a copy is of the very write that was read.
         *
         * @param index of the key
         * @param version the copy's {@link StoredEntry#fingerprint}, {@link StoredEntry#NO_VERSION} for none
         */
        boolean agrees(T answer, int index, long version);
    }

    /** A value that is stored whatever was there. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Stored(byte[] value, WriteLifetimes lifetimes) {}

    /** Reads one entry. */
    static <T extends @Nullable Object> FarOperation<T> read(
            String name, FarKey key, Evidence<T> evidence, Supplier<T> empty, Function<FarTier, T> work) {
        return new FarOperation<>(name, Reach.ONE_KEY, List.of(key), Effect.READ, empty, empty, evidence, null, work);
    }

    /** Changes one entry. */
    static <T extends @Nullable Object> FarOperation<T> change(
            String name, FarKey key, Effect effect, Supplier<T> empty, Function<FarTier, T> work) {
        return new FarOperation<>(name, Reach.ONE_KEY, List.of(key), effect, empty, empty, null, null, work);
    }

    /**
     * Changes one entry if it is still the one that was seen. Who is told that it was not looks again; so who does not
     * know whether it was done is told that it was: else he finds perhaps what he wrote himself, and does it twice.
     *
     * @param unsent what to answer where it surely was not done
     */
    static FarOperation<Boolean> compare(
            String name, FarKey key, Effect effect, boolean unsent, Function<FarTier, Boolean> work) {
        return new FarOperation<>(
                name, Reach.ONE_KEY, List.of(key), effect, () -> unsent, () -> true, null, null, work);
    }

    /** Does something with several entries, or with the whole key space. */
    static <T extends @Nullable Object> FarOperation<T> bulk(
            String name, Reach reach, List<FarKey> keys, Effect effect, Supplier<T> empty, Function<FarTier, T> work) {
        return new FarOperation<>(name, reach, keys, effect, empty, empty, null, null, work);
    }

    /** The same one whose answer tells of the entries. */
    FarOperation<T> telling(Evidence<T> told) {
        return new FarOperation<>(name, reach, keys, effect, empty, applied, told, stored, work);
    }

    /** The same one that is known to leave a value. */
    FarOperation<T> storing(byte[] value, WriteLifetimes lifetimes) {
        return new FarOperation<>(
                name, reach, keys, effect, empty, applied, evidence, new Stored(value, lifetimes), work);
    }

    /** The same one, done otherwise. */
    public FarOperation<T> by(Function<FarTier, T> otherWork) {
        return new FarOperation<>(name, reach, keys, effect, empty, applied, evidence, stored, otherWork);
    }

    /** The one key of an operation that names one. */
    public FarKey key() {
        return keys.get(0);
    }

    /** How many entries it is about, as far as that is known. */
    public int size() {
        return Math.max(1, keys.size());
    }
}
