package org.tandemcache.observe;

import org.jspecify.annotations.Nullable;

/**
 * Near copies of a server's entries have begun or ceased to be proven. Immutable.
 *
 * @param managerName the manager's URI, without a password
 * @param server whose entries they are, in words
 * @param state what the channel to it has come to
 * @param cause why every copy has lost its promise, by the names of {@code TandemCacheMXBean.getFlushes}; null where
 *     none did
 * @param detail what is wrong and what to do; empty where nothing is
 */
public record CoherenceChange(
        String managerName,
        String server,
        State state,
        @Nullable String cause,
        String detail) {
    /** What a tracked channel has come to. */
    public enum State {
        /** Copies are kept and served. */
        COHERENT,
        /** Copies are not served until the channel is back. */
        SUSPENDED,
        /** The server can't or may not track. */
        OFF,
    }
}
