package org.tandemcache.examples;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import javax.cache.Cache;
import javax.cache.configuration.MutableConfiguration;

/** Lets both nodes claim each country, one from A to Z and one from Z to A; each must have one owner. */
final class Claims implements Step {
    @Override
    public String title() {
        return "putIfAbsent: both nodes claim every country at once";
    }

    @Override
    public void run(Nodes nodes, Account account) {
        List<String> countries = List.copyOf(World.countries().keySet());
        List<String> backwards = new ArrayList<>(countries);
        Collections.reverse(backwards);
        var configuration = new MutableConfiguration<String, String>().setTypes(String.class, String.class);
        List<Cache<String, String>> caches = nodes.createCache("claims", configuration);
        Timed<List<Long>> won = Timed.of(() -> AtOnce.run(List.of(
                () -> claim(countries, caches.get(0), "node-a"), () -> claim(backwards, caches.get(1), "node-b"))));
        long a = won.result().get(0);
        long b = won.result().get(1);
        account.line("node-a and node-b: putIfAbsent", "2 x " + countries.size() + " claims", won.nanos());
        account.line("claims won", a + " by node-a, " + b + " by node-b");
        account.line("countries with one owner", (a + b) + " of " + countries.size());
    }

    private static long claim(List<String> countries, Cache<String, String> cache, String node) {
        return countries.stream()
                .filter(country -> cache.putIfAbsent(country, node))
                .count();
    }
}
