package org.tandemcache.benchmarks;

import org.tandemcache.TandemCache;
import org.tandemcache.TandemCacheMXBean;
import org.tandemcache.benchmarks.peer.OpenCache;
import org.tandemcache.benchmarks.peer.TandemPeer;
import org.tandemcache.config.TandemConfiguration;
import org.tandemcache.testkit.RedisServer;

/** Two managers of Tandem. */
final class TandemNodes implements TwoNodes {
    private static final String KEY = Texts.key(0);
    private static final String VALUE = Texts.value(0, 100);

    private final OpenCache<String> writer;
    private final OpenCache<String> reader;
    private final TandemCacheMXBean readerTiers;

    TandemNodes(RedisServer redis) {
        TandemConfiguration<String, String> configuration =
                TandemConfiguration.builder(String.class, String.class).build();
        writer = TandemPeer.open(redis, configuration);
        reader = TandemPeer.open(redis, configuration);
        readerTiers = reader.cache().unwrap(TandemCache.class).tiers();
        write();
    }

    @Override
    public void read() {
        do { // what was changed while it was read is not kept
            reader.cache().get(KEY);
        } while (!holdsCopy());
    }

    @Override
    public void write() {
        writer.cache().put(KEY, VALUE);
    }

    @Override
    public boolean holdsCopy() {
        return readerTiers.getNearEntries() > 0;
    }

    @Override
    public void close() {
        reader.close();
        writer.close();
    }
}
