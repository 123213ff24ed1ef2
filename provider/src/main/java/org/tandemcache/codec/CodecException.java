package org.tandemcache.codec;

import org.jspecify.annotations.Nullable;

/** An object that can't be encoded, or bytes that can't be decoded. */
public final class CodecException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final UnreadableReason reason;

    /** With the reason {@link UnreadableReason#CORRUPT}, which counts for reading alone. */
    public CodecException(String message, @Nullable Throwable cause) {
        this(UnreadableReason.CORRUPT, message, cause);
    }

    public CodecException(UnreadableReason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /** What to count a read as. */
    public UnreadableReason reason() {
        return reason;
    }

    /**
     * An exception of a codec's library as one of this type. If one of this type lies among its causes, its reason and
     * words win: the library has only wrapped it.
     */
    public static CodecException of(UnreadableReason otherwise, String failure, Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof CodecException known) {
                return new CodecException(known.reason, failure + ": " + known.getMessage(), thrown);
            }
        }
        if (thrown instanceof StackOverflowError) {
            return new CodecException(
                    UnreadableReason.TOO_LARGE, failure + ": it is nested too deep for the stack of this thread", null);
        }
        return new CodecException(otherwise, failure + ": " + thrown, thrown);
    }
}
