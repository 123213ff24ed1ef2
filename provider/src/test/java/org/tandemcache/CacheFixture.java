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
 * Managers on the Redis of a test, each of a provider of its own as if it were another JVM, closed after the test. Not
 * thread-safe.
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

    private final String uri;
    private final List<TandemCachingProvider> providers = new ArrayList<>();
    private CacheManager first;

    public CacheFixture(RedisServer redis) {
        this(redis.uri().toString());
    }

    /** Managers on whatever stands there: a cluster, or what Sentinels watch over. */
    public CacheFixture(String uri) {
        this.uri = uri;
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
        return newManager(properties(uri));
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
        return properties(uri);
    }

    public static Properties properties(String uri) {
        Properties properties = new Properties();
        properties.setProperty(ManagerSettings.REDIS_URI, uri);
        return properties;
    }

    /** {@value #NAME} on the first manager. */
    public <K, V> Cache<K, V> cache(Configuration<K, V> configuration) {
        return manager().createCache(NAME, configuration);
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
