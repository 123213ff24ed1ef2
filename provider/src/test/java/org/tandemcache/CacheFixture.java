package org.tandemcache;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.configuration.Configuration;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.Duration;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.tandemcache.config.ManagerSettings;
import org.tandemcache.testkit.RedisServer;

/**
 * Managers on the Redis of a test, each of a provider of its own as if it were another JVM, closed after the test. They
 * are patient where the address does not say how long they wait: a server or a thread that stands still for some
 * seconds, as on a machine that has other things to do, fails no test that is about something else. Not thread-safe.
 *
 * <pre>{@code
 * @WithRedis
 * class PutTest {
 *     @RegisterExtension
 *     final CacheFixture tandem;
 *
 *     PutTest(RedisServer redis) {
 *         tandem = new CacheFixture(redis);
 *     }
 * }
 * }</pre>
 */
public final class CacheFixture implements AfterEachCallback {
    /** The cache that {@link #cache} makes. */
    public static final String NAME = "cache";

    private static final String PATIENCE = "20s";
    private static final String PATIENT_LEASE = "30s";
    /** Shorter, for a cluster's copies are served from its second proof of life on, a quarter of a lease later. */
    private static final String PATIENCE_WITH_A_CLUSTER = "3s";

    private static final String PATIENT_LEASE_WITH_A_CLUSTER = "4s";

    private final String uri;
    private final Properties settings = new Properties();
    private final List<TandemCachingProvider> providers = new ArrayList<>();
    private CacheManager first;

    public CacheFixture(RedisServer redis) {
        this(redis.uri().toString());
    }

    /** Managers on whatever stands there: a cluster, or what Sentinels watch over. */
    public CacheFixture(String uri) {
        this.uri = uri;
    }

    /** All managers have this setting, unless they are given properties of their own. */
    public CacheFixture with(String name, String value) {
        settings.setProperty(name, value);
        return this;
    }

    /** The first manager. */
    public CacheManager manager() {
        if (first == null) {
            first = newManager();
        }
        return first;
    }

    /** Another node. */
    public CacheManager newManager() {
        return newManager(properties());
    }

    /** Another node, configured otherwise. */
    public CacheManager newManager(Properties properties) {
        return newProvider().getCacheManager(URI.create("node-" + providers.size()), null, properties);
    }

    public TandemCachingProvider newProvider() {
        TandemCachingProvider provider = new TandemCachingProvider();
        providers.add(provider);
        return provider;
    }

    public Properties properties() {
        Properties properties = properties(uri);
        properties.putAll(settings);
        return properties;
    }

    /** Of a patient manager; where the address says how long an answer is waited for, one with the times of users. */
    public static Properties properties(String uri) {
        Properties properties = new Properties();
        properties.setProperty(ManagerSettings.REDIS_URI, uri);
        if (!uri.contains("timeout=")) {
            // The lease is so long that writes take the way that they take with the times of users.
            boolean cluster = uri.contains(",") && !uri.contains("#");
            properties.setProperty(
                    ManagerSettings.REDIS_URI, waiting(uri, cluster ? PATIENCE_WITH_A_CLUSTER : PATIENCE));
            properties.setProperty(ManagerSettings.CONNECT_TIMEOUT, PATIENCE);
            properties.setProperty(ManagerSettings.NEAR_LEASE, cluster ? PATIENT_LEASE_WITH_A_CLUSTER : PATIENT_LEASE);
        }
        return properties;
    }

    /** The address, and how long an answer is waited for. */
    public static String waiting(String uri, String timeout) {
        return uri.replaceFirst("(#|$)", (uri.contains("?") ? "&" : "?") + "timeout=" + timeout + "$1");
    }

    /** {@value #NAME} on the first manager. */
    public <K, V> Cache<K, V> cache(Configuration<K, V> configuration) {
        return manager().createCache(NAME, configuration);
    }

    /** As {@link #cache}, with what Tandem has beyond JCache. */
    public <K, V> TandemCache<K, V> ownCache(Configuration<K, V> configuration) {
        return own(cache(configuration));
    }

    /** {@value #NAME} on one more node, with what Tandem has beyond JCache. */
    public <K, V> TandemCache<K, V> onAnotherNode(Configuration<K, V> configuration) {
        return own(newManager().createCache(NAME, configuration));
    }

    /** {@value #NAME} on the first manager, with texts as keys and values, and nothing else configured. */
    public Cache<String, String> texts() {
        return cache(textsConfiguration());
    }

    public static MutableConfiguration<String, String> textsConfiguration() {
        return new MutableConfiguration<String, String>().setTypes(String.class, String.class);
    }

    /** Entries live so long from their creation on. */
    public static <K, V> MutableConfiguration<K, V> expiring(
            MutableConfiguration<K, V> configuration, long amount, TimeUnit unit) {
        return configuration.setExpiryPolicyFactory(CreatedExpiryPolicy.factoryOf(new Duration(unit, amount)));
    }

    /** The cache with what Tandem has beyond JCache. */
    @SuppressWarnings("unchecked") // a class object can't carry type arguments
    public static <K, V> TandemCache<K, V> own(Cache<K, V> cache) {
        return cache.unwrap(TandemCache.class);
    }

    /** The key in Redis under which {@value #NAME} keeps the entry of a text. */
    public static String redisKey(String key) {
        return "tandem:" + NAME + ":{}s:" + key;
    }

    @Override
    public void afterEach(ExtensionContext context) {
        providers.forEach(TandemCachingProvider::close);
    }
}
