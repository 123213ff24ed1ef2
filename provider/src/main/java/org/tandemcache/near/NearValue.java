package org.tandemcache.near;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A copy: its bytes, or, once somebody has decoded them and found the object immutable, the object itself. Thread-safe.
 */
public sealed class NearValue implements Slot permits DueValue {
    /** The version of a key that has no entry. */
    public static final long ABSENT = 0;

    private static final long BEGINNING = System.nanoTime();

    private final Validity validity;
    // Written before the copy stands in the tier, which publishes it.
    private long deadline;
    private boolean limited;
    private final int weight;
    private final long version;
    // In seconds since this class was loaded: where an int is left over in the object, and near enough for people.
    private final int madeAt;
    // An Encoded, the shared object, or null for a key that has no entry.
    private volatile @Nullable Object content;
    // Not volatile: a writer that sees it late does not read the key anew behind its write, and the next reader waits.
    private boolean read;

    NearValue(@Nullable Encoded content, Validity validity, int weight) {
        this(content, content == null ? ABSENT : content.version(), validity, weight);
    }

    private NearValue(@Nullable Encoded content, long version, Validity validity, int weight) {
        this.content = content;
        this.validity = validity;
        this.weight = weight;
        this.version = version;
        this.madeAt = (int) TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - BEGINNING);
    }

    /**
     * The bytes of a value that is decoded anew for each caller.
     *
     * @param bytes not to be changed
     * @param version the same for two copies of one write alone, and not {@link #ABSENT}
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Encoded(byte[] bytes, long version) {}

    /**
     * Gives a deadline to this copy, which does not stand in the tier yet.
     *
     * @param end the {@link System#nanoTime()} from which it must not be served
     */
    public final NearValue until(long end) {
        limited = true;
        deadline = end;
        return this;
    }

    /**
     * A copy of an entry that has no deadline, or is given one.
     *
     * @param weight what it counts against a bound in bytes
     */
    public static NearValue eternal(Encoded content, Validity validity, int weight) {
        return new NearValue(content, validity, weight);
    }

    /**
     * The knowledge that there is no entry, and that whoever would make one knows of none.
     *
     * @param deadline as of a copy
     * @param version of what says so, not {@link #ABSENT}
     */
    public static NearValue knownAbsent(long deadline, long version, Validity validity, int weight) {
        return new NearValue(null, version, validity, weight).until(deadline);
    }

    /** The knowledge that there is no entry. */
    public static NearValue absent(Validity validity, int weight) {
        return new NearValue(null, validity, weight);
    }

    /** An {@link Encoded}, a shared object, or null for the knowledge that there is no entry. */
    public final @Nullable Object content() {
        return content;
    }

    /** Whether it is known that nobody would make an entry. */
    public boolean isKnownAbsent() {
        return version != ABSENT && content == null;
    }

    /** Keeps an immutable object in place of its bytes. */
    public final void share(Object decoded) {
        content = decoded;
    }

    /** A reader has been given the copy. */
    public final void markRead() {
        if (!read) { // no write to memory that others read at each hit
            read = true;
        }
    }

    final boolean isRead() {
        return read;
    }

    /** For how long there has been this copy, to the second. */
    public final Duration age() {
        return Duration.ofSeconds(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - BEGINNING) - madeAt);
    }

    /** The version of the write that it is of; {@link #ABSENT} for the knowledge that there is none. */
    public final long version() {
        return version;
    }

    /** Whether the copy is kept under this promise. */
    public final boolean isUnder(@Nullable Validity promise) {
        return validity == promise;
    }

    /** The {@link System#nanoTime()} from which it must not be served; means nothing for a copy that has none. */
    public final long deadline() {
        return deadline;
    }

    /** Whether the copy may be served. */
    public final boolean servable(long now) {
        return validity.holds(now) && (!limited || now - deadline < 0);
    }

    /** Whether the copy may be served to those who know that its promise is lost. */
    final boolean servableUnproven(long now, long provenSince) {
        return validity.heldSince(provenSince) && (!limited || now - deadline < 0);
    }

    @Override
    public final int weight() {
        return weight;
    }
}
