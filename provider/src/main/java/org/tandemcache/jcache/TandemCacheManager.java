package org.tandemcache.jcache;

import java.lang.ref.Cleaner;
import java.lang.ref.WeakReference;
import java.net.URI;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.SortedMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.configuration.Configuration;
import javax.cache.spi.CachingProvider;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tandemcache.ServerAnswer;
import org.tandemcache.TandemHealth;
import org.tandemcache.TandemManager;
import org.tandemcache.TandemManagerMXBean;
import org.tandemcache.config.EffectiveSetting;
import org.tandemcache.config.LoginSettings;
import org.tandemcache.config.ManagerSettings;
import org.tandemcache.config.ResilienceSettings;
import org.tandemcache.config.TandemConfiguration;
import org.tandemcache.far.FarTierException;
import org.tandemcache.far.Secrets;
import org.tandemcache.far.redis.topology.RedisConnector;
import org.tandemcache.management.ManagerBean;
import org.tandemcache.observe.TandemObserver;
import org.tandemcache.settings.Settings;
import org.tandemcache.telemetry.Observers;

/**
 * The caches of one URI and class loader, on one connection to Redis. Made without touching the network, unless it
 * shall fail fast; the first operation of a cache connects. Holds its class loader weakly; its caches hold it until
 * they are closed. What it has beside objects is closed with it, or when it is collected. Thread-safe.
 */
public final class TandemCacheManager implements TandemManager {
    private static final Logger log = LoggerFactory.getLogger(TandemCacheManager.class);
    /** One thread for all managers, which knows none of them. */
    private static final Cleaner CLEANER = Cleaner.create();

    private final CachingProvider provider;
    private final Consumer<TandemCacheManager> onClose;
    private final URI uri;
    private final WeakReference<ClassLoader> loader;
    private final Properties properties;
    private final Properties givenProperties;
    private final Settings settings;
    private final ManagerParts parts;
    private final ManagerResources resources;
    private final Cleaner.Cleanable release;
    private final @Nullable LoginSettings login;
    private final Observers observers = new Observers();
    private final TandemManagerMXBean metrics; // kept here, for the MBean server holds it weakly
    private final ManagedCaches caches;
    private final AtomicBoolean closed = new AtomicBoolean();

    /**
     * @param properties win over all other settings; handed back as they are
     * @param onClose told once, when the manager is closed
     * @throws IllegalArgumentException if a setting is not allowed
     * @throws CacheException if it shall connect at once ({@value ResilienceSettings#FAIL_FAST}) and can't, within 2 s
     */
    public TandemCacheManager(
            CachingProvider provider,
            URI uri,
            ClassLoader loader,
            Properties properties,
            Consumer<TandemCacheManager> onClose) {
        this.provider = provider;
        this.uri = uri;
        this.loader = new WeakReference<>(loader);
        this.properties = properties;
        this.givenProperties = (Properties) properties.clone(); // the program may change its own
        this.onClose = onClose;
        this.settings = Settings.of(uri, loader, properties, System.getenv());
        this.caches = new ManagedCaches(this, settings, observers);
        ManagerSettings own = settings.manager();
        this.login = own.login();
        this.resources = new ManagerResources(name(), this.loader::get);
        this.parts = assembled(own);
        this.metrics = new ManagerView(this, parts);
        resources.connector(parts.connector());
        resources.tracked(parts.tracked());
        log.info("{} opens: {}", this, settings.summary());
        if (own.resilience().failFast()) {
            connectNow(parts.connector());
        }
        managerBean().show();
        this.release = CLEANER.register(this, resources);
    }

    private ManagerParts assembled(ManagerSettings own) {
        try {
            return ManagerAssembler.assemble(name(), own, resources, observers);
        } catch (RuntimeException | Error e) { // an address that is none, or the credentials provider's own
            closeAll();
            throw e;
        }
    }

    private void connectNow(RedisConnector connector) {
        boolean connected = false;
        try {
            connector.connectNow();
            connected = true;
        } catch (FarTierException e) {
            throw new CacheException(
                    "no " + this + ", because " + ResilienceSettings.FAIL_FAST + " is on: " + e.getMessage(), e);
        } finally {
            if (!connected) {
                closeAll();
            }
        }
    }

    private ManagerBean managerBean() {
        return new ManagerBean(resources.beans(), name(), metrics);
    }

    /**
     * Makes the caches that the settings name. Others wait meanwhile; not the thread itself, whose user code may ask
     * for this manager.
     *
     * @return false if the manager has been closed
     */
    public boolean start() {
        return caches.start();
    }

    /** The URI without a password. */
    String name() {
        return Secrets.masked(uri.toString());
    }

    /** The name of the codec of caches that choose none. */
    public String defaultCodec() {
        return parts.codec();
    }

    ManagerParts parts() {
        return parts;
    }

    ManagerResources resources() {
        return resources;
    }

    @Override
    public CachingProvider getCachingProvider() {
        return provider;
    }

    @Override
    public URI getURI() {
        return uri;
    }

    @Override
    public ClassLoader getClassLoader() {
        ClassLoader alive = loader.get();
        if (alive == null) {
            throw new IllegalStateException("the class loader of " + this + " is gone");
        }
        return alive;
    }

    @Override
    public Properties getProperties() {
        return properties;
    }

    /**
     * Makes a cache. Entries that lie in Redis under this name already belong to it. No round trip.
     *
     * @throws UnsupportedOperationException if the configuration asks for store-by-reference
     * @throws CacheException if this manager has a cache of this name
     */
    @Override
    public <K, V, C extends Configuration<K, V>> Cache<K, V> createCache(String name, C configuration) {
        return caches.create(name, configuration);
    }

    @Override
    public <K, V> Cache<K, V> openCache(String name) {
        return openCache(name, UnaryOperator.identity());
    }

    @Override
    public <K, V> Cache<K, V> openCache(String name, UnaryOperator<TandemConfiguration<Object, Object>> decided) {
        return caches.open(name, decided);
    }

    /**
     * Checks that whoever gives properties to a manager that is there already asks for nothing else.
     *
     * @throws IllegalArgumentException for a property of Tandem's that this manager was made without, or with another
     *     value; shows no values, which may be secrets
     */
    public void checkSame(Properties given) {
        for (Object name : given.keySet()) {
            if (name instanceof String text
                    && text.startsWith("tandem.")
                    && !Objects.equals(given.get(name), givenProperties.get(name))) {
                throw new IllegalArgumentException("the property " + text + " has another value than " + this
                        + ", which is open, was made with: close it before, or open another one by another URI");
            }
        }
    }

    @Override
    public <K, V> @Nullable Cache<K, V> getCache(String name, Class<K> keyType, Class<V> valueType) {
        open();
        Objects.requireNonNull(keyType, "the type of keys is null");
        Objects.requireNonNull(valueType, "the type of values is null");
        ManagedCache<K, V> cache = caches.find(name);
        if (cache != null) {
            Configuration<K, V> configuration = cache.configuration();
            checkType(name, "keys", configuration.getKeyType(), keyType);
            checkType(name, "values", configuration.getValueType(), valueType);
        }
        return cache;
    }

    private static void checkType(String name, String what, Class<?> actual, Class<?> asked) {
        if (!actual.equals(asked)) {
            throw new ClassCastException("the " + what + " of cache \"" + name + "\" are of type " + actual.getName()
                    + ", asked for " + asked.getName());
        }
    }

    @Override
    public <K, V> @Nullable Cache<K, V> getCache(String name) {
        open();
        return caches.find(name);
    }

    @Override
    public Iterable<String> getCacheNames() {
        open();
        return Collections.unmodifiableSet(caches.names());
    }

    /** Removes the entries of the cache from Redis, for every JVM, and closes it here. */
    @Override
    public void destroyCache(String name) {
        open();
        Objects.requireNonNull(name, "the name of the cache is null");
        ManagedCache<?, ?> cache = caches.find(name);
        if (cache != null) {
            cache.destroy();
        }
    }

    @Override
    public void enableManagement(String name, boolean enabled) {
        open();
        Objects.requireNonNull(name, "the name of the cache is null");
        ManagedCache<?, ?> cache = caches.find(name);
        if (cache != null) {
            cache.enableManagement(enabled);
        }
    }

    @Override
    public void enableStatistics(String name, boolean enabled) {
        open();
        Objects.requireNonNull(name, "the name of the cache is null");
        ManagedCache<?, ?> cache = caches.find(name);
        if (cache != null) {
            cache.enableStatistics(enabled);
        }
    }

    void forget(ManagedCache<?, ?> cache) {
        caches.forget(cache);
    }

    @Override
    public TandemHealth health() {
        return new HealthView(parts).health();
    }

    @Override
    public SortedMap<String, EffectiveSetting> settings() {
        return settings.effective();
    }

    @Override
    public TandemManagerMXBean metrics() {
        return metrics;
    }

    @Override
    public TandemObserver.Registration observe(TandemObserver observer) {
        open();
        Objects.requireNonNull(observer, "the observer is null");
        TandemObserver.Registration registration = observers.register(observer, this);
        if (isClosed()) { // meanwhile
            registration.close();
            open();
        }
        return registration;
    }

    @Override
    public List<ServerAnswer> ping() {
        open();
        try {
            return parts.connector().ping().stream()
                    .map(answer -> new ServerAnswer(
                            answer.node(), answer.server(), TimeUnit.NANOSECONDS.toMicros(answer.nanos())))
                    .toList();
        } catch (FarTierException e) {
            throw new CacheException("ping of " + this + ": " + e.getMessage(), e);
        }
    }

    @Override
    public boolean isClosed() {
        return closed.get();
    }

    /** Closes the caches and the connection; the entries stay in Redis. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        onClose.accept(this);
        caches.all().forEach(cache -> ManagerResources.finish(name(), cache::close));
        observers.close();
        closeAll();
        release.clean(); // nothing is left to be done
    }

    private void closeAll() {
        resources.close();
        if (login != null && login.made()) {
            UserObjects.close(List.of(login.provider()));
        }
    }

    /**
     * This manager as one of its own types, its settings, which may hold a password, or the Lettuce client that it
     * uses.
     *
     * @throws IllegalArgumentException for any other type
     */
    @Override
    public <T> T unwrap(Class<T> type) {
        if (type.isInstance(this)) {
            return type.cast(this);
        }
        if (type == ManagerSettings.class) {
            return type.cast(settings.manager());
        }
        T client = parts.connector().unwrap(type);
        if (client == null) {
            throw new IllegalArgumentException("Tandem can't be unwrapped to " + type.getName()
                    + "; allowed are its own types and io.lettuce.core.RedisClient");
        }
        return client;
    }

    /** @throws IllegalStateException if this manager is closed */
    void open() {
        if (closed.get()) {
            throw new IllegalStateException(this + " is closed");
        }
    }

    @Override
    public String toString() {
        return "cache manager \"" + name() + "\"";
    }
}
