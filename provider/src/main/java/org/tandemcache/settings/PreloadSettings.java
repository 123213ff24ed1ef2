package org.tandemcache.settings;

import java.time.Duration;
import org.tandemcache.config.PreloadConfiguration;

/** The section {@code near.preload} of a cache. */
final class PreloadSettings {
    private static final Duration SHORTEST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofDays(1);
    private static final int HIGHEST_RATE = 1_000_000;

    private PreloadSettings() {}

    static PreloadConfiguration of(Options preload) {
        return PreloadConfiguration.builder()
                .enabled(preload.flag("enabled"))
                .keys((int) preload.count("keys", 1, PreloadConfiguration.MOST_KEYS))
                .every(preload.duration("every", SHORTEST, LONGEST))
                .rate((int) preload.count("rate", 1, HIGHEST_RATE))
                .build();
    }
}
