package org.tandemcache.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.DoubleConsumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tandemcache.config.EffectiveSetting;
import org.tandemcache.far.Secrets;

/**
 * One section of the settings, read option by option. A value that is not allowed is told with its key, with what is
 * allowed, and with where it stands. Immutable.
 *
 * @param config the section
 * @param path of the section, for messages
 */
record Options(Config config, String path) {
    Options section(String key) {
        return new Options(config.getConfig(key), path + "." + key);
    }

    /** The sections of a list. */
    List<Options> sections(String key) {
        List<? extends Config> list = read(key, "a list of sections", () -> config.getConfigList(key));
        return list.stream().map(each -> new Options(each, path + "." + key)).toList();
    }

    /** @throws IllegalArgumentException for a key that is none of these */
    void allow(Set<String> keys) {
        config.root().forEach((key, value) -> {
            if (!keys.contains(key)) {
                throw new IllegalArgumentException("there is no setting " + path + "." + key + "; it stands in "
                        + origin(value) + "; allowed: " + String.join(", ", new TreeSet<>(keys)));
            }
        });
    }

    /** Whether the option has a value. */
    boolean has(String key) {
        return config.hasPath(key);
    }

    String text(String key) {
        return read(key, "a text of one character or more", () -> {
            String text = config.getString(key);
            return text.isEmpty() ? null : text;
        });
    }

    /** Null where there is none. */
    @Nullable
    String optionalText(String key) {
        return has(key) ? text(key) : null;
    }

    /** A file that is there; null where none is named. */
    @Nullable
    Path optionalFile(String key) {
        if (!has(key)) {
            return null;
        }
        return read(key, "the name of a file that can be read", () -> {
            Path file = Path.of(config.getString(key));
            return Files.isReadable(file) ? file : null;
        });
    }

    /** A list, or one text with commas, as properties and variables have it. */
    List<String> texts(String key) {
        return read(
                key,
                "a list of texts",
                () -> config.getValue(key).valueType() == ConfigValueType.STRING
                        ? Arrays.stream(config.getString(key).split(",", -1))
                                .map(String::trim)
                                .filter(part -> !part.isEmpty())
                                .toList()
                        : config.getStringList(key));
    }

    boolean flag(String key) {
        return read(key, "true, false", () -> config.getBoolean(key));
    }

    long count(String key, long least) {
        return read(key, "a whole number, " + least + " or more", () -> {
            long number = config.getLong(key);
            return number < least ? null : number;
        });
    }

    long count(String key, long least, long most) {
        return read(key, "a whole number, " + least + " to " + most, () -> {
            long number = config.getLong(key);
            return number < least || number > most ? null : number;
        });
    }

    double share(String key) {
        return read(key, "a number from 0 to 1, such as 0.1", () -> {
            double share = config.getDouble(key);
            return share >= 0 && share <= 1 ? share : null;
        });
    }

    long bytes(String key, long least, long most) {
        return read(key, "a size such as 64 KiB, " + least + " to " + most + " bytes", () -> {
            long size = config.getBytes(key);
            return size < least || size > most ? null : size;
        });
    }

    Duration duration(String key, Duration least, Duration most) {
        return read(
                key, "a duration with its unit, such as 500 ms or 2 s, " + text(least) + " to " + text(most), () -> {
                    Duration duration = config.getDuration(key);
                    return duration.compareTo(least) < 0
                                    || duration.compareTo(most) > 0
                                    || (isBareNumber(key) && !duration.isZero())
                            ? null
                            : duration;
                });
    }

    /** A share above 0 and below 1, or a duration. */
    void shareOrDuration(String key, DoubleConsumer share, Consumer<Duration> duration, Duration least, Duration most) {
        if (!isBareNumber(key)) {
            duration.accept(duration(key, least, most));
            return;
        }
        share.accept(read(key, "a share above 0 and below 1, or a duration with its unit, such as 5 minutes", () -> {
            double part = config.getDouble(key);
            return part > 0 && part < 1 ? part : null;
        }));
    }

    /** HOCON takes it for milliseconds, and whoever wrote it perhaps for seconds. */
    private boolean isBareNumber(String key) {
        return config.getString(key).trim().matches("[0-9.]+");
    }

    /** Whether nobody has set the option. */
    boolean isDefault(String key) {
        ConfigValue value = config.root().get(key);
        return value == null || "reference.conf".equals(value.origin().resource());
    }

    private static String text(Duration duration) {
        return duration.toMillis() < 1_000 ? duration.toMillis() + " ms" : duration.toSeconds() + " s";
    }

    /** One of the constants, written in lower case with hyphens. */
    <E extends Enum<E>> E choice(String key, Class<E> type) {
        String allowed =
                Arrays.stream(type.getEnumConstants()).map(Options::name).collect(Collectors.joining(", "));
        return read(key, allowed, () -> {
            String text = config.getString(key);
            return Arrays.stream(type.getEnumConstants())
                    .filter(constant -> name(constant).equals(text))
                    .findFirst()
                    .orElse(null);
        });
    }

    private static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private <T> T read(String key, String allowed, Supplier<@Nullable T> reading) {
        T value;
        try {
            value = reading.get();
        } catch (ConfigException e) {
            // its message names another key than the user's, and not what is allowed
            throw wrong(key, allowed, null);
        }
        if (value == null) {
            throw wrong(key, allowed, null);
        }
        return value;
    }

    /** The exception for a value that is not allowed. */
    IllegalArgumentException wrong(String key, String allowed, @Nullable Throwable cause) {
        ConfigValue value = config.root().get(key);
        String given = value == null || (value.valueType() == ConfigValueType.NULL && isDefault(key))
                ? "not set"
                : shown(key, value) + " (" + origin(value) + ")";
        return new IllegalArgumentException(path + "." + key + " is " + given + "; allowed: " + allowed, cause);
    }

    private static String shown(String key, ConfigValue value) {
        return switch (value.valueType()) {
            case OBJECT -> "a section";
            case LIST -> "a list";
            case NULL -> "null";
            default -> key.contains("password") ? "***" : '"' + Secrets.masked(String.valueOf(value.unwrapped())) + '"';
        };
    }

    /** Where the value of an option comes from: the file and its line, a property, a variable. */
    String origin(String key) {
        ConfigValue value = config.root().get(key);
        return value == null ? path : origin(value);
    }

    /** Everything that stands in this section, without secrets. */
    SortedMap<String, EffectiveSetting> effective() {
        SortedMap<String, EffectiveSetting> all = new TreeMap<>();
        collect(path, config.root(), all);
        return all;
    }

    private static void collect(String path, ConfigObject section, SortedMap<String, EffectiveSetting> all) {
        section.forEach((key, value) -> {
            String full = path + "." + ConfigUtil.quoteString(key);
            String plain = key.matches("[A-Za-z0-9_-]+") ? path + "." + key : full;
            if (value instanceof ConfigObject inner) {
                collect(plain, inner, all);
            } else {
                all.put(plain, new EffectiveSetting(effective(key, value), origin(value)));
            }
        });
    }

    private static String effective(String key, ConfigValue value) {
        if (value.valueType() == ConfigValueType.NULL) {
            return "null";
        }
        String text = value.valueType() == ConfigValueType.LIST
                ? value.render(ConfigRenderOptions.concise())
                : String.valueOf(value.unwrapped());
        return key.contains("password") ? "***" : Secrets.masked(text);
    }

    private static String origin(ConfigValue value) {
        return value.origin().description();
    }
}
