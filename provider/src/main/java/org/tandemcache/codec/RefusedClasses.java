package org.tandemcache.codec;

import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What the class filters of one manager have refused, as a line of settings that would allow it. Thread-safe: all
 * methods lock.
 */
public final class RefusedClasses {
    private static final String SETTING = "tandem.cache-defaults.codec.allow";

    private final Set<String> patterns = new TreeSet<>();

    public RefusedClasses() {}

    /**
     * The setting that allows everything which was refused so far, this one included, and what the cache allows
     * already.
     *
     * @param allowed the patterns of the cache that refused it
     */
    synchronized String add(String pattern, Collection<String> allowed) {
        patterns.addAll(allowed);
        patterns.add(pattern);
        return SETTING + patterns.stream().map(each -> '"' + each + '"').collect(Collectors.joining(", ", " = [", "]"));
    }
}
