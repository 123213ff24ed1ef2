package org.tandemcache.tags;

import java.util.Collections;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.tandemcache.config.TagStamp;

/**
 * The versions of some tags at one moment. Immutable.
 *
 * @param space of the generation of the cache that has given it
 * @param basis what held before they were read
 */
record TakenStamp(TagSpace space, Basis basis, SortedMap<String, Long> versions) implements TagStamp {
    TakenStamp {
        versions = Collections.unmodifiableSortedMap(new TreeMap<>(versions));
    }

    @Override
    public Set<String> tags() {
        return versions.keySet();
    }

    @Override
    public String toString() {
        return "stamp of " + versions.keySet();
    }
}
