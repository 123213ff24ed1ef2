package org.tandemcache.benchmarks.peer;

import com.github.benmanes.caffeine.jcache.configuration.CaffeineConfiguration;
import com.github.benmanes.caffeine.jcache.spi.CaffeineCachingProvider;
import java.util.OptionalLong;
import javax.cache.Caching;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.spi.CachingProvider;
import org.ehcache.jsr107.EhcacheCachingProvider;

/** JCache providers that keep their entries on the heap, by value as JSR-107 has it by default. */
public final class HeapPeer {
    private HeapPeer() {}

    /** Caffeine's JCache with its default copier, Java serialization, which leaves out what it knows as immutable. */
    public static <V> OpenCache<V> caffeine(Class<V> valueType, boolean statistics, long maximum) {
        CaffeineConfiguration<String, V> configuration = new CaffeineConfiguration<>();
        configuration.setTypes(String.class, valueType);
        configuration.setStoreByValue(true); // which is not its default
        configuration.setStatisticsEnabled(statistics);
        configuration.setMaximumSize(OptionalLong.of(maximum));
        CachingProvider provider = Caching.getCachingProvider(CaffeineCachingProvider.class.getName());
        return new OpenCache<>(provider.getCacheManager().createCache("benchmark", configuration), provider::close);
    }

    /** Ehcache's heap tier, without bound, with its default serializers and copiers. */
    public static <V> OpenCache<V> ehcache(Class<V> valueType, boolean statistics) {
        MutableConfiguration<String, V> configuration = new MutableConfiguration<String, V>()
                .setTypes(String.class, valueType)
                .setStatisticsEnabled(statistics);
        CachingProvider provider = Caching.getCachingProvider(EhcacheCachingProvider.class.getName());
        return new OpenCache<>(provider.getCacheManager().createCache("benchmark", configuration), provider::close);
    }
}
