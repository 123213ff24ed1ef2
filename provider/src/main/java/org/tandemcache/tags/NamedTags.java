package org.tandemcache.tags;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.tandemcache.config.EntryOptions;
import org.tandemcache.config.TagStamp;
import org.tandemcache.far.FarTierException;
import org.tandemcache.far.Stamps;

/**
 * The tags that users give to entries: which versions an entry is stamped with, and how they end. Thread-safe.
 *
 * <p>The tags of a value that is found out are known with the value alone, when it is too late to ask for their
 * versions: they may be those from behind an invalidation that the value is from before. So each invalidation changes
 * the <i>epoch</i> of the space first. A version counts if it was known here before the value began to be found out, or
 * if the epoch, asked for behind the version, is still the one from then.
 */
final class NamedTags {
    private final TagSpace own;
    private final TagSpace space;
    private final TagReads reads;

    /**
     * @param own of the cache alone, by which its stamps are known
     * @param space of the tags
     */
    NamedTags(TagSpace own, TagSpace space, TagReads reads) {
        this.own = own;
        this.space = space;
        this.reads = reads;
    }

    /** Not kept: the space may forget it, and makes another then. */
    TagCell epoch() {
        return space.cell(TagSpace.EPOCH);
    }

    /**
     * The stamps of an entry's tags, in the order of their names. No round trip for tags that were known here when the
     * basis was taken; else one for the rest together, and one more for the epoch.
     *
     * @param given whether the caller of a write brings the value: the versions are those of that call then
     */
    List<Stamps.Stamp> stamps(Basis basis, boolean given, EntryOptions options) {
        TakenStamp taken = taken(options);
        SortedMap<String, Long> versions = new TreeMap<>();
        List<String> open = new ArrayList<>();
        for (String tag : options.tags()) {
            Long known = taken == null ? null : taken.versions().get(tag);
            if (known != null) {
                versions.put(tag, known);
            } else {
                open.add(tag);
            }
        }
        versions.putAll(
                taken == null && given
                        ? versionsOfCall(basis, open)
                        : versionsAt(taken == null ? basis : taken.basis(), open));
        List<Stamps.Stamp> stamps = new ArrayList<>(versions.size());
        versions.forEach((tag, version) -> stamps.add(new Stamps.Stamp(tag, version)));
        return stamps;
    }

    /** Null if the options bring none. */
    @Nullable
    TakenStamp taken(@Nullable EntryOptions options) {
        TagStamp stamp = options == null ? null : options.stamp().orElse(null);
        if (stamp == null) {
            return null;
        }
        if (stamp instanceof TakenStamp taken && taken.space().isThatOf(own)) {
            return taken;
        }
        throw new IllegalArgumentException("the entry is given a " + stamp + " of "
                + (stamp instanceof TakenStamp taken
                        ? "\"" + taken.space() + "\""
                        : stamp.getClass().getName())
                + "; allowed: what stamp() of its own cache has returned, here of \"" + own + "\"");
    }

    Map<String, Long> versionsNow(Collection<String> tags) {
        List<TagCell> cells = tags.stream().map(space::cell).toList();
        Map<TagCell, Long> found = reads.versions(cells);
        Map<String, Long> versions = new TreeMap<>();
        int i = 0;
        for (String tag : tags) {
            versions.put(tag, Objects.requireNonNull(found.get(cells.get(i++))));
        }
        return versions;
    }

    /**
     * Those of a value that a caller brings, as they are once it is called; each is asked for once for all of a call.
     */
    private Map<String, Long> versionsOfCall(Basis basis, List<String> tags) {
        List<String> open = new ArrayList<>(tags);
        open.removeAll(basis.found().keySet());
        basis.found().putAll(versionsNow(open));
        return found(basis, tags);
    }

    /** {@link Stamps#NO_VERSION} for those that may have changed since then. */
    private Map<String, Long> versionsAt(Basis basis, List<String> tags) {
        Map<String, Long> versions = new TreeMap<>();
        List<String> late = new ArrayList<>();
        long now = System.nanoTime();
        for (String tag : tags) {
            long known = basis.isUnknown() ? Stamps.NO_VERSION : space.cell(tag).versionSince(basis.taken(), now);
            versions.put(tag, known);
            if (known == Stamps.NO_VERSION && !basis.isUnknown()) {
                late.add(tag);
            }
        }
        List<String> open = new ArrayList<>(late);
        open.removeAll(basis.found().keySet());
        if (!open.isEmpty()) {
            Map<String, Long> asked = versionsNow(open);
            boolean stands = reads.versionNow(epoch()) == basis.epoch(); // behind the versions, and from the server
            asked.forEach((tag, version) -> basis.found().put(tag, stands ? version : Stamps.NO_VERSION));
        }
        versions.putAll(found(basis, late));
        return versions;
    }

    private static Map<String, Long> found(Basis basis, List<String> tags) {
        Map<String, Long> versions = new TreeMap<>();
        tags.forEach(
                tag -> versions.put(tag, Objects.requireNonNull(basis.found().get(tag))));
        return versions;
    }

    /**
     * Gives all tags other versions: the epoch first, whose answer is awaited, for it may lie on another server than
     * the tags; then all of these together, though the epoch or one of them fails.
     *
     * @throws FarTierException the first failure
     */
    void invalidate(Collection<String> tags) {
        FarTierException failure = null;
        try {
            reads.change(epoch());
        } catch (FarTierException e) {
            failure = e;
        }
        try {
            reads.changeAll(tags.stream().map(space::cell).toList());
        } catch (FarTierException e) {
            failure = failure == null ? e : failure;
        }
        if (failure != null) {
            throw failure;
        }
    }
}
