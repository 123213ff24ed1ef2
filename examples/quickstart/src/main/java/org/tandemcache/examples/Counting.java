package org.tandemcache.examples;

import java.lang.management.ManagementFactory;
import java.util.Locale;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.management.CacheStatisticsMXBean;
import javax.management.JMX;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;

/** Reads the statistics of the countries, of each node its own, as a JMX console would. */
final class Counting implements Step {
    @Override
    public String title() {
        return "Statistics: each node counts its own operations";
    }

    @Override
    public void run(Nodes nodes, Account account) {
        Cache<String, Country> a = nodes.a().getCache(Entries.CACHE, String.class, Country.class);
        Cache<String, Country> b = nodes.b().getCache(Entries.CACHE, String.class, Country.class);
        statistics(nodes.a()).clear();
        statistics(nodes.b()).clear();
        World.countries().keySet().forEach(a::get);
        a.get("ZZ"); // no country
        World.countries().forEach(b::put);
        b.remove("ZZ"); // removes nothing, so it does not count
        b.remove("AQ");
        show(nodes.a(), account);
        show(nodes.b(), account);
        account.line("node-a: average get", micros(statistics(nodes.a()).getAverageGetTime()));
        account.line("node-b: average put", micros(statistics(nodes.b()).getAveragePutTime()));
    }

    private static void show(CacheManager node, Account account) {
        CacheStatisticsMXBean statistics = statistics(node);
        account.line(
                node.getURI() + ": hits, misses, puts, removals",
                String.format(
                        Locale.ROOT,
                        "%d, %d, %d, %d",
                        statistics.getCacheHits(),
                        statistics.getCacheMisses(),
                        statistics.getCachePuts(),
                        statistics.getCacheRemovals()));
    }

    private static String micros(float time) {
        return String.format(Locale.ROOT, "%.0f us", time);
    }

    private static CacheStatisticsMXBean statistics(CacheManager node) {
        String name = "javax.cache:type=CacheStatistics,CacheManager=" + node.getURI() + ",Cache=" + Entries.CACHE;
        try {
            return JMX.newMXBeanProxy(
                    ManagementFactory.getPlatformMBeanServer(), new ObjectName(name), CacheStatisticsMXBean.class);
        } catch (MalformedObjectNameException e) {
            throw new IllegalStateException(name, e);
        }
    }
}
