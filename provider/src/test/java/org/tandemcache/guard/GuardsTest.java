package org.tandemcache.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.tandemcache.far.FarInterceptor;
import org.tandemcache.far.FarKey;
import org.tandemcache.far.FarOperation;
import org.tandemcache.far.FarOperation.Effect;
import org.tandemcache.far.FarOperation.Reach;
import org.tandemcache.far.FarTierException;
import org.tandemcache.far.FarTierException.Kind;
import org.tandemcache.resilience.BreakerLimits;
import org.tandemcache.resilience.CircuitBreaker.Position;
import org.tandemcache.resilience.GuardCounters;

/** Which breaker and which bulkhead stand before which call, on a clock that stands still. */
class GuardsTest {
    private static final BreakerLimits LIMITS = new BreakerLimits(3, Duration.ofMillis(500));

    private final AtomicLong clock = new AtomicLong(System.nanoTime());
    private final GuardCounters counters = new GuardCounters((server, from, to) -> {});

    /** One that is away stood for all, or for none as long as another one answered. */
    @Test
    void guards_ofACluster_areOneForEachNode() {
        Map<FarKey, String> nodes = new HashMap<>();
        FarKey lost = new FarKey("lost", new byte[] {1});
        FarKey there = new FarKey("there", new byte[] {2});
        nodes.put(lost, "node 1");
        nodes.put(there, "node 2");
        Guards guards = new Guards(LIMITS, 10, "Redis", nodes::get, nodes::values, clock::get, counters);
        FarTierException failure = new FarTierException(Kind.UNKNOWN_OUTCOME, "no answer", null);

        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> call(guards, List.of(lost), () -> {
                        throw failure;
                    }))
                    .isSameAs(failure);
        }

        assertThatThrownBy(() -> call(guards, List.of(lost), () -> "answer")).hasMessageContaining("node 1 is away");
        assertThat(call(guards, List.of(there), () -> "answer")).isEqualTo("answer");
        assertThatThrownBy(() -> call(guards, List.of(there, lost), () -> "answer"))
                .hasMessageContaining("node 1 is away");
        assertThat(guards.breaker().position()).isEqualTo(Position.OPEN);
        assertThat(guards.of(there).breaker().position()).isEqualTo(Position.CLOSED);
    }

    @Test
    void failure_ofOneNodeInACallToSeveral_isThatOfThisNode() {
        FarKey lost = new FarKey("lost", new byte[] {1});
        FarKey there = new FarKey("there", new byte[] {2});
        Guards guards = new Guards(
                LIMITS,
                10,
                "Redis",
                Map.of(lost, "node 1", there, "node 2")::get,
                Map.of(lost, "node 1", there, "node 2")::values,
                clock::get,
                counters);

        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> call(guards, List.of(lost, there), () -> {
                        throw new FarTierException(Kind.UNKNOWN_OUTCOME, "no answer", null).at("node 1");
                    }))
                    .hasMessage("no answer");
        }

        assertThat(guards.of(lost).breaker().position()).isEqualTo(Position.OPEN);
        assertThat(guards.of(there).breaker().position()).isEqualTo(Position.CLOSED);
    }

    /** Those who waited for one node filled the places of all. */
    @Test
    void bulkhead_fullOfOneNode_letsCallersOfOthersIn() throws InterruptedException {
        FarKey lost = new FarKey("lost", new byte[] {1});
        FarKey there = new FarKey("there", new byte[] {2});
        Guards guards = new Guards(
                null,
                1,
                "Redis",
                Map.of(lost, "node 1", there, "node 2")::get,
                Map.of(lost, "node 1", there, "node 2")::values,
                clock::get,
                counters);
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        Thread waiting = new Thread(() -> call(guards, List.of(lost), () -> {
            inside.countDown();
            return await(goOn);
        }));
        waiting.start();
        assertThat(inside.await(60, TimeUnit.SECONDS)).isTrue();

        assertThatThrownBy(() -> call(guards, List.of(lost), () -> 0))
                .hasMessageContaining("1 threads wait for node 1 already");
        assertThat(call(guards, List.of(there), () -> 0)).isZero();
        assertThat(guards.waitingThreads()).isOne();
        assertThat(counters.bulkheadRefusals()).isOne();
        goOn.countDown();
        waiting.join(60_000);
    }

    private static boolean await(CountDownLatch latch) {
        try {
            return latch.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** An operation on these keys, as the engine sends it. */
    private static <T> T call(Guards guards, List<FarKey> keys, Supplier<T> work) {
        Supplier<T> none = () -> null;
        FarOperation<T> operation = new FarOperation<>(
                "test",
                keys.size() == 1 ? Reach.ONE_KEY : Reach.KEYS,
                keys,
                Effect.WRITE,
                none,
                none,
                null,
                null,
                far -> work.get());
        return guards.calls().intercept(operation, new FarInterceptor.Next() {
            @Override
            public <R> R run(FarOperation<R> guarded) {
                return guarded.work().apply(null);
            }
        });
    }
}
