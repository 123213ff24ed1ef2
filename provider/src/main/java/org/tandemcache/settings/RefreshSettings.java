package org.tandemcache.settings;

import java.time.Duration;
import org.tandemcache.config.RefreshConfiguration;

/** The section {@code refresh} of a cache. */
final class RefreshSettings {
    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final Duration LONGEST = Duration.ofDays(100 * 365);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);
    private static final Duration LONGEST_RETRY = Duration.ofDays(1);
    private static final int MOST_THREADS = 256;

    private RefreshSettings() {}

    static RefreshConfiguration of(Options refresh) {
        RefreshConfiguration.Builder builder = RefreshConfiguration.builder()
                .waitFor(refresh.duration("wait", Duration.ZERO, LONGEST_WAIT))
                .retry(refresh.duration("retry", SHORTEST, LONGEST_RETRY))
                .threads((int) refresh.count("threads", 1, MOST_THREADS));
        if (refresh.has("before-expiry")) {
            refresh.shareOrDuration(
                    "before-expiry",
                    builder::beforeExpiry,
                    duration -> builder.beforeExpiry(duration),
                    SHORTEST,
                    LONGEST);
        }
        return builder.build();
    }
}
