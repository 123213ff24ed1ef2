package org.tandemcache.examples.recipes.kafka;

import java.io.PrintStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.configuration.MutableConfiguration;
import org.tandemcache.TandemCache;
import org.tandemcache.examples.recipes.Stage;

/** Sends the changes of a cache to Kafka, and from there into a cache on another Redis. */
public final class KafkaRecipe {
    private static final String TOPIC = "prices";
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

    private KafkaRecipe() {}

    /** Prints to the standard output. */
    public static void main(String[] args) {
        run(System.out);
    }

    /** Prints what it sees. */
    public static void run(PrintStream out) {
        try (Broker broker = Broker.start()) {
            show(broker, out);
        }
    }

    static void show(Broker broker, PrintStream out) {
        try (Stage here = Stage.open();
                Stage there = Stage.open()) {
            Cache<String, String> prices = prices(here.node("node-a"));
            Cache<String, String> copies = prices(there.node("node-of-another-data-centre"));
            Topic.make(TOPIC, broker.client());
            prices.put("umbrella", "12.50");
            try (ChangesToKafka to = new ChangesToKafka(tandem(prices), TOPIC, broker.client());
                    ChangesFromKafka from = new ChangesFromKafka(copies, TOPIC, broker.client())) {
                await(prices, copies);
                out.printf("   there before: %s%n", all(copies));
                prices(here.node("node-b")).put("parasol", "9.90");
                await(prices, copies);
                out.printf("   after a put on node-b: %s%n", all(copies));
                prices.remove("umbrella");
                await(prices, copies);
                out.printf("   after a remove on node-a: %s%n", all(copies));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while the recipe was shown", e);
            }
        }
    }

    static Cache<String, String> prices(CacheManager node) {
        return node.createCache(
                "prices", new MutableConfiguration<String, String>().setTypes(String.class, String.class));
    }

    @SuppressWarnings("unchecked") // of the same types
    static TandemCache<String, String> tandem(Cache<String, String> cache) {
        return cache.unwrap(TandemCache.class);
    }

    static Map<String, String> all(Cache<String, String> cache) {
        Map<String, String> all = new HashMap<>();
        cache.forEach(entry -> all.put(entry.getKey(), entry.getValue()));
        return all;
    }

    /** Returns when both have the same. */
    static void await(Cache<String, String> cache, Cache<String, String> copies) {
        long start = System.nanoTime();
        while (!all(cache).equals(all(copies))) {
            if (System.nanoTime() - start > LONGEST_WAIT.toNanos()) {
                throw new IllegalStateException("the copies differ for more than " + LONGEST_WAIT);
            }
            LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
        }
    }
}
