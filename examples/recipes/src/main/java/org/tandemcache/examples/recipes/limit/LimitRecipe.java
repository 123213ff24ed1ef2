package org.tandemcache.examples.recipes.limit;

import io.github.bucket4j.Bucket;
import java.io.PrintStream;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import javax.cache.CacheManager;
import org.tandemcache.examples.recipes.Stage;

/** Lets two nodes ask three limiters, of 100 permits in a day each, 200 times. */
public final class LimitRecipe {
    private static final int PERMITS = 100;
    private static final int TRIES = 200;
    private static final Duration PERIOD = Duration.ofDays(1);

    private LimitRecipe() {}

    /** Prints to the standard output. */
    public static void main(String[] args) {
        run(System.out);
    }

    /** Prints what it sees. */
    public static void run(PrintStream out) {
        try (Stage stage = Stage.open()) {
            CacheManager a = stage.node("node-a");
            CacheManager b = stage.node("node-b");
            Buckets ofA = new Buckets(a, PERIOD.multipliedBy(2));
            Buckets ofB = new Buckets(b, PERIOD.multipliedBy(2));
            Bucket slidingA = ofA.sliding("sliding", PERMITS, PERIOD);
            Bucket slidingB = ofB.sliding("sliding", PERMITS, PERIOD);
            tell("bucket4j, a sliding window", () -> slidingA.tryConsume(1), () -> slidingB.tryConsume(1), out);
            Bucket fixedA = ofA.fixed("fixed", PERMITS, PERIOD);
            Bucket fixedB = ofB.fixed("fixed", PERMITS, PERIOD);
            tell("bucket4j, a fixed window", () -> fixedA.tryConsume(1), () -> fixedB.tryConsume(1), out);
            try (CellRateLimiter first = new CellRateLimiter(a, stage.uri(), "limit:", PERMITS, PERIOD);
                    CellRateLimiter second = new CellRateLimiter(b, stage.uri(), "limit:", PERMITS, PERIOD)) {
                tell(
                        "a script, for hot keys",
                        () -> first.tryAcquire("api").isZero(),
                        () -> second.tryAcquire("api").isZero(),
                        out);
                out.printf(
                        "   the next one comes in %d s%n",
                        first.tryAcquire("api").toSeconds());
            }
        }
    }

    private static void tell(String limiter, BooleanSupplier a, BooleanSupplier b, PrintStream out) {
        int taken = 0;
        for (int i = 0; i < TRIES; i++) {
            taken += a.getAsBoolean() ? 1 : 0;
            taken += b.getAsBoolean() ? 1 : 0;
        }
        out.printf("   %-28s %d tries on two nodes, %d permits%n", limiter, 2 * TRIES, taken);
    }
}
