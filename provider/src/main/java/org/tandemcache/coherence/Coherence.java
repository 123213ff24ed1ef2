package org.tandemcache.coherence;

/**
 * How coherence stands at a moment.
 *
 * @param state in one word
 * @param detail in a sentence: what is missing and what to do, or empty
 * @param proofAgeMillis the age of the last proof that the server is there; -1 for none
 */
public record Coherence(State state, String detail, long proofAgeMillis) {
    /** The states, from not yet to never. */
    public enum State {
        /** Nothing was read yet, so nothing is connected. */
        IDLE,
        /** Copies are kept and served. */
        COHERENT,
        /** The channel is lost or unproven: copies are not served until it is back. */
        SUSPENDED,
        /** The server can't or may not track: there are no copies. */
        OFF,
    }
}
