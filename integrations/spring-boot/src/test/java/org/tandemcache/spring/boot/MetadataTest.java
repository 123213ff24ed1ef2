package org.tandemcache.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.tandemcache.codec.ClassFilter;
import org.tandemcache.codec.CompressorProvider;
import org.tandemcache.config.CodecConfiguration;
import org.tandemcache.config.FailureConfiguration;
import org.tandemcache.config.ListenerScope;
import org.tandemcache.config.LoadConfiguration;
import org.tandemcache.config.NearConfiguration;
import org.tandemcache.config.ReadFrom;
import org.tandemcache.config.TagConfiguration;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The metadata from which editors complete and explain settings is made from Tandem's own list of them, and written
 * anew with {@code -Dtandem.test.metadata=write}.
 */
class MetadataTest {
    private static final Path FILE = Path.of("src/main/resources/META-INF/spring-configuration-metadata.json");
    private static final KnownSettings KNOWN = new KnownSettings();

    private static final Map<String, List<String>> CHOICES = new TreeMap<>(Map.of(
            "cache-defaults.near.mode", names(NearConfiguration.Mode.values()),
            "cache-defaults.near.values", names(NearConfiguration.Values.values()),
            "cache-defaults.failure.mode", names(FailureConfiguration.Mode.values()),
            "cache-defaults.load.protection", names(LoadConfiguration.Protection.values()),
            "cache-defaults.read-from", names(ReadFrom.values()),
            "cache-defaults.codec.class-filter", names(ClassFilter.Mode.values()),
            "cache-defaults.codec.on-unreadable", names(CodecConfiguration.OnUnreadable.values()),
            "cache-defaults.codec.on-unwritable", names(CodecConfiguration.OnUnwritable.values()),
            "cache-defaults.codec.on-unequal", names(CodecConfiguration.OnUnequal.values()),
            "cache-defaults.codec.compression.level", names(CompressorProvider.Level.values())));

    static {
        CHOICES.put("cache-defaults.tags.mode", names(TagConfiguration.Mode.values())); // Map.of ends at ten
        CHOICES.put("cache-defaults.listener-scope", names(ListenerScope.values()));
    }

    private static final Map<String, List<String>> EXAMPLES = new TreeMap<>(Map.of(
            "codec", List.of("kryo", "java", "json"),
            "cache-defaults.codec.name", List.of("kryo", "java", "json", "string", "bytes"),
            "cache-defaults.codec.compression.name", List.of("none", "lz4", "zstd"),
            "cache-defaults.expiry.policy", List.of("eternal", "created", "modified", "accessed", "touched")));

    private static List<String> names(Enum<?>[] constants) {
        return Stream.of(constants)
                .map(constant -> constant.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .toList();
    }

    private static Map<String, ConfigValue> settings() {
        Map<String, ConfigValue> settings = new TreeMap<>();
        collect("", KNOWN.reference(), settings);
        return settings;
    }

    private static void collect(String prefix, ConfigObject section, Map<String, ConfigValue> settings) {
        section.forEach((key, value) -> {
            if (value instanceof ConfigObject inner) {
                collect(prefix + key + ".", inner, settings);
            } else {
                settings.put(prefix + key, value);
            }
        });
    }

    // ---------------------------------------------------------------------------------------------------- the file

    @Test
    void file_isMadeFromTandemsOwnList() throws IOException {
        String expected = json();
        if ("write".equals(System.getProperty("tandem.test.metadata"))) {
            Files.writeString(FILE, expected);
        }

        assertThat(Files.readString(FILE)).isEqualTo(expected);
    }

    private static String json() {
        List<Object> properties = new ArrayList<>();
        List<Object> hints = new ArrayList<>();
        settings().forEach((path, value) -> properties.add(property(path, value)));
        properties.add(entry(
                "tandem.caches",
                "java.util.Map<java.lang.String,java.util.Map<java.lang.String,java.lang.Object>>",
                "Settings of caches by their name, or by a pattern with *, in brackets where it has dots or other marks:"
                        + " each of cache-defaults. A cache with a section under its exact name exists as soon as the"
                        + " application does.",
                null));
        properties.addAll(ofTheStarter());
        CHOICES.forEach((path, values) -> hints.add(hint(path, values, false)));
        EXAMPLES.forEach((path, values) -> hints.add(hint(path, values, true)));
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("groups", List.of(Map.of("name", "tandem"), Map.of("name", "spring.cache.tandem")));
        all.put("properties", properties);
        all.put("hints", hints);
        return JsonMapper.builder()
                        .enable(SerializationFeature.INDENT_OUTPUT)
                        .build()
                        .writeValueAsString(all)
                        .replace("\r\n", "\n")
                + "\n";
    }

    private static Map<String, Object> property(String path, ConfigValue value) {
        String description =
                value.origin().comments().stream().map(String::trim).collect(Collectors.joining(" "));
        Object unwrapped = value.unwrapped();
        boolean spelled = unwrapped instanceof String || unwrapped instanceof Boolean || unwrapped instanceof Number;
        return entry(
                "tandem." + path,
                path.endsWith(".listeners")
                        ? "java.util.List<java.util.Map<java.lang.String,java.lang.String>>"
                        : SettingKind.of(path, value).javaType(),
                description,
                spelled ? unwrapped : null);
    }

    private static List<Object> ofTheStarter() {
        return List.of(
                entry(
                        "spring.cache.tandem.enabled",
                        "java.lang.Boolean",
                        "Whether the starter configures anything.",
                        true),
                entry(
                        "spring.cache.tandem.transaction-aware",
                        "java.lang.Boolean",
                        "Whether puts, evictions and clears wait for the transaction of their thread to be committed.",
                        false),
                entry(
                        "spring.cache.tandem.allow-application-packages",
                        "java.lang.Boolean",
                        "Whether classes of the application's packages, and what Spring puts into caches, may be read from"
                                + " Redis by each cache.",
                        true),
                entry(
                        "spring.cache.tandem.async-threads",
                        "java.lang.Integer",
                        "How many threads ask Redis for methods that return a Mono or a CompletableFuture.",
                        16),
                entry(
                        "spring.cache.tandem.ssl-bundle",
                        "java.lang.String",
                        "The SSL bundle that secures rediss:// addresses.",
                        null),
                entry(
                        "spring.cache.tandem.health-timeout",
                        "java.time.Duration",
                        "How long the health contributor waits for Redis's answer.",
                        "1s"),
                entry(
                        "management.health.tandem.enabled",
                        "java.lang.Boolean",
                        "Whether to enable Tandem's health check.",
                        true));
    }

    private static Map<String, Object> entry(String name, String type, String description, Object value) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("name", name);
        entry.put("type", type);
        entry.put("description", description);
        if (value != null) {
            entry.put("defaultValue", value);
        }
        return entry;
    }

    private static Map<String, Object> hint(String path, List<String> values, boolean others) {
        Map<String, Object> hint = new LinkedHashMap<>();
        hint.put("name", "tandem." + path);
        hint.put("values", values.stream().map(value -> Map.of("value", value)).toList());
        if (others) {
            hint.put("providers", List.of(Map.of("name", "any")));
        }
        return hint;
    }

    // --------------------------------------------------------------------------------------- what it says is true

    static Stream<String> paths() {
        return settings().keySet().stream();
    }

    /** A setting without a description, or one of a kind that nobody has thought of, would be told wrong. */
    @ParameterizedTest
    @MethodSource("paths")
    void setting_isDescribed(String path) {
        ConfigValue value = settings().get(path);

        assertThat(value.origin().comments()).isNotEmpty();
        assertThat(SettingKind.of(path, value)).isNotNull();
    }

    static Stream<String> durationsAndSizes() {
        return settings().entrySet().stream()
                .filter(each -> isDurationOrSize(each.getKey(), each.getValue()))
                .map(Map.Entry::getKey);
    }

    private static boolean isDurationOrSize(String path, ConfigValue value) {
        SettingKind kind = SettingKind.of(path, value);
        return kind == SettingKind.DURATION || kind == SettingKind.SIZE;
    }

    /** In Spring's forms, which Tandem does not know. */
    @ParameterizedTest
    @MethodSource("durationsAndSizes")
    void durationOrSize_inSpringsForm_isTaken(String path) {
        boolean duration = SettingKind.of(path, settings().get(path)) == SettingKind.DURATION;
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(TandemCacheAutoConfiguration.class))
                .withPropertyValues(
                        "tandem." + path + "=" + (duration ? "PT2S" : "1MB"),
                        "tandem.cache-defaults.expiry.policy=created",
                        path.endsWith("expiry.duration") ? "x=y" : "tandem.cache-defaults.expiry.duration=1h",
                        "tandem.cache-defaults.failure.mode=serve-near")
                .run(context -> assertThat(context).hasNotFailed());
    }

    static Stream<String> choices() {
        return Stream.of(CHOICES, EXAMPLES)
                .flatMap(each -> each.entrySet().stream())
                .flatMap(each -> each.getValue().stream().map(value -> each.getKey() + "=" + value));
    }

    @ParameterizedTest
    @MethodSource("choices")
    void value_thatIsHintedAt_isAllowed(String property) {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(TandemCacheAutoConfiguration.class))
                .withPropertyValues("tandem." + property)
                .withPropertyValues(
                        property.contains("expiry.policy") && !property.endsWith("eternal")
                                ? "tandem.cache-defaults.expiry.duration=1h"
                                : "x=y")
                .run(context -> assertThat(context).hasNotFailed());
    }
}
