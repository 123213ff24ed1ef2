package org.tandemcache.spring.boot;

import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.time.Duration;
import java.util.Set;
import java.util.regex.Pattern;
import org.springframework.util.unit.DataSize;

/** What kind of value a setting has, and what Spring's forms of it are to Tandem. */
enum SettingKind {
    TEXT("java.lang.String"),
    FLAG("java.lang.Boolean"),
    NUMBER("java.lang.Integer"),
    DURATION("java.time.Duration"),
    SIZE("org.springframework.util.unit.DataSize"),
    LIST("java.util.List<java.lang.String>");

    /** Those without a default, from which their kind could be told. */
    private static final Set<String> DURATIONS = Set.of(
            "cache-defaults.expiry.duration",
            "cache-defaults.near.time-to-live",
            "cache-defaults.near.time-to-idle",
            "cache-defaults.failure.soft-timeout");

    private static final Set<String> SIZES = Set.of("cache-defaults.near.maximum-bytes");

    private static final Pattern DURATION_TEXT =
            Pattern.compile("\\d+ ?(ns|us|ms|s|m|h|d|seconds?|minutes?|hours?|days?)");
    private static final Pattern SIZE_TEXT = Pattern.compile("\\d+ ?(B|[KMGT]i?B)");
    private static final Pattern ISO_DURATION = Pattern.compile("[+-]?P.*", Pattern.CASE_INSENSITIVE);
    private static final Pattern SPRING_SIZE = Pattern.compile("\\d+(B|KB|MB|GB|TB)");

    private final String javaType;

    SettingKind(String javaType) {
        this.javaType = javaType;
    }

    /** As metadata names it. */
    String javaType() {
        return javaType;
    }

    /** @param path in the reference */
    static SettingKind of(String path, ConfigValue value) {
        if (value.valueType() == ConfigValueType.LIST) {
            return LIST;
        }
        if (value.valueType() == ConfigValueType.BOOLEAN) {
            return FLAG;
        }
        if (value.valueType() == ConfigValueType.NUMBER) {
            return NUMBER;
        }
        if (value.valueType() == ConfigValueType.NULL) {
            return DURATIONS.contains(path) ? DURATION : SIZES.contains(path) ? SIZE : TEXT;
        }
        String text = String.valueOf(value.unwrapped());
        return DURATION_TEXT.matcher(text).matches()
                ? DURATION
                : SIZE_TEXT.matcher(text).matches() ? SIZE : TEXT;
    }

    /**
     * A value in Tandem's form. Durations as {@code PT2S} and sizes as {@code 10MB}, which are 10 MiB in Spring, are
     * turned into it; all others, {@code 500ms} for one, mean the same to both, or are none.
     */
    String toTandem(String value) {
        String text = value.trim();
        if (this == DURATION && ISO_DURATION.matcher(text).matches()) {
            return Duration.parse(text).toNanos() + " ns";
        }
        if (this == SIZE && SPRING_SIZE.matcher(text).matches()) {
            return DataSize.parse(text).toBytes() + " B";
        }
        return value;
    }
}
