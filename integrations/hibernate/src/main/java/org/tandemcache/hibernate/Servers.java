package org.tandemcache.hibernate;

import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;

/**
 * Which process answers at each server of a cluster, as this node was told: what one of them has been told another one
 * may lack. Asked for at the first contact with a server, and behind a break of the connection to it. Thread-safe.
 */
final class Servers {
    private final ConcurrentMap<Object, Asked> each = new ConcurrentHashMap<>();

    /** @param at the {@link System#nanoTime} before it was asked */
    private record Asked(CompletableFuture<String> process, long at) {}

    /**
     * The process of a server; nothing in it where the server doesn't tell.
     *
     * @param unbrokenSince since when nothing has come between: what was asked later is right still
     * @param asking asks the server
     */
    CompletableFuture<String> process(Object server, long unbrokenSince, Supplier<CompletableFuture<String>> asking) {
        Asked last = each.get(server);
        if (last != null && last.at() - unbrokenSince > 0 && !last.process().isCompletedExceptionally()) {
            return last.process();
        }
        long at = System.nanoTime();
        CompletableFuture<String> process = asking.get();
        each.put(server, new Asked(process, at));
        return process;
    }

    /** All that have told, and one more, each once. */
    byte[] and(String process) {
        Set<String> all = new TreeSet<>();
        all.add(process);
        for (Asked asked : each.values()) {
            if (asked.process().isDone() && !asked.process().isCompletedExceptionally()) {
                all.add(asked.process().join());
            }
        }
        return Cell.argument(String.join("", all));
    }
}
