package org.tandemcache.benchmarks;

import java.util.Random;

/** The keys and values that are texts, the same for every peer. */
final class Texts {
    private Texts() {}

    /** A key of 16 ASCII characters. */
    static String key(int index) {
        return String.format("key-%012d", index);
    }

    /** Printable ASCII of the given length, which does not compress well; equal for equal arguments. */
    static String value(int index, int length) {
        Random random = new Random(index);
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append((char) ('!' + random.nextInt('~' - '!')));
        }
        return text.toString();
    }

    static String[] keys(int count) {
        String[] keys = new String[count];
        for (int i = 0; i < count; i++) {
            keys[i] = key(i);
        }
        return keys;
    }

    static String[] values(int count, int length) {
        String[] values = new String[count];
        for (int i = 0; i < count; i++) {
            values[i] = value(i, length);
        }
        return values;
    }
}
