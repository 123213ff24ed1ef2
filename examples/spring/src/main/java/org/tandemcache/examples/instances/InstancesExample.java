package org.tandemcache.examples.instances;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import org.tandemcache.testkit.RedisServer;

/**
 * Starts a Redis and two instances of an application, and shows what one sees of what the other does, and what both do
 * while Redis is away. Needs nothing but a JDK.
 */
public final class InstancesExample {
    private static final int PRODUCTS = 100;
    private static final int THREADS = 4;
    private static final int FOREIGN_KEYS = 10_000;
    private static final long READS_IN_THE_OUTAGE = 100_000;
    private static final Duration LONGEST = Duration.ofSeconds(60);

    private InstancesExample() {}

    /** Prints the account to the standard output. */
    public static void main(String[] args) throws InterruptedException {
        run(System.out);
    }

    static void run(PrintStream out) throws InterruptedException {
        try (RedisServer redis = RedisServer.embedded();
                Instance a = Instance.start(patient(redis));
                Instance b = Instance.start(patient(redis))) {
            a.prices().of(7);
            b.prices().of(7);
            a.prices().later(7).block();
            b.prices().later(7).block();
            out.println("A reads a price, then B; both a Mono too: worked out "
                    + a.prices().workedOut() + " times by A, " + b.prices().workedOut() + " by B");

            a.prices().changed(7);
            await("B to hear of it", () -> {
                b.prices().of(7);
                return b.prices().workedOut() > 0;
            });
            out.println("A evicts it: B works it out anew");

            allEntries(out, redis, a, b);
            outage(out, redis, b);
        }
    }

    /** A busy machine is no outage. */
    private static String patient(RedisServer redis) {
        return redis.uri() + "?timeout=30s";
    }

    private static void allEntries(PrintStream out, RedisServer redis, Instance a, Instance b)
            throws InterruptedException {
        redis.command(
                "EVAL",
                "for i = 1, ARGV[1] do redis.call('SET', 'of-others:' .. i, '') end",
                "0",
                String.valueOf(FOREIGN_KEYS));
        long start = System.nanoTime();
        a.prices().allChanged();
        double millis = (System.nanoTime() - start) / 1e6;
        long before = b.prices().workedOut();
        await("B to hear of it", () -> {
            b.prices().of(7);
            return b.prices().workedOut() > before;
        });
        out.println(String.format(
                Locale.ROOT,
                "A evicts all entries, beside %d keys of others: %.0f ms, and B works them out anew",
                FOREIGN_KEYS,
                millis));
    }

    private static void outage(PrintStream out, RedisServer redis, Instance b) throws InterruptedException {
        for (long product = 0; product < PRODUCTS; product++) {
            b.prices().of(product);
            b.prices().of(product); // from near
        }
        long workedOut = b.prices().workedOut();
        Load load = Load.start(b.prices(), THREADS, PRODUCTS);
        redis.kill();
        await("near copies to be served", () -> b.tiers().getUnprovenReads() > READS_IN_THE_OUTAGE);
        out.println("Redis is killed under load: B's health is " + b.health().getStatus() + ", degraded: "
                + (b.health().getDetails().containsKey("degraded") ? "yes" : "no"));
        redis.restart();
        await(
                "the near tier to be coherent again",
                () -> b.tiers().getCoherence().equals("COHERENT"));
        load.stop();
        out.println(String.format(
                Locale.ROOT,
                "until it is back: %d reads by %d threads, %d errors, the longest took %.1f ms; served by near copies: %s",
                load.calls(),
                THREADS,
                load.errors(),
                load.longestMillis(),
                b.tiers().getUnprovenReads() > READS_IN_THE_OUTAGE ? "yes" : "no"));
        out.println("B's health is " + b.health().getStatus() + "; the restarted Redis is empty, worked out anew: "
                + (b.prices().workedOut() > workedOut ? "yes" : "no"));
    }

    private static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > LONGEST.toNanos()) {
                throw new IllegalStateException("waited " + LONGEST + " for " + what);
            }
            Thread.sleep(1);
        }
    }
}
