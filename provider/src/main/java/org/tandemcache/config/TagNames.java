package org.tandemcache.config;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Collections;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;

/** The names that tags can have. */
final class TagNames {
    /** In bytes of UTF-8. */
    private static final int LONGEST = 255;

    private static final int MOST = 100;

    /** Of the tag that all entries of a cache have. */
    private static final String RESERVED = "*";

    private TagNames() {}

    /** Both together, without doubles. */
    static SortedSet<String> joined(Collection<String> some, Collection<String> more) {
        Objects.requireNonNull(more, "the tags are null");
        SortedSet<String> all = new TreeSet<>(some);
        more.forEach(tag -> all.add(checked(tag)));
        if (all.size() > MOST) {
            throw new IllegalArgumentException("an entry has " + all.size() + " tags; allowed: at most " + MOST);
        }
        return Collections.unmodifiableSortedSet(all);
    }

    private static String checked(String tag) {
        Objects.requireNonNull(tag, "a tag is null");
        int length = tag.getBytes(StandardCharsets.UTF_8).length;
        if (length == 0 || length > LONGEST) {
            throw new IllegalArgumentException(
                    "the tag \"" + tag + "\" has " + length + " bytes in UTF-8; allowed: 1 to " + LONGEST);
        }
        if (tag.equals(RESERVED)) {
            throw new IllegalArgumentException("the tag \"" + tag + "\" stands for all entries of a cache; allowed: any"
                    + " other name, or invalidateAll()");
        }
        return tag;
    }
}
