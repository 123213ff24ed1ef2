package org.tandemcache.telemetry;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.tandemcache.coherence.CoherentReads;
import org.tandemcache.far.FarInterceptor;
import org.tandemcache.far.FarKey;
import org.tandemcache.far.FarOperation;
import org.tandemcache.far.FarOperation.Effect;
import org.tandemcache.far.FarTierException;
import org.tandemcache.far.FarTierException.Kind;
import org.tandemcache.far.KeyScripts;
import org.tandemcache.far.SentCommands;
import org.tandemcache.far.StoredEntry;
import org.tandemcache.observe.FarCall;
import org.tandemcache.observe.FarCallEnd;
import org.tandemcache.observe.TandemObserver.CallObservation;
import org.tandemcache.resilience.Guard;

/**
 * Watches the calls of Redis that one cache makes: counts those that fail, tells of slow ones, and tells the observers
 * of all. It stands behind the guards, so it sees what is really asked. While nobody observes and no slow call is told,
 * it makes no object and reads no clock. Thread-safe.
 */
public final class CallWatch implements FarInterceptor {
    private static final SentCommands SCRIPT = new SentCommands("EVALSHA", 1);

    private final String managerName;
    private final String cacheName;
    private final Observers observers;
    private final @Nullable SlowCalls slow;
    private final Commands commands;
    private final Function<FarKey, @Nullable InetSocketAddress> serverOf;
    private final CallCounters counters = new CallCounters();

    /**
     * @param slow null where none are told
     * @param serverOf of several servers the one that holds a key; null as long as that is not known
     */
    public CallWatch(
            String managerName,
            String cacheName,
            Observers observers,
            @Nullable SlowCalls slow,
            Commands commands,
            Function<FarKey, @Nullable InetSocketAddress> serverOf) {
        this.managerName = managerName;
        this.cacheName = cacheName;
        this.observers = observers;
        this.slow = slow;
        this.commands = commands;
        this.serverOf = serverOf;
    }

    /**
     * Which commands are sent.
     *
     * @param ofOperation for an operation of the far tier
     * @param ofTrackedRead for so many keys on a tracked connection
     */
    public record Commands(
            Function<FarOperation<?>, SentCommands> ofOperation, IntFunction<SentCommands> ofTrackedRead) {}

    public CallCounters counters() {
        return counters;
    }

    @Override
    public <T extends @Nullable Object> T intercept(FarOperation<T> operation, Next next) {
        CallObservation told = observers.areNone() ? null : observers.begun(call(operation));
        if (told == null && slow == null) {
            return counted(operation, next);
        }
        long start = System.nanoTime();
        try {
            T answer = next.run(operation);
            ended(operation.name(), operation.keys(), told, start, isRead(operation) ? found(answer) : -1, null);
            return answer;
        } catch (FarTierException e) {
            counters.failed(e);
            ended(operation.name(), operation.keys(), told, start, -1, e);
            throw e;
        } catch (RuntimeException | Error e) {
            ended(operation.name(), operation.keys(), told, start, -1, e);
            throw e;
        }
    }

    @Override
    public <T extends @Nullable Object> CompletableFuture<T> begin(
            FarOperation<T> operation, Supplier<CompletableFuture<T>> next) {
        CallObservation told = observers.areNone() ? null : observers.begun(call(operation));
        long start = told == null && slow == null ? 0 : System.nanoTime();
        return next.get().whenComplete((answer, failure) -> {
            int found = failure == null && isRead(operation) ? found(answer) : -1;
            endedLater(operation.name(), operation.keys(), told, start, found, failure);
        });
    }

    /** What no thread has waited for has ended. */
    private void endedLater(
            String operation,
            List<FarKey> keys,
            @Nullable CallObservation told,
            long start,
            int found,
            @Nullable Throwable failure) {
        FarTierException known = FarTierException.of(failure);
        if (known != null) {
            counters.failed(known);
        }
        if (told != null || slow != null) {
            ended(operation, keys, told, start, found, known == null ? failure : known);
        }
    }

    private <T extends @Nullable Object> T counted(FarOperation<T> operation, Next next) {
        try {
            return next.run(operation);
        } catch (FarTierException e) {
            counters.failed(e);
            throw e;
        }
    }

    /**
     * A call has ended.
     *
     * @param told null where nobody observes
     * @param start {@link System#nanoTime} when it began
     * @param found how many entries a read has found; -1 where that is not known
     * @param failure null for none
     */
    private void ended(
            String operation,
            List<FarKey> keys,
            @Nullable CallObservation told,
            long start,
            int found,
            @Nullable Throwable failure) {
        long nanos = System.nanoTime() - start;
        if (told != null) {
            told.ended(new FarCallEnd(nanos, found, failure == null ? null : Reasons.of(failure)));
        }
        if (slow != null && slow.isSlow(nanos)) {
            slow.tell(operation, cacheName, nanos, server(keys));
        }
    }

    private FarCall call(FarOperation<?> operation) {
        return call(
                operation.name(), operation.keys(), commands.ofOperation().apply(operation), !isRead(operation), false);
    }

    private FarCall call(String operation, List<FarKey> keys, SentCommands sent, boolean changes, boolean tracked) {
        return new FarCall(
                managerName,
                cacheName,
                operation,
                sent.name(),
                sent.count(),
                keys.size(),
                changes,
                tracked,
                server(keys));
    }

    /** The server that holds the keys, where it is one. */
    private @Nullable InetSocketAddress server(List<FarKey> keys) {
        InetSocketAddress first = keys.isEmpty() ? null : serverOf.apply(keys.get(0));
        return first != null && keys.stream().skip(1).allMatch(key -> first.equals(serverOf.apply(key))) ? first : null;
    }

    private static boolean isRead(FarOperation<?> operation) {
        return operation.effect() == Effect.READ || operation.effect() == Effect.READ_AND_TOUCH;
    }

    private static int found(@Nullable Object answer) {
        if (answer instanceof List<?> entries) {
            return (int) entries.stream().filter(StoredEntry.class::isInstance).count();
        }
        return answer instanceof StoredEntry || Boolean.TRUE.equals(answer) ? 1 : 0;
    }

    /** The tracked reads of the cache, watched. */
    public CoherentReads around(CoherentReads reads) {
        return new WatchedReads(reads, this);
    }

    /** Begins a tracked read; null where nobody observes. */
    @Nullable
    WatchedCall beginTrackedRead(List<FarKey> keys) {
        if (observers.areNone()) {
            return null;
        }
        String name = keys.size() == 1 ? "get" : "getAll";
        return begun(call(name, keys, commands.ofTrackedRead().apply(keys.size()), false, true));
    }

    /** Whether anybody wants to hear of tracked reads. */
    boolean isObserved() {
        return !observers.areNone();
    }

    private @Nullable WatchedCall begun(FarCall call) {
        CallObservation told = observers.begun(call);
        long start = System.nanoTime();
        return told == null
                ? null
                : (found, failure) -> told.ended(
                        new FarCallEnd(System.nanoTime() - start, found, failure == null ? null : Reasons.of(failure)));
    }

    /** The guards of the waits for tracked reads: what such a wait fails with is counted, once for each who waits. */
    public Function<FarKey, Guard> around(Function<FarKey, Guard> waits) {
        return key -> new WatchedWait(waits.apply(key), this, key);
    }

    /** Waits for the answer of a tracked read. Where no channel is there, the same read goes another way and counts. */
    <T extends @Nullable Object> T awaited(FarKey key, Supplier<T> wait) {
        long start = slow == null ? 0 : System.nanoTime();
        try {
            return wait.get();
        } catch (FarTierException e) {
            if (e.kind() != Kind.UNAVAILABLE) {
                counters.failed(e);
            }
            throw e;
        } finally {
            long nanos = slow == null ? 0 : System.nanoTime() - start;
            if (slow != null && slow.isSlow(nanos)) {
                slow.tell("get", cacheName, nanos, serverOf.apply(key));
            }
        }
    }

    /** The scripts of the cache, watched. */
    public KeyScripts around(KeyScripts scripts) {
        return (script, key, arguments) -> {
            List<FarKey> keys = List.of(key);
            CallObservation told =
                    observers.areNone() ? null : observers.begun(call("script", keys, SCRIPT, true, false));
            long start = System.nanoTime();
            return scripts.run(script, key, arguments)
                    .whenComplete((reply, failure) -> endedLater("script", keys, told, start, -1, failure));
        };
    }

    /** A tracked read under way. */
    interface WatchedCall {
        /**
         * Ends it, once.
         *
         * @param found how many entries it has found
         * @param failure null for none
         */
        void ended(int found, @Nullable Throwable failure);
    }
}
