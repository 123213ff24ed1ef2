package org.tandemcache.examples;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.cache.Cache;
import javax.cache.configuration.MutableConfiguration;
import org.jspecify.annotations.Nullable;
import org.tandemcache.TandemCache;
import org.tandemcache.TandemCacheMXBean;

/** Reads from Redis, then from memory, and shows that what one node writes is called back from the other's memory. */
final class Near implements Step {
    private static final int ROUNDS = 400;
    private static final int WRITES = 500;

    @Override
    public String title() {
        return "Near cache: what was read is kept in memory, until Redis calls it back";
    }

    @Override
    public void run(Nodes nodes, Account account) {
        Map<String, Country> world = World.countries();
        List<Cache<String, Country>> caches = nodes.createCache(
                "near", new MutableConfiguration<String, Country>().setTypes(String.class, Country.class));
        Cache<String, Country> a = caches.get(0);
        Cache<String, Country> b = caches.get(1);
        a.putAll(world);
        b.containsKey("JP"); // connects
        b.get("a country that there is not");
        Timed<@Nullable Void> far = Timed.of(() -> world.keySet().forEach(b::get));
        account.lineEach("node-b: get, far hits", world.size(), far.nanos());
        Timed<@Nullable Void> near = Timed.of(() -> repeat(() -> world.keySet().forEach(b::get)));
        account.lineEach("node-b: get, near hits", ROUNDS * world.size(), near.nanos());
        long[] delays = callBacks(a, b, Objects.requireNonNull(world.get("JP")));
        account.line(
                "node-a: put, until node-b reads it",
                Account.count(WRITES) + " times, half of them within",
                delays[WRITES / 2]);
        account.line("node-a: put, the slow ones", "99 of 100 within", delays[WRITES * 99 / 100]);
        TandemCacheMXBean tiers = b.unwrap(TandemCache.class).tiers();
        account.line(
                "node-b: near tier",
                tiers.getCoherence() + ", " + Account.count(tiers.getInvalidations()) + " copies called back");
    }

    /** From the return of a write on one node to the first read on the other that returns it, sorted. */
    private static long[] callBacks(Cache<String, Country> a, Cache<String, Country> b, Country country) {
        long[] delays = new long[WRITES];
        for (int i = 0; i < WRITES; i++) {
            Country changed = new Country(country.code(), country.name() + " " + i, country.currency());
            b.get(country.code()); // so that there is a copy to call back
            a.put(country.code(), changed);
            delays[i] = Timed.of(() -> readUntil(b, changed)).nanos();
        }
        Arrays.sort(delays);
        return delays;
    }

    private static void readUntil(Cache<String, Country> cache, Country expected) {
        long start = System.nanoTime();
        while (!expected.equals(cache.get(expected.code()))) {
            if (System.nanoTime() - start > 10_000_000_000L) {
                throw new IllegalStateException("a stale copy was served for more than 10 s");
            }
            Thread.onSpinWait();
        }
    }

    private static void repeat(Runnable work) {
        for (int round = 0; round < ROUNDS; round++) {
            work.run();
        }
    }
}
