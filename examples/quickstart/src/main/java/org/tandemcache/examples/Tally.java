package org.tandemcache.examples;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import javax.cache.Cache;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.processor.EntryProcessor;

/** Counts the time zones of each offset, from both nodes at once: no increment may be lost. */
final class Tally implements Step {
    private static final int THREADS_PER_NODE = 4;

    /** May run more than once for one increment, so it does nothing but look at the entry and set it. */
    private static final EntryProcessor<Integer, Integer, Integer> INCREMENT = (entry, arguments) -> {
        int counted = entry.exists() ? entry.getValue() + 1 : 1;
        entry.setValue(counted);
        return counted;
    };

    @Override
    public String title() {
        return "Entry processor: both nodes count the time zones of each offset, 4 threads each";
    }

    @Override
    public void run(Nodes nodes, Account account) {
        List<String> zones = World.zones();
        var configuration = new MutableConfiguration<Integer, Integer>().setTypes(Integer.class, Integer.class);
        List<Cache<Integer, Integer>> caches = nodes.createCache("zones-by-offset", configuration);
        List<Callable<Integer>> work = IntStream.range(0, THREADS_PER_NODE * caches.size())
                .<Callable<Integer>>mapToObj(i -> () -> count(zones, caches.get(i % caches.size())))
                .toList();
        Timed<List<Integer>> made = Timed.of(() -> AtOnce.run(work));
        int increments = made.result().stream().mapToInt(Integer::intValue).sum();

        Map<Integer, Integer> tally = new TreeMap<>();
        caches.get(0).forEach(entry -> tally.put(entry.getKey(), entry.getValue()));
        int sum = tally.values().stream().mapToInt(Integer::intValue).sum();
        account.line("node-a and node-b: invoke", Account.count(increments) + " increments", made.nanos());
        account.line("entries, one for each offset", tally.size());
        account.line("sum of the entries", Account.count(sum) + ", lost: " + (increments - sum));
    }

    private static int count(List<String> zones, Cache<Integer, Integer> cache) {
        zones.forEach(zone -> cache.invoke(World.offsetMinutes(zone), INCREMENT));
        return zones.size();
    }
}
