package org.tandemcache.far;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Runs scripts that work on one key each, and does not wait for their answers. Implementations are thread-safe. */
public interface KeyScripts {
    /**
     * Sends a script. Scripts of one key go by one connection, so the server runs them in the order in which they were
     * sent, but for the first time that it meets one of them.
     *
     * <p>Nothing is awaited but a connection that is not there yet. The future ends within the command timeout, on a
     * thread that must not be kept: with the script's reply, or with a {@link FarTierException}, whose kind says
     * whether the script may have run.
     */
    CompletableFuture<List<Object>> run(KeyScript script, FarKey key, byte[]... arguments);
}
