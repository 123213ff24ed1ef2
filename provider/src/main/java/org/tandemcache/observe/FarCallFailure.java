package org.tandemcache.observe;

/**
 * Why a call of Redis has failed. Immutable.
 *
 * @param kind what the caller has to know
 * @param type in a word, of which there are few: the server's, such as {@code OOM}, {@code NOPERM}, {@code MOVED} or
 *     {@code LOADING}, else the kind in small letters
 * @param error what the cache has met; its message holds no secret
 */
public record FarCallFailure(Kind kind, String type, Throwable error) {
    /** What a caller has to know of a failure. */
    public enum Kind {
        /** Redis can't be reached; nothing was sent. */
        UNAVAILABLE,
        /** No answer came in time: a write may have been applied, now or later, or not. */
        UNKNOWN_OUTCOME,
        /** A read was not answered within the soft timeout. */
        TOO_SLOW,
        /** The server answered with an error; nothing was changed. */
        REJECTED,
    }
}
