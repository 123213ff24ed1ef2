package org.tandemcache.management;

import java.util.List;
import javax.cache.CacheException;
import javax.cache.management.CacheMXBean;
import javax.cache.management.CacheStatisticsMXBean;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;
import org.tandemcache.TandemCacheMXBean;

/** One cache's beans in the platform's MBean server, under the names that the specification prescribes. Thread-safe. */
public final class Beans {
    private final ShownBeans shown;
    private final ObjectName configurationName;
    private final ObjectName statisticsName;
    private final ObjectName tiersName;
    private final ConfigurationBean configuration;
    private final Statistics statistics;
    private final TandemCacheMXBean tiers;

    /**
     * @param shown those of all caches of the manager
     * @param managerName the URI of the cache manager
     * @param cacheName the cache
     * @param tiers an MXBean of Tandem's own
     */
    public Beans(
            ShownBeans shown,
            String managerName,
            String cacheName,
            ConfigurationBean configuration,
            Statistics statistics,
            TandemCacheMXBean tiers) {
        this.shown = shown;
        String names = ",CacheManager=" + legal(managerName) + ",Cache=" + distinct(cacheName);
        this.configurationName = name("javax.cache:type=CacheConfiguration" + names);
        this.statisticsName = name("javax.cache:type=CacheStatistics" + names);
        // Under its own domain: in the other one the specification allows the two alone.
        this.tiersName = name("org.tandemcache:type=TandemCache" + names);
        this.configuration = configuration;
        this.statistics = statistics;
        this.tiers = tiers;
    }

    /** Shows or hides the configuration; what is so already stays so. */
    public void showConfiguration(boolean show) {
        if (show) {
            shown.show(configurationName, CacheMXBean.class, configuration);
        } else {
            shown.hide(configurationName);
        }
    }

    /** Shows or hides the statistics; what is so already stays so. */
    public void showStatistics(boolean show) {
        if (show) {
            shown.show(statisticsName, CacheStatisticsMXBean.class, statistics);
        } else {
            shown.hide(statisticsName);
        }
    }

    /** Shows Tandem's own bean. */
    public void showTiers() {
        shown.show(tiersName, TandemCacheMXBean.class, tiers);
    }

    /** Hides whatever is shown of this cache. */
    public void hideAll() {
        List.of(configurationName, statisticsName, tiersName).forEach(shown::hide);
    }

    static ObjectName name(String name) {
        try {
            return new ObjectName(name);
        } catch (MalformedObjectNameException e) {
            throw new CacheException("\"" + name + "\" can't be the name of an MBean", e);
        }
    }

    /** Names that differ in such a character alone, "a,b" and "a:b", must not share a bean. */
    private static String distinct(String name) {
        String legal = legal(name);
        return legal.equals(name) ? legal : legal + "-" + Integer.toHexString(name.hashCode());
    }

    /** Every provider of the specification replaces these characters by a dot. */
    static String legal(String name) {
        return name.replaceAll("[,:=\n*?\"]", ".");
    }
}
