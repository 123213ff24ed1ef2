package org.tandemcache;

import java.io.Serializable;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.BiConsumer;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.Caching;
import javax.cache.configuration.FactoryBuilder;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.event.CacheEntryCreatedListener;
import javax.cache.event.CacheEntryEvent;
import javax.cache.integration.CacheLoader;
import javax.cache.integration.CompletionListenerFuture;
import javax.cache.processor.EntryProcessor;
import javax.cache.processor.MutableEntry;
import javax.cache.spi.CachingProvider;
import org.tandemcache.config.CodecConfiguration;
import org.tandemcache.config.Credentials;
import org.tandemcache.config.CredentialsProvider;
import org.tandemcache.config.ManagerSettings;
import org.tandemcache.config.TandemConfiguration;

/** What {@link RedeployTest} deploys: uses everything that may hold on to a class. */
public final class RedeployedApplication implements BiConsumer<String, Boolean> {
    /** Threads that are made in its threads have it too, for as long as they live. */
    private static final InheritableThreadLocal<Object> INHERITED = new InheritableThreadLocal<>();

    /** A value. */
    public record Car(String name, int doors) implements Serializable {}

    /** Loads a car of four doors. */
    public static final class Cars implements CacheLoader<String, Car> {
        @Override
        public Car load(String key) {
            return new Car(key, 4);
        }

        @Override
        public Map<String, Car> loadAll(Iterable<? extends String> keys) {
            Map<String, Car> all = new HashMap<>();
            keys.forEach(key -> all.put(key, load(key)));
            return all;
        }
    }

    /** Hears of new cars. */
    public static final class Ears implements CacheEntryCreatedListener<String, Car> {
        @Override
        public void onCreated(Iterable<CacheEntryEvent<? extends String, ? extends Car>> events) {
            events.forEach(event -> event.getValue().name());
        }
    }

    /** A door more. */
    public static final class Door implements EntryProcessor<String, Car, Integer> {
        @Override
        public Integer process(MutableEntry<String, Car> entry, Object... arguments) {
            Car car = entry.getValue();
            entry.setValue(new Car(car.name(), car.doors() + 1));
            return car.doors() + 1;
        }
    }

    /** The user of every server. */
    public static final class Login implements CredentialsProvider {
        @Override
        public Credentials credentials() {
            return new Credentials("default", "any");
        }
    }

    /**
     * Works.
     *
     * @param closes whether it closes what it has opened
     */
    @Override
    public void accept(String redisUri, Boolean closes) {
        INHERITED.set(this);
        Properties properties = new Properties();
        properties.setProperty(ManagerSettings.REDIS_URI, redisUri);
        properties.setProperty(ManagerSettings.CONNECT_TIMEOUT, "20s");
        properties.put(ManagerSettings.CREDENTIALS_PROVIDER, new Login());
        ClassLoader loader = RedeployedApplication.class.getClassLoader();
        CachingProvider provider = Caching.getCachingProvider(TandemCachingProvider.class.getName(), loader);
        CacheManager manager = provider.getCacheManager(URI.create("application"), loader, properties);
        for (String codec : List.of("kryo", "json")) {
            use(manager.createCache(
                    codec,
                    TandemConfiguration.copyOf(configuration())
                            .withCodec(CodecConfiguration.builder().codec(codec).build())));
        }
        if (closes) {
            provider.close(loader);
        }
    }

    private static MutableConfiguration<String, Car> configuration() {
        return new MutableConfiguration<String, Car>()
                .setTypes(String.class, Car.class)
                .setReadThrough(true)
                .setCacheLoaderFactory(FactoryBuilder.factoryOf(Cars.class))
                .setStatisticsEnabled(true)
                .setManagementEnabled(true)
                .addCacheEntryListenerConfiguration(new MutableCacheEntryListenerConfiguration<>(
                        FactoryBuilder.factoryOf(Ears.class), null, false, false));
    }

    private static void use(Cache<String, Car> cache) {
        CompletionListenerFuture reloaded = new CompletionListenerFuture();
        cache.loadAll(Set.of("one", "other"), true, reloaded);
        try {
            reloaded.get();
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
        require(cache.get("loaded").doors() == 4);
        cache.put("key", new Car("Beetle", 3));
        require(cache.invoke("key", new Door()) == 4);
        // Not by equals: in JDK 17 that of a record keeps its class alive (a cache in java.lang.runtime.ObjectMethods).
        require(cache.get("key").doors() == 4);
        require(cache.iterator().hasNext());
    }

    private static void require(boolean condition) {
        if (!condition) {
            throw new AssertionError("the application does not work");
        }
    }
}
