package org.tandemcache.integration;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One step of a history.
 *
 * @param node who makes it: 0 or 1
 * @param value to be stored, if anything is
 * @param expected what an operation that compares expects
 * @param during what the other node does while the loader is at work; null for nothing
 */
record MarkerStep(
        Op op,
        int node,
        String key,
        String value,
        String expected,
        @Nullable MarkerStep during) {
    enum Op {
        GET,
        CONTAINS_KEY,
        PUT,
        GET_AND_PUT,
        PUT_IF_ABSENT,
        REPLACE,
        REPLACE_BY_VALUE,
        GET_AND_REPLACE,
        REMOVE,
        REMOVE_BY_VALUE,
        GET_AND_REMOVE,
        REMOVE_ALL_OF_KEYS,
        CLEAR,
        SET_LIFETIME,
        INVOKE_THAT_LOOKS,
        INVOKE_THAT_SETS,
        INVOKE_THAT_REMOVES,
        /** Adds a claim to those that the node holds of the key. */
        CLAIM,
        /** By the claim that the node has held longest of this key. */
        STORE,
        /** Of the claim that the node has held longest of this key. */
        RELEASE,
        /** {@code get(key, loader)}. */
        LOAD,
        LOAD_OF_NOTHING;

        boolean loads() {
            return this == LOAD || this == LOAD_OF_NOTHING;
        }
    }

    @Override
    public String toString() {
        return "node " + node + " " + op.name().toLowerCase(Locale.ROOT) + " " + key + " " + value + " for " + expected
                + (during == null ? "" : " (while it loads: " + during + ")");
    }
}
