package org.tandemcache.testkit;

/**
 * Redis answered a command with an error. The message is Redis's own, such as {@code WRONGTYPE Operation against ...}.
 */
public final class RedisReplyException extends RuntimeException {
    private final String code;

    RedisReplyException(String message) {
        super(message);
        this.code = message.split(" ", 2)[0];
    }

    /** The first word of the message, by which Redis tells its errors apart, such as {@code WRONGTYPE}. */
    public String code() {
        return code;
    }
}
