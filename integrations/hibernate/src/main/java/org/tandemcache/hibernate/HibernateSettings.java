package org.tandemcache.hibernate;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import javax.cache.CacheManager;
import org.hibernate.cache.CacheException;
import org.jspecify.annotations.Nullable;

/**
 * What stands below {@value #PREFIX} in Hibernate's configuration.
 *
 * @param manager to share; null for one of the region factory's own
 * @param properties of that one: whatever key is none of this record's, as {@code tandem.*}
 * @param journalLimit how many keys the journal holds before it goes over to whole regions
 */
record HibernateSettings(
        @Nullable CacheManager manager,
        Properties properties,
        Unavailable unavailable,
        Failover failover,
        Absent absent,
        Duration lockTimeout,
        Duration retention,
        int journalLimit) {
    static final String PREFIX = "hibernate.cache.tandem.";

    private static final Set<String> OWN =
            Set.of("cache_manager", "unavailable", "failover", "absent", "lock-timeout", "retention", "journal-limit");

    /** What becomes of a transaction whose lock is not confirmed before its commit. */
    enum Unavailable {
        BYPASS,
        FAIL
    }

    /** What becomes of entries that another server process has taken over. */
    enum Failover {
        DROP,
        TRUST
    }

    /** What a put does that finds nothing. */
    enum Absent {
        TRUST,
        PROVE
    }

    static HibernateSettings of(Map<String, Object> configuration) {
        Properties properties = new Properties();
        configuration.forEach((key, value) -> {
            if (key.startsWith(PREFIX) && !OWN.contains(key.substring(PREFIX.length()))) {
                properties.setProperty("tandem." + key.substring(PREFIX.length()), String.valueOf(value));
            }
        });
        Object manager = configuration.get(PREFIX + "cache_manager");
        if (manager != null && !(manager instanceof CacheManager)) {
            throw wrong("cache_manager", manager.getClass().getName(), "an instance of javax.cache.CacheManager");
        }
        if (manager != null && !properties.isEmpty()) {
            throw new CacheException(PREFIX + "cache_manager is a cache manager that is there already, so settings of "
                    + "one have no effect beside it: " + properties.stringPropertyNames());
        }
        Duration lockTimeout = duration(configuration, "lock-timeout", Duration.ofSeconds(60));
        return new HibernateSettings(
                (CacheManager) manager,
                properties,
                choice(configuration, "unavailable", Unavailable.class, Unavailable.BYPASS),
                choice(configuration, "failover", Failover.class, Failover.DROP),
                choice(configuration, "absent", Absent.class, Absent.TRUST),
                lockTimeout,
                duration(configuration, "retention", Duration.ofMinutes(10)),
                count(configuration, "journal-limit", 100_000));
    }

    byte[] absentArgument() {
        return Cell.argument(absent == Absent.PROVE ? "prove" : "trust");
    }

    private static <E extends Enum<E>> E choice(Map<String, Object> from, String key, Class<E> type, E otherwise) {
        Object given = from.get(PREFIX + key);
        if (given == null) {
            return otherwise;
        }
        for (E constant : type.getEnumConstants()) {
            if (constant.name().equalsIgnoreCase(given.toString())) {
                return constant;
            }
        }
        throw wrong(
                key,
                given,
                String.join(
                        ", ",
                        Arrays.stream(type.getEnumConstants())
                                .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                                .toList()));
    }

    /** A number with ms, s, m or h behind it. */
    private static Duration duration(Map<String, Object> from, String key, Duration otherwise) {
        Object given = from.get(PREFIX + key);
        if (given == null) {
            return otherwise;
        }
        String allowed = "10 ms to 24 h, as 500ms, 60s, 10m or 1h";
        String text = given.toString().trim();
        String number = text.replaceAll("[a-z]+$", "").trim();
        Duration unit = switch (text.substring(text.replaceAll("[a-z]+$", "").length())) {
            case "ms" -> Duration.ofMillis(1);
            case "s" -> Duration.ofSeconds(1);
            case "m" -> Duration.ofMinutes(1);
            case "h" -> Duration.ofHours(1);
            default -> throw wrong(key, given, allowed);
        };
        if (!number.matches("[0-9]{1,9}")) {
            throw wrong(key, given, allowed);
        }
        Duration duration = unit.multipliedBy(Long.parseLong(number));
        if (duration.compareTo(Duration.ofMillis(10)) < 0 || duration.compareTo(Duration.ofHours(24)) > 0) {
            throw wrong(key, given, allowed);
        }
        return duration;
    }

    private static int count(Map<String, Object> from, String key, int otherwise) {
        Object given = from.get(PREFIX + key);
        if (given == null) {
            return otherwise;
        }
        if (!given.toString().matches("[0-9]{1,9}")) {
            throw wrong(key, given, "0 to 999999999");
        }
        return Integer.parseInt(given.toString());
    }

    private static CacheException wrong(String key, Object given, String allowed) {
        return new CacheException(
                PREFIX + key + " is \"" + given + "\" in Hibernate's configuration; allowed: " + allowed);
    }
}
