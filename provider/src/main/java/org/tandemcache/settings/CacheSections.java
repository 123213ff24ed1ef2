package org.tandemcache.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The sections of {@code caches}, and which of them hold for a cache. Immutable. */
final class CacheSections {
    static final String CACHES = "caches";
    static final String DEFAULTS = "cache-defaults";

    private final Config settings;
    private final ConfigObject sections;

    /** @param settings all of them */
    CacheSections(Config settings) {
        this.settings = settings;
        this.sections = settings.getObject(CACHES);
    }

    /** Names and patterns. */
    List<String> all() {
        return sections.keySet().stream().sorted().toList();
    }

    /** The caches that have a section of their own. */
    List<String> names() {
        return all().stream().filter(name -> !isPattern(name)).toList();
    }

    /**
     * The options of a cache, or of all whose names match a pattern: its own, then those of patterns, then defaults.
     */
    Options of(String cacheName) {
        Config merged = settings.getConfig(DEFAULTS);
        for (String pattern : patternsOf(cacheName)) {
            merged = section(pattern).withFallback(merged);
        }
        if (sections.containsKey(cacheName)) {
            merged = section(cacheName).withFallback(merged);
        }
        return new Options(merged, "tandem.caches." + ConfigUtil.quoteString(cacheName));
    }

    Options defaults() {
        return new Options(settings.getConfig(DEFAULTS), "tandem." + DEFAULTS);
    }

    private Config section(String name) {
        return settings.getObject(CACHES).toConfig().getConfig(ConfigUtil.quoteString(name));
    }

    /** The one with the fewest letters first: those behind it win. */
    private List<String> patternsOf(String cacheName) {
        return sections.keySet().stream()
                .filter(name ->
                        isPattern(name) && regex(name).matcher(cacheName).matches())
                .sorted(Comparator.comparingInt(
                                (String pattern) -> pattern.replace("*", "").length())
                        .thenComparing(Comparator.reverseOrder()))
                .toList();
    }

    private static boolean isPattern(String name) {
        return name.indexOf('*') >= 0;
    }

    private static Pattern regex(String pattern) {
        return Pattern.compile(
                Arrays.stream(pattern.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*")),
                Pattern.DOTALL);
    }
}
