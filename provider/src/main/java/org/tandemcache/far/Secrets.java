package org.tandemcache.far;

import java.util.regex.Pattern;

/** Keeps passwords out of messages. */
public final class Secrets {
    /** All up to the last at sign: in a malformed address a password can hold what would end it in a good one. */
    private static final Pattern USER_INFO = Pattern.compile("^(\\s*[A-Za-z][A-Za-z0-9+.-]*:/*)?.*@", Pattern.DOTALL);

    private Secrets() {}

    /** An address, or any other text, without what can be a user and a password. */
    public static String masked(String text) {
        return USER_INFO.matcher(text).replaceFirst("$1***@");
    }
}
