package org.tandemcache.examples;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.cache.Cache;
import javax.cache.configuration.MutableConfiguration;
import org.jspecify.annotations.Nullable;

/** Puts the countries of the world on one node and gets them on the other. */
final class Entries implements Step {
    /** The cache that later steps use as well. */
    static final String CACHE = "countries";

    private static final int ROUNDS = 8;

    @Override
    public String title() {
        return "Entries: what one node puts, the other gets";
    }

    @Override
    public void run(Nodes nodes, Account account) {
        var configuration = new MutableConfiguration<String, Country>()
                .setTypes(String.class, Country.class)
                .setStatisticsEnabled(true);
        List<Cache<String, Country>> caches = nodes.createCache(CACHE, configuration);
        Map<String, Country> world = World.countries();
        one(caches.get(0), caches.get(1), world, account);
        many(caches.get(0), caches.get(1), world, account);
    }

    private static void one(
            Cache<String, Country> a, Cache<String, Country> b, Map<String, Country> world, Account account) {
        Timed<@Nullable Void> put = Timed.of(() -> a.put("JP", world.get("JP")));
        account.line("node-a: first put, which connects", "JP", put.nanos());
        Timed<@Nullable Country> get = Timed.of(() -> b.get("JP"));
        account.line("node-b: first get, which connects", name(get.result()), get.nanos());
    }

    private static void many(
            Cache<String, Country> a, Cache<String, Country> b, Map<String, Country> world, Account account) {
        Timed<@Nullable Void> putAll = Timed.of(() -> a.putAll(world));
        account.line("node-a: putAll", Account.count(world.size()) + " countries", putAll.nanos());
        Timed<Map<String, Country>> getAll = Timed.of(() -> b.getAll(world.keySet()));
        String verdict = getAll.result().equals(world) ? ", all equal" : ", NOT EQUAL";
        account.line("node-b: getAll", Account.count(getAll.result().size()) + " countries" + verdict, getAll.nanos());
        Timed<@Nullable Void> puts = Timed.of(() -> repeat(() -> world.forEach(a::put)));
        account.lineEach("node-a: put, one after the other", ROUNDS * world.size(), puts.nanos());
        Timed<Set<String>> walk = Timed.of(() -> keysOf(b));
        account.line("node-b: iterator", Account.count(walk.result().size()) + " entries", walk.nanos());
    }

    private static void repeat(Runnable work) {
        for (int round = 0; round < ROUNDS; round++) {
            work.run();
        }
    }

    private static Set<String> keysOf(Cache<String, Country> cache) {
        Set<String> keys = new HashSet<>();
        cache.forEach(entry -> keys.add(entry.getKey()));
        return keys;
    }

    private static String name(@Nullable Country country) {
        return country == null ? "nothing" : country.name() + ", " + country.currency();
    }
}
