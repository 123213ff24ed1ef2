package org.tandemcache.far;

import java.util.Collections;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** A far tier that did not do what it was asked. The message names the server, never a secret. */
public final class FarTierException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What a caller has to know of the failure. */
    public enum Kind {
        /** The far tier can't be reached; nothing was sent. */
        UNAVAILABLE,
        /** The request was sent and no answer came in time: a write may have been applied, now or later, or not. */
        UNKNOWN_OUTCOME,
        /** A read was not answered within the soft timeout; the server may be well. Nothing was changed. */
        TOO_SLOW,
        /** The server answered with an error; nothing was changed. */
        REJECTED,
    }

    private final Kind kind;
    private final boolean ofSpareConnection;
    private final transient @Nullable Object node;
    private final transient Map<Integer, @Nullable StoredEntry> done;

    public FarTierException(Kind kind, String message, @Nullable Throwable cause) {
        this(kind, message, cause, false, null, Map.of());
    }

    private FarTierException(
            Kind kind,
            String message,
            @Nullable Throwable cause,
            boolean ofSpareConnection,
            @Nullable Object node,
            Map<Integer, @Nullable StoredEntry> done) {
        super(message, cause);
        this.kind = kind;
        this.ofSpareConnection = ofSpareConnection;
        this.node = node;
        this.done = done;
    }

    private FarTierException(Kind kind, String message, @Nullable Object node) {
        super(message, null, false, false);
        this.kind = kind;
        this.ofSpareConnection = false;
        this.node = node;
        this.done = Map.of();
    }

    /** The same failure, of a connection besides which there is another one: it tells nothing of the server. */
    public FarTierException ofSpareConnection() {
        return new FarTierException(kind, String.valueOf(getMessage()), getCause(), true, node, done);
    }

    /** The same failure, of one of several servers. */
    public FarTierException at(Object failed) {
        return new FarTierException(kind, String.valueOf(getMessage()), getCause(), ofSpareConnection, failed, done);
    }

    /**
     * The same failure, of a part of a bulk operation whose other part was done.
     *
     * @param part by the index of its key what each entry that was reached has answered; not changed any more
     */
    public FarTierException having(Map<Integer, @Nullable StoredEntry> part) {
        return new FarTierException(kind, String.valueOf(getMessage()), getCause(), ofSpareConnection, node, part);
    }

    /**
     * What a bulk operation has done though it failed: by the index of the key, what the operation would have answered
     * for it, null for nothing. What is not there was not done, or nobody knows.
     */
    public Map<Integer, @Nullable StoredEntry> done() {
        return Collections.unmodifiableMap(done);
    }

    /** Whether this tells of a server, which it does of each if it is not known whose failure it is. */
    public boolean concerns(@Nullable Object server) {
        return node == null || server == null || node.equals(server);
    }

    /**
     * A failure of a call that was not even tried. It has no stack trace: whoever turns it into the user's exception
     * adds one, and others do without, because during an outage every call ends so.
     *
     * @param node which of several servers is not asked; null if there is one
     */
    public static FarTierException refused(Kind kind, String message, @Nullable Object node) {
        return new FarTierException(kind, message, node);
    }

    /** What a future has failed with, if it is a failure of the far tier; else null. */
    public static @Nullable FarTierException of(@Nullable Throwable failure) {
        Throwable cause = failure instanceof CompletionException wrapper ? wrapper.getCause() : failure;
        return cause instanceof FarTierException known ? known : null;
    }

    public Kind kind() {
        return kind;
    }

    /**
     * Whether this tells that the far tier is away: it can't be reached or does not answer. A server that refuses is
     * there, one that is slow too, and a caller who was interrupted, or has lost one connection of several, knows
     * nothing.
     */
    public boolean tellsAbsence() {
        return kind != Kind.TOO_SLOW && !ofSpareConnection && endsWait();
    }

    /** Whether a cache that goes on without its far tier does so now: it is away, or slower than the caller waits. */
    public boolean endsWait() {
        return kind != Kind.REJECTED && !(getCause() instanceof InterruptedException);
    }
}
