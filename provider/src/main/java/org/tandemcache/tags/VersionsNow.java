package org.tandemcache.tags;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.tandemcache.far.FarKey;
import org.tandemcache.far.Stamps;

/**
 * The versions of the tags of some stamps, as they lay on the server behind them. For who removes what is over: what is
 * known here may be older than a stamp. Nor does this JVM learn the tags by it: those of a whole cache would push out
 * those that its near copies need. Immutable.
 */
final class VersionsNow {
    private final TagSpace own;
    private final TagSpace shared;
    private final Map<FarKey, Long> versions = new HashMap<>();

    /**
     * Asks for each tag once.
     *
     * @param own the space of the generation
     * @param shared the space of the tags
     * @param read asks the server, in one flush; {@link Stamps#NO_VERSION} for a key that is not there
     */
    VersionsNow(TagSpace own, TagSpace shared, Collection<Stamps> stamps, Function<List<FarKey>, List<Long>> read) {
        this.own = own;
        this.shared = shared;
        Set<FarKey> asked = new LinkedHashSet<>();
        asked.add(own.key(TagSpace.WHOLE));
        for (Stamps one : stamps) {
            one.tags().forEach(stamp -> asked.add(shared.key(stamp.tag())));
        }
        List<FarKey> keys = List.copyOf(asked);
        List<Long> found = read.apply(keys);
        for (int i = 0; i < keys.size(); i++) {
            versions.put(keys.get(i), found.get(i));
        }
    }

    /** Whether one of its tags has another version, or no key any more: the next one is a version that never was. */
    boolean endOf(Stamps stamps) {
        return differs(own.key(TagSpace.WHOLE), stamps.generation())
                || stamps.tags().stream().anyMatch(stamp -> differs(shared.key(stamp.tag()), stamp.version()));
    }

    private boolean differs(FarKey tag, long version) {
        Long now = versions.get(tag);
        return now == null || now != version || version == Stamps.NO_VERSION;
    }
}
