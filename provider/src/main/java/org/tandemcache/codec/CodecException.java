package org.tandemcache.codec;

import org.jspecify.annotations.Nullable;

/** An object that can't be encoded, or bytes that can't be decoded. */
public final class CodecException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public CodecException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
