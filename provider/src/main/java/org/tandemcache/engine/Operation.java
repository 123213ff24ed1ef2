package org.tandemcache.engine;

/**
 * The operations of {@code javax.cache.Cache} that change an entry, by what their outcomes count for in the statistics
 * (JSR-107 1.1.1, table in chapter 12, as the TCK checks it). A store counts as a put and a removal as a removal in
 * each of them.
 */
enum Operation {
    PUT(false),
    GET_AND_PUT(true),
    PUT_IF_ABSENT(true),
    REPLACE(true),
    GET_AND_REPLACE(true),
    REPLACE_IF_EQUAL(true),
    REMOVE(false),
    GET_AND_REMOVE(true),
    REMOVE_IF_EQUAL(true),
    INVOKE(true),
    LOAD(false);

    private final boolean countsLookups;

    Operation(boolean countsLookups) {
        this.countsLookups = countsLookups;
    }

    /** Whether finding an entry counts as a hit, and finding none as a miss. */
    boolean countsLookups() {
        return countsLookups;
    }

    /** Whether the caller is given the value that was there. */
    boolean returnsOld() {
        return this == GET_AND_PUT || this == GET_AND_REPLACE || this == GET_AND_REMOVE;
    }

    /** Whether the caller has named the value that must be there. */
    boolean compares() {
        return this == REPLACE_IF_EQUAL || this == REMOVE_IF_EQUAL;
    }
}
