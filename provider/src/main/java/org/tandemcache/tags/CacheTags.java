package org.tandemcache.tags;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.tandemcache.coherence.CoherentReads;
import org.tandemcache.config.EntryOptions;
import org.tandemcache.config.TagStamp;
import org.tandemcache.far.FarTier;
import org.tandemcache.far.FarTierException;
import org.tandemcache.far.Keyspace;
import org.tandemcache.far.Patience;
import org.tandemcache.far.Stamps;
import org.tandemcache.far.StoredEntry;
import org.tandemcache.near.Validity;

/**
 * The stamps of one cache: what its entries are stamped with, whether that still holds, and how it ends. Thread-safe.
 */
public final class CacheTags {
    /** The tag that every entry has, and no user names. */
    public static final String ALL = TagSpace.WHOLE;

    private static final Validity NEVER = now -> false;

    private final TagSpace own;
    private final TagSpace shared;
    private final TagReads reads;
    private final FarTier keys;
    private final @Nullable NamedTags named;
    private final boolean lenient;
    private final TagCounts counts = new TagCounts();

    /**
     * @param own the space of the generation, whose keys go with the cache
     * @param shared the space of the entries' tags: the same, or one that other caches use too
     * @param named whether entries can have tags beside the generation
     * @param tracked reads tags so that their changes are told; null where nothing can
     * @param far where the tags' keys lie
     * @param changes the same place, for changes
     * @param patience of the reads
     * @param versions draws new ones
     * @param life of the keys
     * @param lenient whether a value whose stamps can't be known is stored as no entry, in place of a failure
     */
    public CacheTags(
            TagSpace own,
            TagSpace shared,
            boolean named,
            @Nullable CoherentReads tracked,
            FarTier far,
            FarTier changes,
            Patience patience,
            LongSupplier versions,
            KeyLife life,
            boolean lenient) {
        this.own = own;
        this.shared = shared;
        this.keys = changes;
        this.lenient = lenient;
        this.reads = new TagReads(tracked, far, changes, patience, versions, life, counts);
        this.named = named ? new NamedTags(own, shared, reads) : null;
    }

    /** Whether entries can have tags beside the generation. */
    public boolean areNamed() {
        return named != null;
    }

    /**
     * What holds now: to be asked before a value is found out. No round trip where it is known here.
     *
     * @throws FarTierException if it can't be known, and the cache fails then
     */
    public Basis begin() {
        NamedTags also = named;
        return also == null
                ? given()
                : ifKnown(
                        () -> {
                            TagCell generation = generation();
                            TagCell epoch = also.epoch();
                            Map<TagCell, Long> found = reads.versions(List.of(generation, epoch));
                            return Basis.of(
                                    Objects.requireNonNull(found.get(generation)),
                                    Objects.requireNonNull(found.get(epoch)));
                        },
                        Basis.UNKNOWN);
    }

    /** What holds now, for a value that a caller brings. As {@link #begin}. */
    public Basis given() {
        return ifKnown(
                () -> {
                    long generation = reads.version(generation());
                    return named == null ? Basis.of(generation) : Basis.of(generation, Stamps.NO_VERSION);
                },
                Basis.UNKNOWN);
    }

    private <T> T ifKnown(Supplier<T> look, T unknown) {
        try {
            return look.get();
        } catch (FarTierException e) {
            if (!lenient || !e.endsWait()) {
                throw e;
            }
            return unknown;
        }
    }

    /**
     * The stamps of a value that was found out since then, or given.
     *
     * @param options of its entry; null for none
     * @throws FarTierException as {@link #begin} does
     */
    public byte[] stamps(Basis basis, @Nullable EntryOptions options) {
        NamedTags also = named;
        if (also == null || options == null || options.tags().isEmpty() || basis.isUnknown()) {
            return counted(new Stamps(basis.generation(), List.of())).toBytes();
        }
        TakenStamp taken = also.taken(options);
        long generation = (taken == null ? basis : taken.basis()).generation();
        boolean given = basis.epoch() == Stamps.NO_VERSION;
        return counted(ifKnown(
                        () -> new Stamps(generation, also.stamps(basis, given, options)),
                        new Stamps(Stamps.NO_VERSION, List.of())))
                .toBytes();
    }

    /** Counts what is no entry, as far as that is known here. What nobody could know, without Redis, is not late. */
    private Stamps counted(Stamps stamps) {
        long now = System.nanoTime();
        if (stamps.generation() != Stamps.NO_VERSION
                && (generation().isOver(stamps.generation(), now)
                        || stamps.tags().stream()
                                .anyMatch(stamp -> stamp.version() == Stamps.NO_VERSION
                                        || shared.cell(stamp.tag()).isOver(stamp.version(), now)))) {
            counts.foundLate();
        }
        return stamps;
    }

    /** What some tags stand for now. No round trip where they are known here. */
    public TagStamp stamp(Collection<String> tags) {
        Basis basis = begin();
        SortedMap<String, Long> none = new TreeMap<>();
        tags.forEach(tag -> none.put(tag, Stamps.NO_VERSION));
        return new TakenStamp(
                own, basis, basis.isUnknown() ? none : new TreeMap<>(ifKnown(() -> names().versionsNow(tags), none)));
    }

    /** Invalidates all entries that have one of the tags. One command for each, and one more. */
    public void invalidate(Collection<String> tags) {
        names().invalidate(tags);
        counts.invalidatedTags();
    }

    private NamedTags names() {
        return Objects.requireNonNull(named, "entries have no tags beside the generation");
    }

    /** Not kept: the space may forget it, and makes another then. */
    private TagCell generation() {
        return own.cell(TagSpace.WHOLE);
    }

    /** Invalidates all entries. One command. */
    public void invalidateAll() {
        reads.change(generation());
        counts.invalidatedAll();
    }

    /** What lies there now of the generation and of the tags of some stamps. One flush. */
    VersionsNow versionsBehind(Collection<Stamps> stamps) {
        return new VersionsNow(own, shared, stamps, reads::versionsNow);
    }

    /** Where the keys of the tags lie. */
    public List<Keyspace> keyspaces() {
        return own.isThatOf(shared) ? List.of(own.keyspace()) : List.of(own.keyspace(), shared.keyspace());
    }

    /**
     * Forgets what this JVM knows of the tag whose key has changed.
     *
     * @return its name, {@link #ALL} for the one of all entries; null if it is the key of none that entries have
     */
    public @Nullable String changed(byte[] key) {
        String tag = own.changed(key);
        if (tag == null && !own.isThatOf(shared)) {
            tag = shared.changed(key);
            if (ALL.equals(tag)) { // the generation of a cache that has the space's name
                return null;
            }
        }
        return TagSpace.EPOCH.equals(tag) ? null : tag;
    }

    /** Forgets what this JVM knows of any tag. */
    public void forgetAll() {
        own.forgetAll();
        shared.forgetAll();
    }

    /** Removes the keys of the cache's tags. */
    public void destroy() {
        keys.clear();
    }

    /** The tags of an entry, and the versions that they must have. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Stamped(TagCell[] cells, long[] versions) {
        boolean agrees(Map<TagCell, Long> known) {
            for (int i = 0; i < cells.length; i++) {
                Long version = known.get(cells[i]);
                if (version == null || version != versions[i]) {
                    return false;
                }
            }
            return true;
        }
    }

    /** Null if it has no stamps that can be read. */
    private @Nullable Stamped stamped(StoredEntry entry) {
        Stamps stamps = Stamps.of(entry.bytes());
        if (stamps == null) {
            return null;
        }
        int count = 1 + stamps.tags().size();
        TagCell[] cells = new TagCell[count];
        long[] versions = new long[count];
        cells[0] = generation();
        versions[0] = stamps.generation();
        for (int i = 1; i < count; i++) {
            Stamps.Stamp stamp = stamps.tags().get(i - 1);
            cells[i] = shared.cell(stamp.tag());
            versions[i] = stamp.version();
        }
        return new Stamped(cells, versions);
    }

    /** Whether stamps decide of it: of a marker, and of what Tandem has not written, something else does. */
    private static boolean isStampable(StoredEntry entry) {
        byte[] bytes = entry.bytes();
        return !entry.isAbsent() && bytes.length >= StoredEntry.HEADER_LENGTH && bytes[0] == StoredEntry.FORMAT;
    }

    /**
     * An entry that was read, marked as outdated if its stamps don't hold. One round trip for tags that are not known
     * here, else none.
     *
     * @throws FarTierException if its tags can't be known
     */
    public @Nullable StoredEntry judge(@Nullable StoredEntry entry) {
        if (entry == null || !isStampable(entry)) {
            return entry;
        }
        Stamped stamped = stamped(entry);
        return stamped != null && stamped.agrees(reads.versions(List.of(stamped.cells()))) ? entry : outdated(entry);
    }

    /** {@link #judge} of several, in their order; their tags that are not known are read in one flush. */
    List<@Nullable StoredEntry> judgeAll(List<@Nullable StoredEntry> entries) {
        List<@Nullable Stamped> stamps = allStamped(entries);
        Map<TagCell, Long> known = versions(stamps);
        List<@Nullable StoredEntry> judged = new ArrayList<>(entries.size());
        for (int i = 0; i < stamps.size(); i++) {
            StoredEntry entry = entries.get(i);
            Stamped stamped = stamps.get(i);
            boolean stands = entry == null || !isStampable(entry) || (stamped != null && stamped.agrees(known));
            judged.add(stands ? entry : outdated(entry));
        }
        return judged;
    }

    /** Reads the tags of some entries that are not known, in one flush. */
    public void learn(List<@Nullable StoredEntry> entries) {
        versions(allStamped(entries));
    }

    private List<@Nullable Stamped> allStamped(List<@Nullable StoredEntry> entries) {
        List<@Nullable Stamped> stamps = new ArrayList<>(entries.size());
        entries.forEach(entry -> stamps.add(entry == null || !isStampable(entry) ? null : stamped(entry)));
        return stamps;
    }

    private Map<TagCell, Long> versions(List<@Nullable Stamped> stamps) {
        List<TagCell> cells = new ArrayList<>();
        for (Stamped stamped : stamps) {
            if (stamped != null) {
                cells.addAll(List.of(stamped.cells()));
            }
        }
        return reads.versions(cells);
    }

    private StoredEntry outdated(StoredEntry entry) {
        counts.foundOutdated();
        return entry.asOutdated();
    }

    /**
     * The promise of a copy of an entry. It does not hold before all its tags are known here. Doesn't block.
     *
     * @param channel the promise of the channel that has brought it
     */
    Validity promise(StoredEntry entry, Validity channel) {
        Stamped stamped = isStampable(entry) ? stamped(entry) : null;
        return stamped == null ? NEVER : new Tagged(channel, stamped.cells(), stamped.versions());
    }

    /** What is counted of them here. */
    public TagCounts counts() {
        return counts;
    }
}
