package org.tandemcache.testkit;

import org.jspecify.annotations.Nullable;

/** A server can't be started, reached or handled. The message says which, why, and what to do about it. */
public final class RedisServerException extends RuntimeException {
    RedisServerException(String message) {
        this(message, null);
    }

    RedisServerException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
