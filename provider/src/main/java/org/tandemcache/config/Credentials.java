package org.tandemcache.config;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a connection to Redis says to be let in. Immutable; its text shows no password.
 *
 * @param user null for Redis's user {@code default}
 * @param password of one character or more
 */
public record Credentials(@Nullable String user, String password) {
    /** @throws IllegalArgumentException if the user or the password is an empty text */
    public Credentials {
        Objects.requireNonNull(password, "the password is null");
        if (password.isEmpty()) {
            throw new IllegalArgumentException("the password is empty; allowed: one character or more");
        }
        if (user != null && user.isEmpty()) {
            throw new IllegalArgumentException("the user is empty; allowed: one character or more, null for default");
        }
    }

    @Override
    public String toString() {
        return "user " + (user == null ? "default" : user) + ", password ***";
    }
}
