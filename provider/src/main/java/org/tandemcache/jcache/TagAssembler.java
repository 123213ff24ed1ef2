package org.tandemcache.jcache;

import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.tandemcache.coherence.CoherentReads;
import org.tandemcache.coherence.TrackedClient;
import org.tandemcache.config.TagConfiguration;
import org.tandemcache.expiry.ExpiryPlan;
import org.tandemcache.far.FarPath;
import org.tandemcache.far.FarTier;
import org.tandemcache.far.Keyspace;
import org.tandemcache.far.Patience;
import org.tandemcache.tags.CacheTags;
import org.tandemcache.tags.KeyLife;
import org.tandemcache.tags.TagSpace;
import org.tandemcache.tags.TagSpaces;

/** Builds the tags of a cache. */
final class TagAssembler {
    /** The third part of the keys beside the entries. */
    private static final String PURPOSE = "tag";

    private TagAssembler() {}

    /**
     * What a cache with tags has more than another.
     *
     * @param onClose hears of changes no more
     */
    record TagParts(CacheTags tags, Runnable onClose) {}

    /** What the caches of a manager share. */
    static TagSpaces spaces(@Nullable TrackedClient tracked) {
        return tracked == null
                ? new TagSpaces(space -> {}, space -> {})
                : new TagSpaces(
                        space -> tracked.register(space.keyspace(), space),
                        space -> tracked.unregister(space.keyspace(), space));
    }

    /**
     * The tags that the configuration asks for, or null.
     *
     * @param entries the key space of the entries
     * @param keys makes what holds the keys of a space
     * @param patience of reads
     * @param plan of the entries
     * @param lenient whether the cache goes on while Redis is away
     */
    static @Nullable TagParts tags(
            ManagerParts shared,
            Keyspace entries,
            TagConfiguration configuration,
            BiFunction<Keyspace, Patience, FarTier> keys,
            Patience patience,
            ExpiryPlan plan,
            boolean lenient) {
        if (!configuration.isOn()) {
            return null;
        }
        TagSpaces spaces = shared.tagSpaces();
        TagSpace own = spaces.use(entries.beside(PURPOSE));
        String name = configuration.space();
        TagSpace tagged =
                spaces.use(name == null ? own.keyspace() : new Keyspace(shared.namespace(), name).beside(PURPOSE));
        TrackedClient tracked = shared.tracked();
        CoherentReads reads = tracked == null
                ? null
                : shared.guards().around(patience.endsEarly() ? tracked.within(patience.limit()) : tracked);
        CacheTags tags = new CacheTags(
                own,
                tagged,
                configuration.areNamed(),
                reads,
                guarded(shared, keys.apply(own.keyspace(), patience)),
                guarded(shared, keys.apply(own.keyspace(), shared.patience())),
                patience,
                shared.versions()::next,
                KeyLife.of(plan),
                lenient);
        return new TagParts(tags, () -> {
            spaces.release(own);
            spaces.release(tagged);
        });
    }

    private static FarTier guarded(ManagerParts shared, FarTier keys) {
        return FarPath.start().through(shared.guards().calls()).to(keys);
    }
}
