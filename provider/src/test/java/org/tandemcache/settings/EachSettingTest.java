package org.tandemcache.settings;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.typesafe.config.ConfigFactory;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import javax.cache.configuration.FactoryBuilder;
import javax.cache.expiry.CreatedExpiryPolicy;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;
import org.tandemcache.codec.ClassFilter;
import org.tandemcache.codec.CompressorProvider;
import org.tandemcache.config.CodecConfiguration.OnUnequal;
import org.tandemcache.config.CodecConfiguration.OnUnreadable;
import org.tandemcache.config.CodecConfiguration.OnUnwritable;
import org.tandemcache.config.FailureConfiguration;
import org.tandemcache.config.ListenerScope;
import org.tandemcache.config.LoadConfiguration;
import org.tandemcache.config.ManagerSettings;
import org.tandemcache.config.NearConfiguration;
import org.tandemcache.config.ReadFrom;
import org.tandemcache.config.TagConfiguration;
import org.tandemcache.config.TandemConfiguration;
import org.tandemcache.settings.UserCode.Days;
import org.tandemcache.settings.UserCode.Everything;
import org.tandemcache.settings.UserCode.Lines;
import org.tandemcache.settings.UserCode.Loads;
import org.tandemcache.settings.UserCode.Logins;
import org.tandemcache.settings.UserCode.Minutes;
import org.tandemcache.settings.UserCode.Plain;
import org.tandemcache.settings.UserCode.TextKeys;
import org.tandemcache.settings.UserCode.Writes;

/** Each key of {@code reference.conf}: what it does, and what is said about a value that is not allowed. */
class EachSettingTest {
    @TempDir
    Path directory;

    private Settings settings(String text) {
        return SettingsFiles.of(directory, text);
    }

    static Stream<Arguments> managerSettings() {
        return Stream.of(
                manager("redis.uri", "\"redis://cache:6400\"", ManagerSettings::redisUri, "redis://cache:6400"),
                manager(
                        "redis.credentials-provider",
                        name(Logins.class),
                        m -> m.login() == null ? "none" : m.login().provider().getClass(),
                        Logins.class),
                manager("redis.connect-timeout", "3 s", m -> m.connect().timeout(), Duration.ofSeconds(3)),
                manager(
                        "redis.sentinel",
                        "{ user = watcher, password = secret }",
                        m -> String.valueOf(m.connect().sentinel()),
                        "user watcher, password ***"),
                manager(
                        "redis.sentinel.password",
                        "secret",
                        m -> String.valueOf(m.connect().sentinel()),
                        "user default, password ***"),
                manager("redis.tls.trust-store", "pom.xml", m -> m.tls().trustStore(), Path.of("pom.xml")),
                manager("redis.tls.trust-store-password", "secret", m -> m.tls().trustStorePassword(), "secret"),
                manager("redis.tls.key-store", "pom.xml", m -> m.tls().keyStore(), Path.of("pom.xml")),
                manager("redis.tls.key-store-password", "secret", m -> m.tls().keyStorePassword(), "secret"),
                manager("redis.tls.verify-host", "false", m -> m.tls().verifyHost(), false),
                manager("namespace", "shop", ManagerSettings::namespace, "shop"),
                manager("near.enabled", "off", ManagerSettings::near, false),
                manager("near.lease", "300 ms", ManagerSettings::lease, Duration.ofMillis(300)),
                manager("redis.fail-fast", "on", m -> m.resilience().failFast(), true),
                manager("redis.waiting-threads", "7", m -> m.resilience().waitingThreads(), 7),
                manager("redis.slow-call", "2 s", m -> m.resilience().slowCall(), Duration.ofSeconds(2)),
                manager(
                        "redis.slow-call",
                        "null",
                        m -> String.valueOf(m.resilience().slowCall()),
                        "null"),
                manager("redis.command-latency", "on", m -> m.connect().commandLatency(), true),
                manager("breaker.enabled", "off", m -> m.resilience().breaker(), false),
                manager("breaker.failures", "9", m -> m.resilience().breakerFailures(), 9),
                manager("breaker.retry", "1 s", m -> m.resilience().breakerRetry(), Duration.ofSeconds(1)),
                manager("codec", "java", ManagerSettings::codec, "java"));
    }

    private static Arguments manager(
            String key, String value, Function<ManagerSettings, Object> effect, Object expected) {
        return arguments(key, value, effect, expected);
    }

    @ParameterizedTest(name = "{0} = {1}")
    @MethodSource("managerSettings")
    void managerSetting_inAFile_hasItsEffect(
            String key, String value, Function<ManagerSettings, Object> effect, Object expected) {
        assertThat(effect.apply(settings("tandem { }").manager())).isNotEqualTo(expected);

        assertThat(effect.apply(settings("tandem." + key + " = " + value).manager()))
                .isEqualTo(expected);
    }

    static Stream<Arguments> cacheSettings() {
        return Stream.of(
                cache("key-type", "java.lang.Long", TandemConfiguration::getKeyType, Long.class),
                cache("value-type", "java.time.Instant", TandemConfiguration::getValueType, java.time.Instant.class),
                cache(
                        "read-through",
                        "true\ntandem.cache-defaults.loader = " + name(Loads.class),
                        TandemConfiguration::isReadThrough,
                        true),
                cache(
                        "write-through",
                        "true\ntandem.cache-defaults.writer = " + name(Writes.class),
                        TandemConfiguration::isWriteThrough,
                        true),
                cache(
                        "loader",
                        name(Loads.class),
                        c -> c.getCacheLoaderFactory().create().getClass(),
                        Loads.class),
                cache(
                        "writer",
                        name(Writes.class),
                        c -> c.getCacheWriterFactory().create().getClass(),
                        Writes.class),
                cache(
                        "entry-options",
                        name(Minutes.class),
                        c -> c.entries().optionsFactory(),
                        FactoryBuilder.factoryOf(Minutes.class)),
                cache("expiry.jitter", "0.25", c -> c.entries().jitter(), 0.25),
                cache(
                        "listeners",
                        "[{ class = " + name(Everything.class) + ", filter = " + name(Everything.class)
                                + ", old-value-required = true, synchronous = true }]",
                        EachSettingTest::listeners,
                        List.of("Everything Everything true true")),
                cache("statistics", "true", TandemConfiguration::isStatisticsEnabled, true),
                cache("management", "true", TandemConfiguration::isManagementEnabled, true),
                cache("listener-scope", "cluster", TandemConfiguration::listenerScope, ListenerScope.CLUSTER),
                cache("read-from", "nearest", TandemConfiguration::readFrom, ReadFrom.NEAREST),
                cache(
                        "expiry",
                        "{ policy = created, duration = 5 minutes }",
                        TandemConfiguration::getExpiryPolicyFactory,
                        CreatedExpiryPolicy.factoryOf(
                                new javax.cache.expiry.Duration(TimeUnit.MILLISECONDS, 5 * 60_000))),
                cache(
                        "expiry.policy",
                        name(Days.class),
                        TandemConfiguration::getExpiryPolicyFactory,
                        FactoryBuilder.factoryOf(Days.class)),
                cache("near.mode", "on", c -> c.near().mode(), NearConfiguration.Mode.ON),
                cache("near.maximum-entries", "77", c -> c.near().maximum(), 77L),
                cache(
                        "near.maximum-bytes",
                        "2 MiB",
                        c -> c.near().inBytes() ? c.near().maximum() : 0,
                        2L << 20),
                cache("near.time-to-live", "9 s", c -> c.near().timeToLive(), Duration.ofSeconds(9)),
                cache("near.time-to-idle", "8 s", c -> c.near().timeToIdle(), Duration.ofSeconds(8)),
                cache("near.remember-absent", "true", c -> c.near().absentRemembered(), true),
                cache("near.values", "shared", c -> c.near().values(), NearConfiguration.Values.SHARED),
                cache(
                        "near.immutable-types",
                        "[" + name(Plain.class) + "]",
                        c -> c.near().immutableTypes(),
                        Set.of(Plain.class)),
                cache("near.preload.enabled", "true", c -> c.near().preload().enabled(), true),
                cache("near.preload.keys", "77", c -> c.near().preload().keys(), 77),
                cache("near.preload.every", "9 s", c -> c.near().preload().every(), Duration.ofSeconds(9)),
                cache("near.preload.rate", "50", c -> c.near().preload().rate(), 50),
                cache("failure.mode", "serve-near", c -> c.failure().mode(), FailureConfiguration.Mode.SERVE_NEAR),
                cache(
                        "failure.staleness",
                        "7 s\ntandem.cache-defaults.failure.mode = serve-near",
                        c -> c.failure().staleness(),
                        Duration.ofSeconds(7)),
                cache(
                        "failure.soft-timeout",
                        "7 ms\ntandem.cache-defaults.failure.mode = bypass",
                        c -> c.failure().softTimeout(),
                        Duration.ofMillis(7)),
                cache("load.protection", "cluster", c -> c.load().protection(), LoadConfiguration.Protection.CLUSTER),
                cache("journal.length", "500", c -> c.journal().length(), 500L),
                cache("journal.values", "true", c -> c.journal().values(), true),
                cache("tags.mode", "generation", c -> c.tags().mode(), TagConfiguration.Mode.GENERATION),
                cache("tags.mode", "tags", c -> c.tags().mode(), TagConfiguration.Mode.TAGS),
                cache("tags.space", "shop", c -> c.tags().space(), "shop"),
                cache("load.lease", "7 s", c -> c.load().lease(), Duration.ofSeconds(7)),
                cache("load.remember-absent", "30 s", c -> c.load().rememberAbsent(), Duration.ofSeconds(30)),
                cache(
                        "refresh.before-expiry",
                        "5 minutes",
                        c -> String.valueOf(c.refresh().beforeExpiry()),
                        String.valueOf(Duration.ofMinutes(5))),
                cache(
                        "refresh.before-expiry",
                        "0.25",
                        c -> String.valueOf(c.refresh().share()),
                        String.valueOf(0.25)),
                cache(
                        "refresh.wait",
                        "200 ms",
                        c -> String.valueOf(c.refresh().waitFor()),
                        String.valueOf(Duration.ofMillis(200))),
                cache(
                        "refresh.retry",
                        "1 minute",
                        c -> String.valueOf(c.refresh().retry()),
                        String.valueOf(Duration.ofMinutes(1))),
                cache("refresh.threads", "2", c -> String.valueOf(c.refresh().threads()), String.valueOf(2)),
                cache("codec.name", "json", c -> c.codec().codec(), "json"),
                cache(
                        "codec.name",
                        name(Lines.class),
                        c -> String.valueOf(c.codec().codecProvider()),
                        "lines"),
                cache(
                        "codec.key-codec",
                        name(TextKeys.class),
                        c -> String.valueOf(c.codec().keyCodec()),
                        "text keys"),
                cache("codec.maximum-size", "3 MiB", c -> c.codec().maximumSize(), 3 << 20),
                cache("codec.class-filter", "strict", c -> c.codec().classFilter(), ClassFilter.Mode.STRICT),
                cache("codec.allow", "[\"com.acme.**\"]", c -> c.codec().allow(), List.of("com.acme.**")),
                cache(
                        "codec.allow",
                        "\"com.acme.*, org.acme.**\"",
                        c -> c.codec().allow(),
                        List.of("com.acme.*", "org.acme.**")),
                cache("codec.on-unreadable", "fail", c -> c.codec().onUnreadable(), OnUnreadable.FAIL),
                cache("codec.also-read", "[java]", c -> c.codec().alsoRead(), List.of("java")),
                cache("codec.on-unwritable", "skip", c -> c.codec().onUnwritable(), OnUnwritable.SKIP),
                cache("codec.on-unequal", "off", c -> c.codec().onUnequal(), OnUnequal.OFF),
                cache("codec.compression.name", "lz4", c -> c.codec().compression(), "lz4"),
                cache(
                        "codec.compression.level",
                        "high",
                        c -> c.codec().compressionLevel(),
                        CompressorProvider.Level.HIGH),
                cache("codec.compression.threshold", "10 KiB", c -> c.codec().compressionThreshold(), 10 << 10));
    }

    private static Arguments cache(
            String key, String value, Function<TandemConfiguration<Object, Object>, Object> effect, Object expected) {
        return arguments(key, value, effect, expected);
    }

    private static String name(Class<?> type) {
        return '"' + type.getName() + '"';
    }

    private static List<String> listeners(TandemConfiguration<Object, Object> configuration) {
        return StreamSupport.stream(
                        configuration.getCacheEntryListenerConfigurations().spliterator(), false)
                .map(each -> String.join(
                        " ",
                        each.getCacheEntryListenerFactory().create().getClass().getSimpleName(),
                        each.getCacheEntryEventFilterFactory()
                                .create()
                                .getClass()
                                .getSimpleName(),
                        "" + each.isOldValueRequired(),
                        "" + each.isSynchronous()))
                .toList();
    }

    @ParameterizedTest(name = "{0} = {1}")
    @MethodSource("cacheSettings")
    void cacheSetting_inAFile_hasItsEffect(
            String key, String value, Function<TandemConfiguration<Object, Object>, Object> effect, Object expected) {
        Settings own = settings("tandem.caches.orders." + key + " = " + value + "\ntandem.caches.others {}");
        Settings defaults = settings("tandem.cache-defaults." + key + " = " + value);

        assertThat(effect.apply(SettingsFiles.cache(own, "orders"))).isEqualTo(expected);
        assertThat(effect.apply(SettingsFiles.cache(defaults, "any"))).isEqualTo(expected);
        if (!key.equals("loader") && !key.equals("writer")) {
            assertThat(effect.apply(SettingsFiles.cache(own, "others"))).isNotEqualTo(expected);
        }
    }

    @Test
    void rows_areThereForEachKey() {
        KnownKeys known = SettingsFiles.known();
        Set<String> keys = known.options().stream()
                .map(path -> String.join(".", path).replaceFirst("^cache-defaults\\.", ""))
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> rows = Stream.concat(managerSettings(), cacheSettings())
                .map(row -> (String) row.get()[0])
                .collect(Collectors.toCollection(TreeSet::new));
        rows.remove("redis.sentinel");
        rows.add("redis.sentinel.user"); // needs its password beside it
        rows.remove("expiry");
        rows.add("expiry.duration"); // needs its policy beside it

        assertThat(rows).isEqualTo(keys);
    }

    static Stream<Arguments> wrongValues() {
        return Stream.of(
                arguments("redis.uri", "{}", "a section", "a text"),
                arguments("redis.uri", "\"\"", "\"\"", "one character or more"),
                arguments("namespace", "\"\"", "\"\"", "one character or more"),
                arguments("namespace", "null", "null", "one character or more"),
                arguments("redis.credentials-provider", name(Plain.class), "UserCode$Plain\"", "CredentialsProvider"),
                arguments("near.enabled", "maybe", "\"maybe\"", "true, false"),
                arguments("near.lease", "2 parsecs", "\"2 parsecs\"", "20 ms to 60 s"),
                arguments("near.lease", "61 s", "\"61 s\"", "20 ms to 60 s"),
                arguments("near.lease", "19 ms", "\"19 ms\"", "20 ms to 60 s"),
                arguments("redis.fail-fast", "maybe", "\"maybe\"", "true, false"),
                arguments("redis.connect-timeout", "9 ms", "\"9 ms\"", "10 ms to 60 s"),
                arguments("redis.sentinel.user", "watcher", "\"watcher\"", "tandem.redis.sentinel.password"),
                arguments("redis.sentinel.password", "\"\"", "***", "one character or more"),
                arguments("redis.waiting-threads", "-1", "\"-1\"", "0 to 1000000"),
                arguments("redis.slow-call", "0 ms", "\"0 ms\"", "1 ms to 60 s"),
                arguments("redis.command-latency", "maybe", "\"maybe\"", "true, false"),
                arguments("breaker.enabled", "maybe", "\"maybe\"", "true, false"),
                arguments("breaker.failures", "0", "\"0\"", "1 to 10000"),
                arguments("breaker.retry", "2 minutes", "\"2 minutes\"", "10 ms to 60 s"),
                arguments("cache-defaults.failure.mode", "hide", "\"hide\"", "fail, bypass, serve-near"),
                arguments("cache-defaults.failure.staleness", "2 days", "\"2 days\"", "a duration"),
                arguments("cache-defaults.failure.soft-timeout", "0 ms", "\"0 ms\"", "1 ms to"),
                arguments("cache-defaults.load.protection", "all", "\"all\"", "auto, none, jvm, cluster"),
                arguments("cache-defaults.journal.length", "-1", "\"-1\"", "0 to 100000000"),
                arguments("cache-defaults.journal.values", "perhaps", "\"perhaps\"", "true, false"),
                arguments("cache-defaults.tags.mode", "all", "\"all\"", "off, generation, tags"),
                arguments("cache-defaults.load.lease", "2 hours", "\"2 hours\"", "a duration"),
                arguments("cache-defaults.load.remember-absent", "2 days", "\"2 days\"", "a duration"),
                arguments("cache-defaults.refresh.before-expiry", "20", "\"20\"", "a share above 0 and below 1"),
                arguments("cache-defaults.refresh.before-expiry", "soon", "\"soon\"", "a duration"),
                arguments("cache-defaults.refresh.wait", "2 hours", "\"2 hours\"", "a duration"),
                arguments("cache-defaults.refresh.retry", "0 s", "\"0 s\"", "a duration"),
                arguments("cache-defaults.refresh.threads", "0", "\"0\"", "1 to 256"),
                arguments("codec", "[]", "a list", "a text"),
                arguments("cache-defaults.key-type", "com.acme.Gone", "\"com.acme.Gone\"", "on the class path"),
                arguments("cache-defaults.value-type", "com.acme.Gone", "\"com.acme.Gone\"", "on the class path"),
                arguments("cache-defaults.read-through", "7", "\"7\"", "true, false"),
                arguments("cache-defaults.write-through", "[]", "a list", "true, false"),
                arguments("cache-defaults.loader", name(Plain.class), "UserCode$Plain\"", "CacheLoader"),
                arguments("cache-defaults.writer", name(Plain.class), "UserCode$Plain\"", "CacheWriter"),
                arguments("cache-defaults.listeners", "some", "\"some\"", "a list of sections"),
                arguments("cache-defaults.listeners", "[{ }]", "class is not set", "one character or more"),
                arguments("cache-defaults.statistics", "perhaps", "\"perhaps\"", "true, false"),
                arguments("cache-defaults.management", "perhaps", "\"perhaps\"", "true, false"),
                arguments("cache-defaults.listener-scope", "node", "\"node\"", "manager, cluster"),
                arguments("cache-defaults.read-from", "replica", "\"replica\"", "master, replica-preferred, nearest"),
                arguments("cache-defaults.expiry.policy", "never", "\"never\"", "eternal, created, modified"),
                arguments("cache-defaults.expiry", "{ policy = created }", "\"created\"", "expiry.duration"),
                arguments(
                        "cache-defaults.expiry",
                        "{ policy = created, duration = 500 us }",
                        "\"500 us\"",
                        "1 ms or more"),
                arguments("cache-defaults.expiry.jitter", "1.1", "\"1.1\"", "a number from 0 to 1"),
                arguments("cache-defaults.expiry.jitter", "-0.1", "\"-0.1\"", "a number from 0 to 1"),
                arguments("cache-defaults.expiry.jitter", "some", "\"some\"", "a number from 0 to 1"),
                arguments("cache-defaults.entry-options", name(Plain.class), "UserCode$Plain\"", "EntryOptionsSource"),
                arguments("cache-defaults.expiry", "{ policy = created, duration = 5 }", "\"5\"", "with its unit"),
                arguments("caches.orders.expiry.duration", "5 s", "\"5 s\"", "beside a policy"),
                arguments("cache-defaults.expiry.duration", "5 s", "\"5 s\"", "beside a policy"),
                arguments("cache-defaults.failure.soft-timeout", "5 ms", "\"5 ms\"", "bypass or serve-near"),
                arguments("caches.orders.failure.soft-timeout", "5 ms", "\"5 ms\"", "bypass or serve-near"),
                arguments("caches.orders.failure.staleness", "5 s", "\"5 s\"", "serve-near"),
                arguments("caches.orders.read-through", "true", "\"true\"", "a loader, which is not set"),
                arguments("caches.orders.write-through", "true", "\"true\"", "a writer, which is not set"),
                arguments("near.lease", "500", "\"500\"", "with its unit"),
                arguments("breaker.retry", "\"250\"", "\"250\"", "with its unit"),
                arguments("cache-defaults.expiry", "{ policy = created, duration = -1 s }", "\"-1 s\"", "a duration"),
                arguments("cache-defaults.near.mode", "sometimes", "\"sometimes\"", "auto, on, off"),
                arguments("cache-defaults.near.maximum-entries", "0", "\"0\"", "1 or more"),
                arguments("cache-defaults.near.maximum-entries", "many", "\"many\"", "a whole number"),
                arguments("cache-defaults.near.maximum-bytes", "10 stone", "\"10 stone\"", "a size such as 64 KiB"),
                arguments("cache-defaults.near.time-to-live", "0 s", "\"0 s\"", "a duration"),
                arguments("cache-defaults.near.time-to-idle", "soon", "\"soon\"", "a duration"),
                arguments("cache-defaults.near.remember-absent", "perhaps", "\"perhaps\"", "true, false"),
                arguments("cache-defaults.near.values", "lent", "\"lent\"", "copied, shared"),
                arguments("cache-defaults.near.preload.enabled", "perhaps", "\"perhaps\"", "true, false"),
                arguments("cache-defaults.near.preload.keys", "100001", "\"100001\"", "1 to 100000"),
                arguments("cache-defaults.near.preload.every", "99 ms", "\"99 ms\"", "100 ms to 86400 s"),
                arguments("cache-defaults.near.preload.rate", "0", "\"0\"", "1 to 1000000"),
                arguments("cache-defaults.near.immutable-types", "[com.acme.Gone]", "", "on the class path"),
                arguments("cache-defaults.codec.name", name(Plain.class), "UserCode$Plain\"", "CodecProvider"),
                arguments("cache-defaults.codec.key-codec", name(Plain.class), "UserCode$Plain\"", "KeyCodec"),
                arguments("cache-defaults.codec.maximum-size", "0", "\"0\"", "a size such as 64 KiB"),
                arguments("cache-defaults.codec.maximum-size", "4 GiB", "\"4 GiB\"", "1 to 2147483647 bytes"),
                arguments("cache-defaults.codec.class-filter", "lax", "\"lax\"", "learned, strict, any"),
                arguments("cache-defaults.codec.allow", "{}", "a section", "a list of texts"),
                arguments("cache-defaults.codec.on-unreadable", "cry", "\"cry\"", "miss, fail"),
                arguments("cache-defaults.codec.also-read", "{}", "a section", "a list of texts"),
                arguments("cache-defaults.codec.on-unwritable", "cry", "\"cry\"", "fail, skip"),
                arguments("cache-defaults.codec.on-unequal", "cry", "\"cry\"", "warn, fail, off"),
                arguments(
                        "cache-defaults.codec.compression.name",
                        name(Plain.class),
                        "UserCode$Plain\"",
                        "CompressorProvider"),
                arguments("cache-defaults.codec.compression.level", "11", "\"11\"", "fast, high"),
                arguments("cache-defaults.codec.compression.threshold", "-1", "\"-1\"", "a size such as 64 KiB"));
    }

    @ParameterizedTest(name = "{0} = {1}")
    @MethodSource("wrongValues")
    void value_thatIsNotAllowed_isToldWithItsPlace(String key, String value, String given, String allowed) {
        assertThatThrownBy(() -> settings("# one line\n\ntandem." + key + " = " + value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("tandem."
                        + key.replaceFirst("\\.(listeners|expiry)$", "").replace(".orders.", ".\"orders\"."))
                .hasMessageContaining(given)
                .hasMessageContaining("allowed: ")
                .hasMessageContaining(allowed)
                .satisfies(e -> {
                    if (!given.endsWith("is not set")) {
                        assertThat(e).hasMessageContaining("tandem.conf: 3");
                    }
                });
    }

    static Stream<Arguments> unknownKeys() {
        return Stream.of(
                arguments("tandem.namespaze = x", "tandem.namespaze", "tandem.namespace"),
                arguments("tandem.redis.url = x", "tandem.redis.url", "tandem.redis.uri"),
                arguments(
                        "tandem.cache-defaults.near.max-entries = 5",
                        "tandem.cache-defaults.near.max-entries",
                        "tandem.cache-defaults.near.maximum-entries"),
                arguments(
                        "tandem.caches.orders.codec.compresion.name = lz4",
                        "tandem.caches.orders.codec.compresion;",
                        "tandem.caches.orders.codec.compression"),
                arguments(
                        "tandem.cache-defaults.listeners = [{ synchronus = true }]",
                        "tandem.cache-defaults.listeners.synchronus",
                        "synchronous"),
                arguments(
                        "tandem.redis.password = x",
                        "tandem.redis.password",
                        "tandem.redis.uri: redis[s]://[[user:]password@]"),
                arguments("tandem.redis.host = x", "tandem.redis.host", "a part of tandem.redis.uri"),
                arguments("tandem.failure.mode = bypass", "tandem.failure", "tandem.cache-defaults.failure"),
                arguments(
                        "tandem.near.maximum-entries = 5",
                        "tandem.near.maximum-entries",
                        "tandem.cache-defaults.near.maximum-entries"),
                arguments("tandem.caches.orders.namespace = x", "tandem.caches.orders.namespace", "tandem.namespace,"),
                arguments(
                        "tandem.cache-defaults.near.lease = 1 s",
                        "tandem.cache-defaults.near.lease",
                        "tandem.near.lease,"),
                arguments("tandem.caches.orders.items.near.mode = on", "tandem.caches.orders.items", "in quotes"));
    }

    @ParameterizedTest
    @MethodSource("unknownKeys")
    void key_thatThereIsNot_isToldWithItsPlaceAndTheNearest(String line, String key, String nearest) {
        assertThatThrownBy(() -> settings("# one line\n" + line))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no setting " + key)
                .hasMessageContaining(nearest)
                .hasMessageContaining("tandem.conf: 2");
    }

    @Test
    void section_withAValueOfItsOwn_isRefused() {
        assertThatThrownBy(() -> settings("\ntandem.near = off"))
                .hasMessageContaining("tandem.near has a value of its own")
                .hasMessageContaining("perhaps tandem.near.enabled is meant")
                .hasMessageContaining("enabled, lease")
                .hasMessageContaining("tandem.conf: 2");
    }

    @Test
    void codec_givenToACacheAsText_namesTheKeyThatIsMeant() {
        assertThatThrownBy(() -> settings("\ntandem.caches.orders.codec = java"))
                .hasMessageContaining("perhaps tandem.caches.orders.codec.name is meant");
    }

    @Test
    void durations_ofZero_needNoUnit() {
        assertThat(SettingsFiles.cache(
                                settings("tandem.cache-defaults.expiry { policy = created, duration = 0 }"), "any")
                        .getExpiryPolicyFactory())
                .isEqualTo(CreatedExpiryPolicy.factoryOf(javax.cache.expiry.Duration.ZERO));
    }

    /** A cache that chooses another policy than the defaults leaves their duration as it is. */
    @Test
    void policy_thatIsStated_mayStandBesideADurationOfTheDefaults() {
        assertThat(settings("tandem.cache-defaults { expiry { policy = created, duration = 1 hour },"
                                + " failure { mode = bypass, soft-timeout = 5 ms } }\n"
                                + "tandem.caches.orders { expiry.policy = eternal, failure.mode = fail }")
                        .cacheNames())
                .containsExactly("orders");
    }

    @Test
    void file_withoutASectionOfTandem_isRefused() {
        assertThatThrownBy(() -> settings("redis.uri = \"redis://elsewhere\""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no section tandem")
                .hasMessageContaining("[redis]")
                .hasMessageContaining("tandem.conf");
    }

    @Test
    void variable_thatIsNotSet_isToldAsThat() {
        assertThatThrownBy(() -> settings("\ntandem.redis.uri = ${NO_SUCH_REDIS_URL}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("${NO_SUCH_REDIS_URL}, which is not set")
                .hasMessageContaining("${?NO_SUCH_REDIS_URL}")
                .hasMessageContaining("tandem.conf: 2");
    }

    @Test
    void file_namedByItsAbsolutePath_isRead() {
        Path file = SettingsFiles.written(directory, "tandem.namespace = named");

        Settings settings = Settings.of(
                URI.create("any"),
                getClass().getClassLoader(),
                new Properties(),
                Map.of("TANDEM_CONFIG", file.toAbsolutePath().toString()));

        assertThat(settings.manager().namespace()).isEqualTo("named");
    }

    private static Settings of(Properties properties) {
        return Settings.of(URI.create("any"), EachSettingTest.class.getClassLoader(), properties, Map.of());
    }

    /** They passed for no properties at all. */
    @Test
    void managersProperties_thatAreNoTexts_haveTheirEffect() {
        Properties properties = new Properties();
        properties.put("tandem.near.enabled", false);
        properties.put("tandem.near.lease", Duration.ofMillis(300));
        properties.put("tandem.breaker.failures", 9);
        properties.put("tandem.redis.uri", URI.create("redis://cache:6400"));

        ManagerSettings manager = of(properties).manager();

        assertThat(manager.near()).isFalse();
        assertThat(manager.lease()).isEqualTo(Duration.ofMillis(300));
        assertThat(manager.resilience().breakerFailures()).isEqualTo(9);
        assertThat(manager.redisUri()).isEqualTo("redis://cache:6400");
    }

    @Test
    void managersProperty_thatHasNoText_isRefused() {
        Properties properties = new Properties();
        properties.put("tandem.redis.uri", new Object());

        assertThatThrownBy(() -> of(properties))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("tandem.redis.uri is an object of class java.lang.Object");
    }

    @Test
    void managersProperty_withoutItsPrefix_isRefused() {
        Properties properties = new Properties();
        properties.setProperty("redis.uri", "redis://cache:6400");
        properties.setProperty("hibernate.codec", "none of ours");

        assertThatThrownBy(() -> of(properties))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("redis.uri has no effect")
                .hasMessageContaining("tandem.redis.uri");
    }

    @Test
    void variable_ofTheEnvironmentThatThereIsNot_isToldWithTheNearest() {
        Logger logger = (Logger) LoggerFactory.getLogger(Overrides.class);
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        logger.addAppender(lines);
        try {
            SettingsFiles.of(directory, "tandem {}", Map.of("TANDEM_REDIS_URL", "redis://cache"));
        } finally {
            logger.detachAppender(lines);
        }

        assertThat(lines.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .singleElement(as(InstanceOfAssertFactories.STRING))
                .contains("TANDEM_REDIS_URL has no effect", "the nearest is TANDEM_REDIS_URI");
    }

    @Test
    void variables_listedByTheReference_haveTheirEffect() {
        Map<String, String> environment =
                Map.of("TANDEM_NEAR_LEASE", "5 s", "TANDEM_CACHE_DEFAULTS_NEAR_MAXIMUM_ENTRIES", "6");
        Settings settings = SettingsFiles.of(directory, "tandem { near.lease = 3 s }", environment);

        assertThat(settings.manager().lease()).isEqualTo(Duration.ofSeconds(5));
        assertThat(SettingsFiles.cache(settings, "any").near().maximum()).isEqualTo(6);
    }

    @Test
    void file_namedByTheEnvironment_isRead() {
        String file = SettingsFiles.written(directory, "tandem.namespace = named")
                .toUri()
                .toString();

        Settings settings = Settings.of(
                URI.create("any"), getClass().getClassLoader(), new Properties(), Map.of("TANDEM_CONFIG", file));

        assertThat(settings.manager().namespace()).isEqualTo("named");
    }

    @Test
    void reference_isWhatTheProgramHasAsDefaults() {
        assertThat(SettingsFiles.cache(settings("tandem {}"), "any"))
                .isEqualTo(TandemConfiguration.copyOf(
                        new javax.cache.configuration.MutableConfiguration<Object, Object>()));
        assertThat(ConfigFactory.parseResources("reference.conf").getConfig("tandem.caches"))
                .isEqualTo(ConfigFactory.empty());
    }
}
