package org.tandemcache.codec.graph;

import java.util.HashMap;
import java.util.Map;
import org.tandemcache.codec.CodecException;

/**
 * Guards immutable sets and maps, which unlike {@code HashMap} take a time that grows with the square of the number of
 * keys of one hash: forged keys could make that hours.
 */
public final class Collisions {
    private static final int HARMLESS = 1_000;

    private Collisions() {}

    /** @param step 1 if each element is a key, 2 if each second one is */
    public static void check(Object[] elements, int step) {
        if (elements.length / step <= HARMLESS) {
            return;
        }
        Map<Integer, Integer> counts = new HashMap<>();
        for (int i = 0; i < elements.length; i += step) {
            if (counts.merge(elements[i].hashCode(), 1, Integer::sum) > HARMLESS) {
                throw new CodecException("more than " + HARMLESS + " keys share a hash code", null);
            }
        }
    }
}
