package org.tandemcache.far;

import java.util.Collection;
import java.util.stream.Collectors;

/** Names keys in a message, which has to stay readable whatever and however many they are. */
public final class KeysText {
    private static final int SHOWN = 3;
    private static final int LONGEST = 100;

    private KeysText() {}

    /** A key, cut if it is long; of several their number and the first three. */
    public static String of(Object keyOrKeys) {
        if (!(keyOrKeys instanceof Collection<?> keys)) {
            return cut(keyOrKeys);
        }
        String first = keys.stream().limit(SHOWN).map(KeysText::cut).collect(Collectors.joining(", "));
        return keys.size() <= SHOWN ? "[" + first + "]" : keys.size() + " keys, the first of them [" + first + "]";
    }

    private static String cut(Object key) {
        String text = String.valueOf(key);
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "... (" + text.length() + " characters)";
    }
}
