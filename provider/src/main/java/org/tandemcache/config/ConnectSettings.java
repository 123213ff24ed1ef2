package org.tandemcache.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How connections are made. Immutable; its text shows no password.
 *
 * @param timeout how long a socket may take to be connected
 * @param namespace a part of the name that connections give themselves, {@code tandem:<namespace>:<host>}
 * @param sentinel what Sentinels are told to be let in, who have users of their own; null for nothing
 * @param commandLatency whether Lettuce keeps the times of commands for events of its own
 */
public record ConnectSettings(
        Duration timeout, String namespace, @Nullable Credentials sentinel, boolean commandLatency) {
    /** A second, the namespace {@code tandem}, and Sentinels that let everybody in. */
    public static ConnectSettings defaults() {
        return new ConnectSettings(Duration.ofSeconds(1), "tandem", null, false);
    }
}
