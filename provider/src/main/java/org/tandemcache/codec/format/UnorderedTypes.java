package org.tandemcache.codec.format;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import org.tandemcache.codec.CodecException;

/** Hashed collections, whose order, and so their bytes, differ from JVM to JVM and with their history. */
public final class UnorderedTypes {
    private UnorderedTypes() {}

    /** @throws CodecException if the type can't be part of a key */
    public static void refuse(Class<?> type) {
        boolean set = Set.class.isAssignableFrom(type)
                && !SortedSet.class.isAssignableFrom(type)
                && !EnumSet.class.isAssignableFrom(type);
        boolean map =
                Map.class.isAssignableFrom(type) && !SortedMap.class.isAssignableFrom(type) && type != EnumMap.class;
        if (set || map) {
            throw new CodecException(
                    "keys may not hold a " + type.getName()
                            + ": the order of a hashed collection depends on its history,"
                            + " so equal keys would give different bytes. Use a sorted one, or give the cache a KeyCodec",
                    null);
        }
    }
}
