package org.tandemcache.stress;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import javax.cache.Cache;
import javax.cache.CacheException;
import org.tandemcache.TandemCache;
import org.tandemcache.TandemCachingProvider;
import org.tandemcache.config.LoadConfiguration.Protection;
import org.tandemcache.config.ManagerSettings;
import org.tandemcache.config.NearConfiguration;
import org.tandemcache.config.TandemConfiguration;

/** One process of a stress of loads, with a node that has a near tier and one that has none; prints its figures. */
public final class LoadProcess {
    /** So long that nothing expires in a run: what is stale must not be taken away by that. */
    private static final Duration LIFETIME = Duration.ofHours(1);

    private static final Duration FRESH = Duration.ofMillis(40);
    private static final Duration RETRY = Duration.ofMillis(50);

    private LoadProcess() {}

    /**
     * Takes the server's URI, the folder of the ledgers, the number of rows, this process's number, how many there are,
     * the lease of loads, that of near tiers and for how long they may be outdated, and nodes without near tier, all in
     * milliseconds, and the protection.
     */
    public static void main(String[] args) throws Exception {
        String uri = args[0];
        int rows = Integer.parseInt(args[2]);
        int process = Integer.parseInt(args[3]);
        int processes = Integer.parseInt(args[4]);
        long leaseMillis = Long.parseLong(args[5]);
        Ledger ledger = Ledger.open(Path.of(args[1], LoadRun.LEDGER), rows);
        LoadLedger loads = LoadLedger.open(Path.of(args[1], LoadRun.LOADS), rows, processes);
        LoadWorkload workload = new LoadWorkload(process, ledger, loads, leaseMillis);
        List<LoadWorkload.LoadingNode> nodes = new ArrayList<>();
        try (TandemCachingProvider provider = new TandemCachingProvider()) {
            for (boolean near : new boolean[] {true, false}) {
                Properties properties = new Properties();
                properties.setProperty(ManagerSettings.REDIS_URI, TandemNode.withTimeout(uri, leaseMillis * 3 / 4));
                properties.setProperty(ManagerSettings.NEAR_LEASE, args[6] + " ms");
                TandemCache<Integer, Long> cache = cache(provider.getCacheManager(
                                URI.create("near-" + near), null, properties)
                        .createCache(
                                "stress",
                                TandemConfiguration.builder(Integer.class, Long.class)
                                        .loader(() -> workload)
                                        .readThrough(true)
                                        .load(load -> load.protection(Protection.valueOf(args[9]))
                                                .lease(Duration.ofMillis(leaseMillis))
                                                .rememberAbsent(Duration.ofMillis(leaseMillis)))
                                        .expireAfterCreate(LIFETIME)
                                        .refresh(refresh -> refresh.beforeExpiry(LIFETIME.minus(FRESH))
                                                .retry(RETRY))
                                        .build()
                                        .withNear(near ? NearConfiguration.defaults() : NearConfiguration.off())));
                long allowed = Long.parseLong(args[near ? 7 : 8]);
                nodes.add(new LoadWorkload.LoadingNode(cache, near, TimeUnit.MILLISECONDS.toNanos(allowed)));
            }
            nodes.forEach(node -> LoadWorkload.until("a node connects", () -> connects(node.cache())));
            loads.ready();
            System.out.println(workload.run(nodes).lines());
        }
    }

    /** A first answer of a busy machine may come too late. */
    private static boolean connects(TandemCache<Integer, Long> cache) {
        try {
            cache.containsKey(0);
            return true;
        } catch (CacheException e) {
            return false;
        }
    }

    private static TandemCache<Integer, Long> cache(Cache<Integer, Long> cache) {
        return (TandemCache<Integer, Long>) cache;
    }
}
