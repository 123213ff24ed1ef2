package org.tandemcache.tags;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.tandemcache.coherence.CoherentReads;
import org.tandemcache.far.FarKey;
import org.tandemcache.far.FarTier;
import org.tandemcache.far.FarTierException;
import org.tandemcache.far.FarTierException.Kind;
import org.tandemcache.far.Lifetime;
import org.tandemcache.far.Patience;
import org.tandemcache.far.Stamps;
import org.tandemcache.far.StoredEntry;
import org.tandemcache.near.Validity;

/**
 * Finds out the versions of tags: what is known costs nothing, the rest one flush. A tag that has no key gets one, with
 * a version that was never there: whatever was stamped before it was lost stays invalid. Thread-safe.
 */
final class TagReads {
    /** Each round finds a version, unless the key that was made is lost again meanwhile. */
    private static final int MOST_ROUNDS = 3;

    private final @Nullable CoherentReads tracked;
    private final FarTier far;
    private final FarTier changes;
    private final Patience patience;
    private final LongSupplier versions;
    private final KeyLife life;
    private final TagCounts counts;
    private volatile boolean renews;

    /**
     * @param tracked null where the server tells of no changes: nothing is known then beyond one call
     * @param far reads where no tracked channel is there, and makes versions
     * @param changes changes versions, and waits for that as for any other write
     * @param patience of all but these
     * @param versions draws new ones
     * @param life of the keys; without tracked channel nobody would see that one is to be renewed, so they stay
     * @param counts of the versions that are read
     */
    TagReads(
            @Nullable CoherentReads tracked,
            FarTier far,
            FarTier changes,
            Patience patience,
            LongSupplier versions,
            KeyLife life,
            TagCounts counts) {
        this.tracked = tracked;
        this.far = far;
        this.changes = changes;
        this.patience = patience;
        this.versions = versions;
        this.life = tracked == null ? KeyLife.ETERNAL : life;
        this.counts = counts;
        this.renews = this.life.ends();
    }

    /** The version of a tag. */
    long version(TagCell cell) {
        long known = cell.version(System.nanoTime());
        return known == Stamps.NO_VERSION
                ? Objects.requireNonNull(versions(List.of(cell)).get(cell))
                : known;
    }

    /**
     * The versions of some tags, as they are at some moment after this is called, or as this JVM knows them.
     *
     * @throws FarTierException if they can't be found out
     */
    Map<TagCell, Long> versions(List<TagCell> cells) {
        Map<TagCell, Long> found = new LinkedHashMap<>();
        Set<TagCell> asked = new LinkedHashSet<>();
        long now = System.nanoTime();
        for (TagCell cell : cells) {
            long version = cell.version(now);
            if (version != Stamps.NO_VERSION) {
                found.put(cell, version);
            } else {
                asked.add(cell);
            }
        }
        List<TagCell> unknown = List.copyOf(asked);
        for (int round = 0; !unknown.isEmpty(); round++) {
            List<Long> answers = read(unknown);
            List<TagCell> missing = new ArrayList<>();
            for (int i = 0; i < answers.size(); i++) {
                if (answers.get(i) == Stamps.NO_VERSION) {
                    missing.add(unknown.get(i));
                } else {
                    found.put(unknown.get(i), answers.get(i));
                }
            }
            if (!missing.isEmpty() && round == MOST_ROUNDS) {
                throw new FarTierException(
                        Kind.REJECTED,
                        "the key " + missing.get(0).key() + " of a tag is lost as soon as it is made",
                        null);
            }
            if (!missing.isEmpty()) {
                make(missing);
            }
            unknown = missing;
        }
        return found;
    }

    /** Gives keys to tags that have none, unless somebody else does. */
    private void make(List<TagCell> cells) {
        make(cells.stream().filter(TagCell::isLasting).toList(), Lifetime.ETERNAL);
        make(cells.stream().filter(cell -> !cell.isLasting()).toList(), life.lifetime());
    }

    private void make(List<TagCell> cells, Lifetime lifetime) {
        if (!cells.isEmpty()) {
            far.claimAll(
                    cells.stream().map(TagCell::key).toList(),
                    cells.stream().map(cell -> bytes(versions.getAsLong())).toList(),
                    lifetime);
        }
    }

    /** Lets the keys live on that would end too soon: in one flush, which ends what is known of them. */
    private void renew(List<TagCell> cells) {
        if (!renews || cells.isEmpty()) {
            return;
        }
        try {
            far.getAllAndTouch(cells.stream().map(TagCell::key).toList(), life.lifetime());
        } catch (FarTierException e) {
            // a key that ends makes misses: no reason to fail, nor to try that again each time where it is refused
            renews = e.kind() != Kind.REJECTED;
        }
    }

    private List<Long> read(List<TagCell> cells) {
        counts.read(cells.size());
        if (tracked != null) {
            try {
                return readTracked(tracked, cells);
            } catch (FarTierException e) {
                if (e.kind() != Kind.UNAVAILABLE) {
                    throw e;
                }
            }
        }
        List<@Nullable StoredEntry> stored =
                far.getAll(cells.stream().map(TagCell::key).toList());
        return stored.stream().map(TagReads::version).toList();
    }

    private List<Long> readTracked(CoherentReads from, List<TagCell> cells) {
        List<TagCell.Reading> awaited = new ArrayList<>(cells.size());
        List<FarKey> sent = new ArrayList<>();
        List<Answer> answers = new ArrayList<>();
        for (TagCell cell : cells) {
            TagCell.Reading other = cell.underWay();
            TagCell.Reading own = other == null ? cell.reserve() : null;
            if (own != null) {
                sent.add(cell.key());
                answers.add(new Answer(cell, own, leastMillis(cell)));
                awaited.add(own);
            } else {
                TagCell.Reading joined = other == null ? cell.underWay() : other;
                if (joined == null) { // ended between two looks
                    return readTracked(from, cells, answers);
                }
                awaited.add(joined);
            }
        }
        send(from, sent, answers);
        List<Long> found = new ArrayList<>(cells.size());
        for (int i = 0; i < awaited.size(); i++) {
            found.add(await(cells.get(i), awaited.get(i)));
        }
        renew(answers.stream()
                .filter(answer -> answer.endsSoon)
                .map(answer -> answer.cell)
                .toList());
        return found;
    }

    /** Begins again, without what was reserved. */
    private List<Long> readTracked(CoherentReads from, List<TagCell> cells, List<Answer> reserved) {
        FarTierException withdrawn = new FarTierException(Kind.UNAVAILABLE, "the read of a tag was not sent", null);
        reserved.forEach(answer -> answer.failed(withdrawn));
        return readTracked(from, cells);
    }

    private static void send(CoherentReads from, List<FarKey> keys, List<Answer> answers) {
        if (keys.isEmpty()) {
            return;
        }
        try {
            from.read(keys, answers);
        } catch (RuntimeException | Error e) {
            FarTierException failure =
                    e instanceof FarTierException known ? known : new FarTierException(Kind.REJECTED, e.toString(), e);
            answers.forEach(answer -> answer.failed(failure));
        }
    }

    private long await(TagCell cell, TagCell.Reading reading) {
        try {
            return reading.version().get(patience.nanosLeft(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            FarTierException cause = e.getCause() instanceof FarTierException known
                    ? known
                    : new FarTierException(Kind.REJECTED, String.valueOf(e.getCause()), e.getCause());
            throw new FarTierException(cause.kind(), String.valueOf(cause.getMessage()), cause);
        } catch (TimeoutException e) {
            FarTierException late = new FarTierException(
                    patience.late(),
                    "Redis did not tell the version of a tag within "
                            + patience.limit().toMillis() + " ms",
                    e);
            cell.failed(reading, late); // nobody else is to wait for it
            throw late;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FarTierException(Kind.UNKNOWN_OUTCOME, "interrupted while waiting for Redis's answer", e);
        }
    }

    /** The version that lies there at some moment after this is called; {@link Stamps#NO_VERSION} if there is none. */
    long versionNow(TagCell cell) {
        counts.read(1);
        return version(changes.get(cell.key()));
    }

    /** {@link #versionNow} of several, in one flush. */
    List<Long> versionsNow(List<FarKey> keys) {
        counts.read(keys.size());
        return changes.getAll(keys).stream().map(TagReads::version).toList();
    }

    /**
     * Gives a tag another version, where it has one: what was stamped with that is invalid from now on. A tag without a
     * key has invalidated whatever was stamped with it before.
     */
    void change(TagCell cell) {
        long before = cell.lastVersion();
        try {
            changes.replace(cell.key(), bytes(versions.getAsLong()), Lifetime.UNCHANGED);
            cell.ended(before);
        } finally {
            cell.forget();
        }
    }

    /** {@link #change} of several in one flush, though one of them fails. */
    void changeAll(List<TagCell> cells) {
        long[] before = cells.stream().mapToLong(TagCell::lastVersion).toArray();
        try {
            changes.replaceAll(
                    cells.stream().map(TagCell::key).toList(),
                    cells.stream().map(cell -> bytes(versions.getAsLong())).toList(),
                    Lifetime.UNCHANGED);
            for (int i = 0; i < before.length; i++) {
                cells.get(i).ended(before[i]);
            }
        } finally {
            cells.forEach(TagCell::forget);
        }
    }

    private static byte[] bytes(long version) {
        return ByteBuffer.allocate(Long.BYTES).putLong(version).array();
    }

    /** What is no version, and was put there by somebody else, is as good as one: it is compared for equality alone. */
    private static long version(@Nullable StoredEntry stored) {
        if (stored == null) {
            return Stamps.NO_VERSION;
        }
        byte[] bytes = stored.bytes();
        long version = bytes.length == Long.BYTES ? ByteBuffer.wrap(bytes).getLong() : stored.fingerprint();
        return version == Stamps.NO_VERSION ? 1 : version;
    }

    /** How much of its life a key must have left to be known. */
    private long leastMillis(TagCell cell) {
        return renews && !cell.isLasting() ? life.leastMillis() : 1;
    }

    /** What becomes of the read of one tag. */
    private static final class Answer implements CoherentReads.Answer {
        private final TagCell cell;
        private final TagCell.Reading reading;
        private final long leastMillis;

        /** Written before the reading is complete. */
        private volatile boolean endsSoon;

        Answer(TagCell cell, TagCell.Reading reading, long leastMillis) {
            this.cell = cell;
            this.reading = reading;
            this.leastMillis = leastMillis;
        }

        @Override
        public void sent(@Nullable Validity promise) {
            // a notice that comes from now on takes the reservation away
        }

        @Override
        public void arrived() {
            // as above
        }

        @Override
        public void found(@Nullable StoredEntry entry, long sentAt, Validity validity) {
            long remaining = entry == null ? -1 : entry.remainingMillis();
            endsSoon = remaining >= 0 && remaining < leastMillis;
            Validity promise = remaining < 0
                    ? validity
                    : new Limited(validity, sentAt + TimeUnit.MILLISECONDS.toNanos(remaining - leastMillis));
            cell.found(reading, version(entry), promise);
        }

        @Override
        public void failed(FarTierException failure) {
            cell.failed(reading, failure);
        }
    }

    /** The promise of a key that ends by itself, which the server may tell late. */
    private record Limited(Validity channel, long deadline) implements Validity {
        @Override
        public boolean holds(long now) {
            return now - deadline < 0 && channel.holds(now);
        }

        @Override
        public boolean heldSince(long moment) {
            return channel.heldSince(moment);
        }
    }
}
