package org.tandemcache.far;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Keeps passwords out of messages. */
public final class Secrets {
    /** All up to the last at sign: in a malformed address a password can hold what would end it in a good one. */
    private static final Pattern USER_INFO = Pattern.compile("^(\\s*[A-Za-z][A-Za-z0-9+.-]*:/*)?.*@", Pattern.DOTALL);

    /** Options that hold secrets in the addresses of other programs. */
    private static final Pattern SECRET_OPTION =
            Pattern.compile("(?i)((?:pass(?:word|wd)?|pwd|secret|token|auth|credential)\\w*\\s*=\\s*)[^,;&\\s]+");

    private static final Pattern SCHEME = Pattern.compile("^\\s*([A-Za-z][A-Za-z0-9+.-]*)://");

    private Secrets() {}

    /** An address, or any other text, without what can be a user and a password. */
    public static String masked(String text) {
        String shown = USER_INFO.matcher(text).replaceFirst("$1***@");
        return SECRET_OPTION.matcher(shown).replaceAll("$1***");
    }

    /** Of a text that should be an address and is none, what can't be a secret: its scheme, and how long it is. */
    public static String outline(String text) {
        Matcher scheme = SCHEME.matcher(text);
        return "a text of " + text.length() + " characters"
                + (scheme.find() ? " that begins with " + scheme.group(1) + "://" : "");
    }
}
