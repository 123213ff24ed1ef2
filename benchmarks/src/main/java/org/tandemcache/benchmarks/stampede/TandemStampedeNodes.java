package org.tandemcache.benchmarks.stampede;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import javax.cache.CacheManager;
import org.tandemcache.TandemCache;
import org.tandemcache.TandemCachingProvider;
import org.tandemcache.config.LoadConfiguration.Protection;
import org.tandemcache.config.NearConfiguration;
import org.tandemcache.config.TandemConfiguration;

/**
 * Managers of Tandem with its defaults, but for {@code load.protection = cluster}, and for a patience that a machine
 * can't exhaust that is busy with something else.
 */
final class TandemStampedeNodes {
    private TandemStampedeNodes() {}

    static List<StampedeNode> open(URI uri, int count, boolean near) {
        TandemCachingProvider provider = new TandemCachingProvider();
        Properties properties = new Properties();
        properties.setProperty("tandem.redis.uri", uri + "?timeout=10s");
        properties.setProperty("tandem.near.lease", "20 s");
        TandemConfiguration<String, String> configuration = TandemConfiguration.builder(String.class, String.class)
                .load(load -> load.protection(Protection.CLUSTER))
                .build()
                .withNear(near ? NearConfiguration.defaults() : NearConfiguration.off());
        List<StampedeNode> nodes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            CacheManager manager = provider.getCacheManager(URI.create("node-" + i), null, properties);
            @SuppressWarnings("unchecked") // as it was configured
            TandemCache<String, String> cache =
                    manager.createCache("stampede", configuration).unwrap(TandemCache.class);
            nodes.add((key, loader) -> cache.get(key, missing -> loader.get()));
        }
        return nodes;
    }
}
