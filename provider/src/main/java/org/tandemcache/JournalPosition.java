package org.tandemcache;

import java.io.Serial;
import java.io.Serializable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A place in the journal of a cache: behind the event that it names. To be kept by whoever reads on later, in another
 * JVM too: {@link #toString} and {@link #of} are each other's inverse. Immutable; ordered as the journal is.
 *
 * @see TandemCache#readJournal
 */
public final class JournalPosition implements Comparable<JournalPosition>, Serializable {
    @Serial
    private static final long serialVersionUID = 1L;

    private static final Pattern FORM = Pattern.compile("([0-9]{1,20})-([0-9]{1,20})");

    /**
     * Before the first event that ever was: what the journal still has is read, and a loss is told if that is not all.
     */
    public static final JournalPosition BEGINNING = new JournalPosition(0, 0);

    /**
     * Behind the last event that there is when the reading begins: {@link JournalListener#lost} is called then, and
     * from that moment on every event is told.
     */
    public static final JournalPosition NOW = new JournalPosition(-1, -1);

    private static final String NOW_TEXT = "now";

    // Both unsigned, as in Redis.
    private final long millis;
    private final long number;

    private JournalPosition(long millis, long number) {
        this.millis = millis;
        this.number = number;
    }

    /**
     * Reads what {@link #toString} has given.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static JournalPosition of(String text) {
        if (text.equals(NOW_TEXT)) {
            return NOW;
        }
        Matcher parts = FORM.matcher(text);
        if (!parts.matches()) {
            throw refused(text, null);
        }
        JournalPosition position;
        try {
            position =
                    new JournalPosition(Long.parseUnsignedLong(parts.group(1)), Long.parseUnsignedLong(parts.group(2)));
        } catch (NumberFormatException e) {
            throw refused(text, e);
        }
        if (position.equals(NOW)) { // an id that no event can have
            throw refused(text, null);
        }
        return position;
    }

    private static IllegalArgumentException refused(String text, @Nullable Throwable cause) {
        return new IllegalArgumentException(
                "the position in a journal is \"" + text
                        + "\"; allowed: what a JournalPosition's toString gives, such as" + " 1764172800000-0, or now",
                cause);
    }

    @Override
    public int compareTo(JournalPosition other) {
        int byTime = Long.compareUnsigned(millis, other.millis);
        return byTime != 0 ? byTime : Long.compareUnsigned(number, other.number);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof JournalPosition that && millis == that.millis && number == that.number;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(millis) * 31 + Long.hashCode(number);
    }

    /** The id of the event in Redis' stream: the server's time in milliseconds, a hyphen and a number. */
    @Override
    public String toString() {
        return this.equals(NOW) ? NOW_TEXT : Long.toUnsignedString(millis) + "-" + Long.toUnsignedString(number);
    }
}
