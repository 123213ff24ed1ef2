package org.tandemcache.far.redis.connection;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tandemcache.far.Nearest;

/**
 * What stands behind the question mark of an address. Lettuce reads it too; but it passes over what it does not know,
 * and takes a timeout that it can't read for its own default.
 *
 * @param timeout null where none is given
 */
record AddressOptions(@Nullable Duration timeout) {
    private static final List<String> KNOWN = List.of(
            "timeout",
            "database",
            "db",
            "clientName",
            "libraryName",
            "libraryVersion",
            "verifyPeer",
            "sentinelMasterId");
    private static final Pattern TIMEOUT = Pattern.compile("(?<amount>\\d{1,15})(?<unit>ns|us|ms|s|m|h|d|)");
    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final Duration LONGEST = Duration.ofDays(1);

    /**
     * @param address one that Lettuce has understood
     * @throws IllegalArgumentException for an option that there is not, or a timeout that is none; shows no values of
     *     others, which may be secrets
     */
    static AddressOptions of(String address, String origin) {
        String query = URI.create(address.trim()).getQuery();
        Duration timeout = null;
        for (String option : query == null ? new String[0] : query.split("[&;]", -1)) {
            int equals = option.indexOf('=');
            String name = equals < 0 ? "" : option.substring(0, equals);
            if (KNOWN.stream().noneMatch(name::equalsIgnoreCase)) {
                throw new IllegalArgumentException("the address of Redis from the " + origin + " has "
                        + (name.isEmpty()
                                ? "an option without a value"
                                : "an option \"" + name + "\", which there is not")
                        + (name.isEmpty() ? "" : "; the nearest is " + Nearest.of(name, KNOWN)) + "; allowed: "
                        + String.join(", ", KNOWN));
            }
            if (name.equalsIgnoreCase("timeout")) {
                timeout = timeout(option.substring(equals + 1), origin);
            }
        }
        return new AddressOptions(timeout);
    }

    private static Duration timeout(String text, String origin) {
        Matcher matcher = TIMEOUT.matcher(text.toLowerCase(Locale.ROOT));
        Duration timeout =
                matcher.matches() ? duration(Long.parseLong(matcher.group("amount")), matcher.group("unit")) : null;
        if (timeout == null || timeout.compareTo(SHORTEST) < 0 || timeout.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("the address of Redis from the " + origin + " has the option timeout="
                    + text + "; allowed: a number with ms, s, m or h behind it, such as 500ms or 2s, from 1ms to 24h");
        }
        return timeout;
    }

    private static @Nullable Duration duration(long amount, String unit) {
        try {
            return switch (unit) {
                case "ns" -> Duration.ofNanos(amount);
                case "us" -> Duration.ofNanos(Math.multiplyExact(amount, 1_000L));
                case "s" -> Duration.ofSeconds(amount);
                case "m" -> Duration.ofMinutes(amount);
                case "h" -> Duration.ofHours(amount);
                case "d" -> Duration.ofDays(amount);
                default -> Duration.ofMillis(amount); // as Lettuce documents it
            };
        } catch (ArithmeticException e) {
            return null;
        }
    }
}
