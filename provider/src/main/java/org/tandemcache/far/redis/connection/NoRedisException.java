package org.tandemcache.far.redis.connection;

import java.io.Serial;

/** What answers is no Redis, or one that has to be spoken to by TLS. */
final class NoRedisException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    /** @param answer the beginning of what it said */
    NoRedisException(boolean tls, String answer) {
        super(
                tls
                        ? "it speaks TLS: the address of such a server begins with rediss://"
                        : "it is no Redis, for it answers \"" + answer + "\""
                                + (answer.startsWith("HTTP/") ? ", as a web server does" : ""),
                null,
                false,
                false);
    }
}
