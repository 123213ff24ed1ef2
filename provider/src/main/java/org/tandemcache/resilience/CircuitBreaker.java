package org.tandemcache.resilience;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tandemcache.far.FarTierException;
import org.tandemcache.far.FarTierException.Kind;

/**
 * Refuses calls while the far tier is away, so that they cost microseconds and not timeouts. It opens after so many
 * failures in a row, lets one caller through as a probe from time to time, and closes when a probe is answered. What
 * counts is {@link FarTierException#tellsAbsence}: a server that refuses a command has answered.
 *
 * <p>One for each server of a manager. Thread-safe, lock-free; a log line when it opens and one when it closes.
 */
public final class CircuitBreaker implements Guard {
    /** Longs that fill two lines of a processor's cache. */
    private static final int ROOM = 16;

    private static final int ANSWERED_AT = ROOM;
    private static final int LAST_ROUND_TRIP_NANOS = ROOM + 1;

    private static final Logger log = LoggerFactory.getLogger(CircuitBreaker.class);

    private final String server;
    private final @Nullable Object node;
    private final LongSupplier nanoClock;
    private final GuardCounters counters;
    private final AtomicReference<BreakerState> state;
    // Told to those who are refused: a message of the far tier, which never holds a secret.
    private volatile String lastFailure = "";
    // Written at each call; with room on both sides, so that who looks at the rest of the breaker has it in his cache.
    private final AtomicLongArray perCall = new AtomicLongArray(2 * ROOM + 2);
    private volatile long failedAt;
    private volatile @Nullable Long backSince;

    /**
     * @param server for messages
     * @param node of whose failures it learns, one of several; null for the only one
     * @param nanoClock {@link System#nanoTime} or a test's
     * @param counters of all breakers of the manager
     */
    public CircuitBreaker(
            BreakerLimits limits,
            String server,
            @Nullable Object node,
            LongSupplier nanoClock,
            GuardCounters counters) {
        this.server = server;
        this.node = node;
        this.nanoClock = nanoClock;
        this.counters = counters;
        this.failedAt = nanoClock.getAsLong();
        perCall.set(ANSWERED_AT, failedAt);
        perCall.set(LAST_ROUND_TRIP_NANOS, -1);
        this.state = new AtomicReference<>(new Closed(limits));
    }

    /** How a breaker stands. */
    public enum Position {
        /** Calls go to the far tier. */
        CLOSED,
        /** Calls are refused. */
        OPEN,
        /** Calls are refused but for one, which probes. */
        HALF_OPEN,
    }

    @Override
    public <T extends @Nullable Object> T call(Supplier<T> work) {
        BreakerState entered = current();
        if (!entered.admits()) {
            counters.refusedByBreaker();
            throw refusal();
        }
        return judged(entered, work);
    }

    /** {@link #call} of work whose answer comes later; a refusal and a failure to begin come in the future too. */
    public <T extends @Nullable Object> CompletableFuture<T> begin(Supplier<CompletableFuture<T>> work) {
        BreakerState entered = current();
        if (!entered.admits()) {
            counters.refusedByBreaker();
            return CompletableFuture.failedFuture(refusal());
        }
        long start = nanoClock.getAsLong();
        CompletableFuture<T> begun;
        try {
            begun = work.get();
        } catch (RuntimeException | Error e) {
            entered.left();
            throw e;
        }
        return begun.whenComplete((answer, failure) -> {
            Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
            if (cause == null) {
                answered(entered, start);
            } else if (cause instanceof FarTierException told) {
                judge(entered, told);
            } else {
                entered.left();
            }
        });
    }

    /** Whether calls go to the far tier, probes apart. */
    public boolean isClosed() {
        return now() instanceof Closed;
    }

    public FarTierException refusal() {
        return FarTierException.refused(
                Kind.UNAVAILABLE,
                server + " is away and not asked before the next probe; it was: " + lastFailure,
                node);
    }

    /**
     * Learns from waits for tracked reads that were begun while it was closed, and refuses none. A tracked connection
     * that is not there tells nothing: the same read goes to the far tier by another way then, and that tells.
     */
    Guard watching() {
        return new Guard() {
            @Override
            public <T extends @Nullable Object> T call(Supplier<T> work) {
                BreakerState entered = now();
                try {
                    T answer = work.get();
                    perCall.set(ANSWERED_AT, nanoClock.getAsLong());
                    change(entered, entered instanceof Closed ? entered.answered() : entered);
                    return answer;
                } catch (FarTierException e) {
                    if (entered instanceof Closed && e.kind() != Kind.UNAVAILABLE && e.kind() != Kind.TOO_SLOW) {
                        judge(entered, e);
                    }
                    throw e;
                }
            }
        };
    }

    private <T extends @Nullable Object> T judged(BreakerState entered, Supplier<T> work) {
        long start = nanoClock.getAsLong();
        T answer;
        try {
            answer = work.get();
        } catch (FarTierException e) {
            judge(entered, e);
            throw e;
        } catch (RuntimeException | Error e) {
            entered.left();
            throw e;
        }
        answered(entered, start);
        return answer;
    }

    private void answered(BreakerState entered, long start) {
        long end = nanoClock.getAsLong();
        perCall.set(ANSWERED_AT, end);
        perCall.set(LAST_ROUND_TRIP_NANOS, end - start);
        change(entered, entered.answered());
    }

    private void judge(BreakerState entered, FarTierException failure) {
        if (!failure.concerns(node)) {
            entered.left();
            return;
        }
        failedAt = nanoClock.getAsLong();
        lastFailure = String.valueOf(failure.getMessage());
        if (failure.tellsAbsence()) {
            change(entered, entered.failed(failedAt));
        } else if (failure.kind() == Kind.REJECTED) {
            change(entered, entered.answered());
        } else {
            entered.left();
        }
    }

    private BreakerState current() {
        BreakerState before = now();
        BreakerState now = before.at(nanoClock.getAsLong());
        if (now == before) {
            return now;
        }
        if (!state.compareAndSet(before, now)) {
            return now();
        }
        counters.changed(server, position(before), position(now));
        return now;
    }

    private void change(BreakerState from, BreakerState to) {
        if (from == to) {
            return;
        }
        if (to instanceof Closed) {
            backSince = nanoClock.getAsLong(); // before anybody can find it closed
        }
        if (!state.compareAndSet(from, to)) {
            return;
        }
        counters.changed(server, position(from), position(to));
        if (from instanceof Closed) {
            log.warn(
                    "{} is away, and caches do what their failure policy says until it is back. The last failure: {}",
                    server,
                    lastFailure);
        } else if (to instanceof Closed) {
            log.info("{} is back", server);
        }
    }

    private BreakerState now() {
        return Objects.requireNonNull(state.get());
    }

    /** How it stands now. */
    public Position position() {
        return position(now().at(nanoClock.getAsLong()));
    }

    private static Position position(BreakerState state) {
        return state instanceof Closed ? Position.CLOSED : state instanceof Open ? Position.OPEN : Position.HALF_OPEN;
    }

    /** When a probe was answered for the last time, on the clock of this breaker; null if none ever was. */
    public @Nullable Long backSince() {
        return backSince;
    }

    /** When a call was answered for the last time. */
    public long answeredAt() {
        return perCall.get(ANSWERED_AT);
    }

    /** When one failed for the last time. */
    public long failedAt() {
        return failedAt;
    }

    /** What the last failure said, empty before the first; never a secret. */
    public String lastFailure() {
        return lastFailure;
    }

    /** How long the last call took that was answered, in nanoseconds; -1 before the first. */
    public long lastRoundTripNanos() {
        return perCall.get(LAST_ROUND_TRIP_NANOS);
    }
}
