package org.tandemcache.far.redis.connection;

import org.jspecify.annotations.Nullable;

/** A provider that did not tell user and password. */
final class NoCredentialsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NoCredentialsException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
