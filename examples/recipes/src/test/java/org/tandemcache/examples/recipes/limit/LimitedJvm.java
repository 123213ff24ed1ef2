package org.tandemcache.examples.recipes.limit;

import io.github.bucket4j.Bucket;
import io.lettuce.core.RedisURI;
import java.net.URI;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import javax.cache.CacheManager;
import org.tandemcache.examples.recipes.Jvms;
import org.tandemcache.examples.recipes.Stage;

/** Asks a limiter again and again, and prints when it was given each permit. */
final class LimitedJvm {
    private LimitedJvm() {}

    /**
     * The address of Redis; then, which limiter, permits and their period in milliseconds, how often to ask at most,
     * and for how many.
     */
    public static void main(String[] args) {
        try (CacheManager manager = Stage.node("jvm-" + ProcessHandle.current().pid(), URI.create(args[0]))) {
            Buckets buckets = new Buckets(manager, Duration.ofDays(2));
            Jvms.serve(line -> {
                String[] words = line.split(" ", -1);
                long permits = Long.parseLong(words[1]);
                Duration period = Duration.ofMillis(Long.parseLong(words[2]));
                try (CellRateLimiter cells =
                        new CellRateLimiter(manager, RedisURI.create(args[0]), "limit:", permits, period)) {
                    ask(
                            limiter(words[0], permits, period, buckets, cells),
                            Integer.parseInt(words[3]),
                            Integer.parseInt(words[4]));
                }
            });
        }
    }

    private static BooleanSupplier limiter(
            String name, long permits, Duration period, Buckets buckets, CellRateLimiter cells) {
        Bucket sliding = buckets.sliding("sliding", permits, period);
        Bucket fixed = buckets.fixed("fixed", permits, period);
        return switch (name) {
            case "sliding" -> () -> sliding.tryConsume(1);
            case "fixed" -> () -> fixed.tryConsume(1);
            case "cells" -> () -> cells.tryAcquire("api").isZero();
            default -> throw new IllegalArgumentException(name);
        };
    }

    /** So many times at most, and until it has so many permits. */
    private static void ask(BooleanSupplier limiter, int tries, int enough) {
        StringBuilder permits = new StringBuilder();
        int taken = 0;
        for (int i = 0; i < tries && taken < enough; i++) {
            long before = System.currentTimeMillis();
            if (limiter.getAsBoolean()) {
                taken++;
                permits.append(before)
                        .append(' ')
                        .append(System.currentTimeMillis())
                        .append('\n');
            }
        }
        System.out.print(permits);
    }
}
