package org.tandemcache.examples;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.cache.Cache;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.Duration;

/** Keeps the time of day of some places for as long as it is about right, and watches it go. */
final class Expiry implements Step {
    private static final String ZONE = "Asia/Tokyo";
    private static final Duration LIFETIME = new Duration(TimeUnit.MILLISECONDS, 300);
    private static final long LIFETIME_NANOS = LIFETIME.getTimeUnit().toNanos(LIFETIME.getDurationAmount());
    private static final long LONGEST_WAIT = TimeUnit.SECONDS.toNanos(30);
    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(2);

    @Override
    public String title() {
        return "Expiry: Redis removes what is created to live 300 ms";
    }

    @Override
    public void run(Nodes nodes, Account account) {
        var configuration = new MutableConfiguration<String, String>()
                .setTypes(String.class, String.class)
                .setExpiryPolicyFactory(CreatedExpiryPolicy.factoryOf(LIFETIME));
        List<Cache<String, String>> caches = nodes.createCache("times-of-day", configuration);
        long start;
        boolean there;
        do { // "at once" says nothing where this thread was held up for longer than the entry lives
            start = System.nanoTime();
            caches.get(0).put(ZONE, timeOfDay());
            there = caches.get(1).get(ZONE) != null;
        } while (!there && System.nanoTime() - start >= LIFETIME_NANOS);
        account.line("node-b: get at once", "there: " + there);
        account.line("Redis: PTTL", nodes.redis().command("PTTL", "tandem:times-of-day:{}s:" + ZONE) + " ms left");
        awaitGone(caches.get(1), start);
        account.line(
                "node-b: get, again and again",
                "there: " + (caches.get(1).get(ZONE) != null) + ", gone after",
                System.nanoTime() - start);
    }

    private static void awaitGone(Cache<String, String> cache, long start) {
        while (cache.containsKey(ZONE) && System.nanoTime() - start < LONGEST_WAIT) {
            LockSupport.parkNanos(PAUSE);
        }
    }

    private static String timeOfDay() {
        return ZonedDateTime.ofInstant(Instant.now(), ZoneId.of(ZONE)).format(DateTimeFormatter.ISO_LOCAL_TIME);
    }
}
