package org.tandemcache;

import java.net.URI;
import java.util.Properties;
import java.util.function.Predicate;
import javax.cache.CacheManager;
import javax.cache.configuration.OptionalFeature;
import javax.cache.spi.CachingProvider;
import org.jspecify.annotations.Nullable;
import org.tandemcache.jcache.TandemCacheManager;

/**
 * The entry point: {@code Caching.getCachingProvider()}, or by this class's name where several providers are on the
 * class path. Keeps one manager for each URI and class loader until it is closed. Thread-safe.
 *
 * <p>An application that is taken out of a container that runs on should close its managers
 * ({@code Caching.getCachingProvider().close(loader)}, from a {@code ServletContextListener} for one). Where the
 * container brings Tandem, managers that were not closed go with the application's class loader all the same, and their
 * connections, threads and beans with them; user objects are not closed then. Where the application brings Tandem, the
 * threads run its classes, and hold its class loader until the manager is closed.
 */
public final class TandemCachingProvider implements CachingProvider {
    /**
     * The URI of the default manager: a name. Its settings are those of {@code tandem.conf} on the class path, else of
     * the section {@code tandem} of {@code application.conf}.
     */
    public static final URI DEFAULT_URI = URI.create("tandem");

    private final ManagersByLoader<TandemCacheManager> managers = new ManagersByLoader<>();

    /** For the service loader. */
    public TandemCachingProvider() {}

    /**
     * The manager of a URI and class loader, with the caches that its settings name. No round trip.
     *
     * @param uri a name, as {@link #DEFAULT_URI}; a file of settings ({@code classpath:}, {@code file:}, {@code jar:},
     *     or a resource whose name ends with {@code .conf}); or the address of a server ({@code redis://},
     *     {@code rediss://}). Null for {@link #DEFAULT_URI}
     * @param loader null for {@link #getDefaultClassLoader}; every class of keys, values and user code is looked up in
     *     it
     * @param properties win over all other settings; null for none. Of a manager that is there already they can't
     *     change anything: those of Tandem's have to be as it was made with
     * @throws IllegalArgumentException for a setting that there is not or whose value is not allowed; it says where it
     *     stands
     */
    @Override
    public CacheManager getCacheManager(
            @Nullable URI uri, @Nullable ClassLoader loader, @Nullable Properties properties) {
        URI managerUri = uri == null ? DEFAULT_URI : uri;
        ClassLoader managerLoader = loader == null ? getDefaultClassLoader() : loader;
        TandemCacheManager manager;
        do { // one that failed to start in another thread is closed: this one's attempt tells why
            manager = manager(managerUri, managerLoader, properties == null ? new Properties() : properties);
        } while (!manager.start()); // with no lock held: user code runs there
        return manager;
    }

    private TandemCacheManager manager(URI uri, ClassLoader loader, Properties properties) {
        while (true) {
            Opening<TandemCacheManager> mine = new Opening<>();
            Opening<TandemCacheManager> other = managers.putIfAbsent(loader, uri, mine);
            if (other == null) {
                return make(mine, uri, loader, properties);
            }
            TandemCacheManager there = other.await();
            if (there != null) {
                there.checkSame(properties);
                return there;
            }
            managers.removeIf(other::equals); // the thread that could not make it does so too, but perhaps later
        }
    }

    private TandemCacheManager make(
            Opening<TandemCacheManager> mine, URI uri, ClassLoader loader, Properties properties) {
        boolean made = false;
        try {
            TandemCacheManager manager = mine.make(() -> new TandemCacheManager(
                    this, uri, loader, properties, closed -> managers.removeIf(each -> each.isOf(closed))));
            made = true;
            return manager;
        } finally {
            if (!made) {
                managers.removeIf(mine::equals);
            }
        }
    }

    /** The context class loader of the thread, else the one that loaded Tandem. */
    @Override
    public ClassLoader getDefaultClassLoader() {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        return context == null ? TandemCachingProvider.class.getClassLoader() : context;
    }

    @Override
    public URI getDefaultURI() {
        return DEFAULT_URI;
    }

    /** A new object at each call, never null. */
    @Override
    public Properties getDefaultProperties() {
        return new Properties();
    }

    @Override
    public CacheManager getCacheManager(@Nullable URI uri, @Nullable ClassLoader loader) {
        return getCacheManager(uri, loader, getDefaultProperties());
    }

    @Override
    public CacheManager getCacheManager() {
        return getCacheManager(null, null, null);
    }

    /** Closes every manager. */
    @Override
    public void close() {
        close(any -> true, any -> true);
    }

    /** Closes the managers of a class loader; null for the default one. */
    @Override
    public void close(@Nullable ClassLoader loader) {
        ClassLoader wanted = loader == null ? getDefaultClassLoader() : loader;
        close(wanted::equals, any -> true);
    }

    /** Closes one manager, if it is there; null stands for the defaults. */
    @Override
    public void close(@Nullable URI uri, @Nullable ClassLoader loader) {
        URI wantedUri = uri == null ? DEFAULT_URI : uri;
        ClassLoader wantedLoader = loader == null ? getDefaultClassLoader() : loader;
        close(wantedLoader::equals, wantedUri::equals);
    }

    private void close(Predicate<ClassLoader> loaders, Predicate<URI> uris) {
        for (Opening<TandemCacheManager> opening : managers.find((loader, uri) -> loaders.test(loader)
                && uris.test(uri))) { // with no lock held: one may still be made, and user code is closed there
            TandemCacheManager manager = opening.await();
            if (manager != null) {
                manager.close();
            }
        }
    }

    /** Store-by-reference is not supported: entries lie in Redis. */
    @Override
    public boolean isSupported(OptionalFeature feature) {
        return false;
    }
}
