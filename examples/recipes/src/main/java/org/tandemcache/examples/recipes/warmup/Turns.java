package org.tandemcache.examples.recipes.warmup;

import java.time.Duration;
import javax.cache.CacheManager;
import javax.cache.configuration.MutableConfiguration;
import org.tandemcache.TandemCache;
import org.tandemcache.config.EntryOptions;

/**
 * Lets one of all nodes do what is due once in each period: whoever comes first puts the job's name into a cache, from
 * where it expires by itself. A node that dies takes its turn with it, and the next period is another's. Not a lock: a
 * job that takes longer than a period runs beside the next one. Thread-safe.
 */
final class Turns {
    private final TandemCache<String, String> taken;
    private final EntryOptions period;
    private final String node;

    /**
     * Turns of a period.
     *
     * @param period a little shorter than what the jobs are scheduled by, or a node that is early finds the last turn
     * @param node written beside the job, for whoever looks into Redis
     */
    @SuppressWarnings("unchecked") // of the same types
    Turns(CacheManager manager, Duration period, String node) {
        this.taken = manager.createCache(
                        "turns", new MutableConfiguration<String, String>().setTypes(String.class, String.class))
                .unwrap(TandemCache.class);
        this.period = EntryOptions.lifetime(period);
        this.node = node;
    }

    /** Does the job here, if this period's turn is not taken. */
    boolean take(String job, Runnable work) {
        if (!taken.putIfAbsent(job, node, period)) {
            return false;
        }
        try {
            work.run();
            return true;
        } catch (RuntimeException | Error e) {
            taken.remove(job, node); // so that another node may try it in this period
            throw e;
        }
    }
}
