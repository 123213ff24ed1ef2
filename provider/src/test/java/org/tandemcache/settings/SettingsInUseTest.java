package org.tandemcache.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.CacheManager;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tandemcache.TandemCachingProvider;
import org.tandemcache.config.ManagerSettings;
import org.tandemcache.config.NearConfiguration;
import org.tandemcache.config.TandemConfiguration;
import org.tandemcache.testkit.RedisServer;
import org.tandemcache.testkit.WithRedis;

/** From a file to a cache on Redis. */
@WithRedis
class SettingsInUseTest {
    private final RedisServer redis;
    private final TandemCachingProvider provider = new TandemCachingProvider();

    @TempDir
    Path directory;

    SettingsInUseTest(RedisServer redis) {
        this.redis = redis;
    }

    @AfterEach
    void close() {
        provider.close();
    }

    private String text(String more) {
        return "tandem {\n redis.uri = \"" + redis.uri() + "\"\n" + more + "\n}\n";
    }

    private CacheManager managerOf(String more) {
        return provider.getCacheManager(
                SettingsFiles.written(directory, text(more)).toUri(), null);
    }

    private static MutableConfiguration<String, String> texts() {
        return new MutableConfiguration<String, String>().setTypes(String.class, String.class);
    }

    @Test
    void caches_withASection_existAtOnce() {
        CacheManager manager = managerOf("caches { orders { key-type = java.lang.String, value-type = java.lang.String"
                + ", read-through = true, loader = \"" + UserCode.Loads.class.getName() + "\" }, \"patterns.*\" {} }");

        assertThat(manager.getCacheNames()).containsExactly("orders");
        Cache<String, String> orders = manager.getCache("orders", String.class, String.class);
        assertThat(orders.get("7")).isEqualTo("loaded 7");
        assertThatThrownBy(() -> manager.createCache("orders", texts()))
                .isInstanceOf(CacheException.class)
                .hasMessageContaining("orders")
                .hasMessageContaining("section in the settings");
    }

    @Test
    void patterns_mostSpecific_wins() {
        CacheManager manager = managerOf("""
                cache-defaults.near { maximum-entries = 1, time-to-live = 1 s, time-to-idle = 1 s }
                caches {
                  "*" { near.maximum-entries = 2 }
                  "orders.*" { near.maximum-entries = 3, near.time-to-live = 3 s }
                  "orders.open.*" { near.maximum-entries = 4 }
                  "orders.open.all" { near.maximum-entries = 5 }
                }
                """);

        assertThat(near(manager, "any")).isEqualTo("2 PT1S PT1S");
        assertThat(near(manager, "orders.done")).isEqualTo("3 PT3S PT1S");
        assertThat(near(manager, "orders.open.one")).isEqualTo("4 PT3S PT1S");
        assertThat(near(manager.getCache("orders.open.all"))).isEqualTo("5 PT3S PT1S");
    }

    private static String near(CacheManager manager, String name) {
        return near(manager.createCache(name, new MutableConfiguration<>()));
    }

    private static String near(Cache<?, ?> cache) {
        NearConfiguration near = configuration(cache).near();
        return near.maximum() + " " + near.timeToLive() + " " + near.timeToIdle();
    }

    @SuppressWarnings("unchecked") // the class of a generic type
    private static TandemConfiguration<?, ?> configuration(Cache<?, ?> cache) {
        return cache.getConfiguration(TandemConfiguration.class);
    }

    @Test
    void plainConfiguration_getsWhatItLeavesOpen() {
        CacheManager manager =
                managerOf("cache-defaults { expiry { policy = created, duration = 1 hour }, statistics = on"
                        + ", codec.compression.name = lz4 }");

        Cache<String, String> open = manager.createCache("open", texts());
        open.put("key", "value");
        assertThat(redis.command("PTTL", "tandem:open:{}s:key")).asString().matches("3[56]\\d{5}");
        TandemConfiguration<?, ?> configuration = configuration(open);
        assertThat(configuration.isStatisticsEnabled()).isTrue();
        assertThat(configuration.codec().compression()).isEqualTo("lz4");

        Cache<String, String> stated = manager.createCache(
                "stated", texts().setExpiryPolicyFactory(CreatedExpiryPolicy.factoryOf(Duration.ONE_DAY)));
        stated.put("key", "value");
        assertThat(redis.command("PTTL", "tandem:stated:{}s:key")).asString().matches("8[56]\\d{6}");
    }

    @Test
    void tandemConfiguration_isComplete() {
        CacheManager manager = managerOf("cache-defaults { near.maximum-entries = 3 }");

        assertThat(near(manager.createCache(
                        "own",
                        TandemConfiguration.builder(String.class, String.class)
                                .near(near -> near.maximumEntries(44))
                                .build())))
                .startsWith("44 ");
    }

    @Test
    void variablesOfJvmAndEnvironment_inAFile_areFilledIn() {
        CacheManager manager = managerOf("namespace = ${java.specification.version}\"-\"${?NO_SUCH_VARIABLE}");

        Cache<String, String> cache = manager.createCache("cache", texts());
        cache.put("key", "value");

        String version = System.getProperty("java.specification.version");
        assertThat(redis.command("EXISTS", version + "-:cache:{}s:key")).hasToString("1");
    }

    @Test
    void managersProperty_winsOverTheFile() {
        Properties properties = new Properties();
        properties.setProperty(ManagerSettings.NAMESPACE, "other");
        properties.setProperty("tandem.caches.orders.near.maximum-entries", "9");
        URI uri = SettingsFiles.written(directory, text("namespace = mine, caches.orders {}"))
                .toUri();
        CacheManager manager = provider.getCacheManager(uri, null, properties);

        Cache<Object, Object> orders = manager.getCache("orders");
        orders.put("key", "value");
        assertThat(redis.command("EXISTS", "other:orders:{}s:key")).hasToString("1");
        assertThat(near(orders)).startsWith("9 ");
    }

    @Test
    void managersProperty_thatThereIsNot_isRefused() {
        Properties properties = new Properties();
        properties.setProperty("tandem.redis.url", "redis://other");

        assertThatThrownBy(() -> provider.getCacheManager(URI.create("mine"), null, properties))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("tandem.redis.url")
                .hasMessageContaining("tandem.redis.uri")
                .hasMessageContaining("cache manager's properties");
    }

    @Test
    void uriOfAServer_isUsed_andItsPasswordIsSeenNowhere() {
        CacheManager manager = provider.getCacheManager(redis.uri(), null);
        Cache<String, String> cache = manager.createCache("cache", texts());
        cache.put("key", "value");
        assertThat(cache.get("key")).isEqualTo("value");

        CacheManager secret = provider.getCacheManager(URI.create("redis://user:s3cret@localhost:1"), null);
        assertThat(secret).asString().contains("***@localhost:1").doesNotContain("s3cret");
        Cache<String, String> unreachable = secret.createCache("cache", texts());
        assertThatThrownBy(() -> unreachable.get("key"))
                .hasMessageContaining("cache manager's URI")
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void resourceOfTheManagersLoader_isFoundInEachForm() throws IOException {
        Path jar = directory.resolve("settings.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            out.putNextEntry(new ZipEntry("conf/cache.conf"));
            out.write(text("caches.injar {}").getBytes(StandardCharsets.UTF_8));
            out.putNextEntry(new ZipEntry("application.conf"));
            out.write(text("caches.inapplication {}").getBytes(StandardCharsets.UTF_8));
        }
        try (URLClassLoader loader = new URLClassLoader(new URL[] {jar.toUri().toURL()})) {
            for (String uri : new String[] {
                "classpath:conf/cache.conf",
                "classpath:/conf/cache.conf",
                "conf/cache.conf",
                "jar:" + jar.toUri() + "!/conf/cache.conf"
            }) {
                assertThat(provider.getCacheManager(URI.create(uri), loader).getCacheNames())
                        .as(uri)
                        .containsExactly("injar");
            }
            assertThat(provider.getCacheManager(null, loader).getCacheNames()).containsExactly("inapplication");
            provider.close(loader);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http://example.org/tandem.conf", "no/such.conf", "classpath:no/such.conf", "file:/no/such.conf"
            })
    void file_thatIsNotThere_isTold(String uri) {
        assertThatThrownBy(() -> provider.getCacheManager(URI.create(uri), null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(uri.replaceFirst("^classpath:", ""));
    }

    @Test
    void file_thatIsNoHocon_isToldWithoutItsText() {
        assertThatThrownBy(() -> managerOf("redis.uri = redis://:s3cret@host, }} ["))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("tandem.conf: ")
                .hasMessageNotContaining("s3cret")
                .hasNoCause();
    }

    /** The second attempt returned a manager without caches. */
    @Test
    void loaderOfASection_thatCantBeInitialized_failsTheManagerEachTime() {
        String broken = "caches.orders.loader = \"" + UserCode.Broken.class.getName() + "\"";

        assertThatThrownBy(() -> managerOf(broken)).isInstanceOf(LinkageError.class);
        assertThatThrownBy(() -> managerOf(broken)).isInstanceOf(LinkageError.class);
    }

    @Test
    void cacheOfASection_thatCantBeMade_failsTheManager() {
        assertThatThrownBy(() -> managerOf("caches.orders.codec.name = nosuch")).hasMessageContaining("nosuch");
        assertThat(managerOf("caches.orders.codec.name = kryo").getCacheNames()).containsExactly("orders");
    }
}
