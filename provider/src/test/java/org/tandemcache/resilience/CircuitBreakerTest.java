package org.tandemcache.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.tandemcache.far.FarTierException;
import org.tandemcache.far.FarTierException.Kind;
import org.tandemcache.resilience.CircuitBreaker.Position;

/** The states of the breaker, on a clock that the test moves. */
class CircuitBreakerTest {
    private static final BreakerLimits LIMITS = new BreakerLimits(3, Duration.ofMillis(500));

    private final AtomicLong clock = new AtomicLong(System.nanoTime());
    private final List<String> changes = new ArrayList<>();
    private final GuardCounters counters =
            new GuardCounters((server, from, to) -> changes.add(server + ": " + from + " to " + to));
    private final CircuitBreaker breaker = new CircuitBreaker(LIMITS, "Redis at test:6379", null, clock::get, counters);
    private final AtomicInteger calls = new AtomicInteger();

    @Test
    void breaker_ofAServerThatGoesAndComesBack_countsEachStateAndRefusal() {
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> breaker.call(() -> {
                        throw new FarTierException(Kind.UNAVAILABLE, "gone", null);
                    }))
                    .hasMessage("gone");
        }
        assertThatThrownBy(() -> breaker.call(() -> "answer")).hasMessageContaining("is away");
        clock.addAndGet(LIMITS.retryAfter().toNanos());
        breaker.call(() -> "answer");

        assertThat(changes)
                .containsExactly(
                        "Redis at test:6379: CLOSED to OPEN",
                        "Redis at test:6379: OPEN to HALF_OPEN",
                        "Redis at test:6379: HALF_OPEN to CLOSED");
        assertThat(counters.transitions(Position.OPEN)).isOne();
        assertThat(counters.transitions(Position.HALF_OPEN)).isOne();
        assertThat(counters.transitions(Position.CLOSED)).isOne();
        assertThat(counters.breakerRefusals()).isOne();
        assertThat(counters.bulkheadRefusals()).isZero();
    }

    @Test
    void closed_afterFailuresInARow_opensAndAsksNobody() {
        fail(3);
        int before = calls.get();

        assertThatThrownBy(this::answer)
                .isInstanceOf(FarTierException.class)
                .hasMessageContaining("Redis at test:6379 is away")
                .hasMessageContaining("no answer")
                .satisfies(e -> assertThat(((FarTierException) e).kind()).isEqualTo(Kind.UNAVAILABLE));
        assertThat(calls).hasValue(before);
        assertThat(breaker.position()).isEqualTo(Position.OPEN);
    }

    @Test
    void closed_anAnswerInBetween_countsAnew() {
        fail(2);
        answer();
        fail(2);

        assertThat(breaker.position()).isEqualTo(Position.CLOSED);
    }

    @Test
    void closed_refusalsOfTheServer_areAnswers() {
        fail(2);
        fail(1, Kind.REJECTED, null);
        fail(2);

        assertThat(breaker.position()).isEqualTo(Position.CLOSED);
    }

    @Test
    void closed_interruptedCallers_countNeitherWay() {
        fail(2);
        fail(1, Kind.UNKNOWN_OUTCOME, new InterruptedException());
        assertThat(breaker.position()).isEqualTo(Position.CLOSED);
        fail(1);
        assertThat(breaker.position()).isEqualTo(Position.OPEN);
    }

    @Test
    void open_afterItsTime_letsOneProbeThroughAndClosesOnItsAnswer() {
        fail(3);
        passRetryTime();
        assertThat(breaker.position()).isEqualTo(Position.HALF_OPEN);

        breaker.call(() -> {
            assertThatThrownBy(this::answer).isInstanceOf(FarTierException.class);
            return 0;
        });

        assertThat(breaker.position()).isEqualTo(Position.CLOSED);
        assertThat(breaker.backSince()).isEqualTo(clock.get());
        answer();
    }

    @Test
    void halfOpen_probeThatFails_waitsAgain() {
        fail(3);
        passRetryTime();
        fail(1);

        assertThat(breaker.position()).isEqualTo(Position.OPEN);
        passRetryTime();
        answer();
        assertThat(breaker.position()).isEqualTo(Position.CLOSED);
    }

    @Test
    void halfOpen_probeOfAnInterruptedCaller_leavesTheProbeToTheNext() {
        fail(3);
        passRetryTime();
        fail(1, Kind.UNKNOWN_OUTCOME, new InterruptedException());

        answer();
        assertThat(breaker.position()).isEqualTo(Position.CLOSED);
    }

    @Test
    void call_begunBeforeTheBreakerOpened_doesNotCloseIt() {
        breaker.call(() -> {
            fail(3);
            return 0;
        });

        assertThat(breaker.position()).isEqualTo(Position.OPEN);
    }

    @Test
    void watching_learnsFromFailuresAndRefusesNobody() {
        Guard watching = breaker.watching();
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> watching.call(() -> {
                        throw new FarTierException(Kind.UNKNOWN_OUTCOME, "no answer", null);
                    }))
                    .isInstanceOf(FarTierException.class);
        }

        assertThat(breaker.position()).isEqualTo(Position.OPEN);
        assertThat(watching.call(() -> "let through")).isEqualTo("let through");
        assertThat(breaker.position()).isEqualTo(Position.OPEN);
    }

    /** A server that does not track is there all the same: every near miss failed once before it was answered. */
    @Test
    void watching_aTrackedConnectionThatIsNotThere_opensNothing() {
        Guard watching = breaker.watching();
        for (int i = 0; i < 10; i++) {
            assertThatThrownBy(() -> watching.call(() -> {
                        throw new FarTierException(Kind.UNAVAILABLE, "not tracked", null);
                    }))
                    .isInstanceOf(FarTierException.class);
        }

        assertThat(breaker.position()).isEqualTo(Position.CLOSED);
    }

    @Test
    void outage_withProbesThatFail_isOneLineWhenItBeginsAndOneWhenItEnds() {
        Logger logger = (Logger) LoggerFactory.getLogger(CircuitBreaker.class);
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        logger.addAppender(lines);
        logger.setLevel(Level.INFO);
        try {
            fail(3);
            for (int i = 0; i < 5; i++) {
                passRetryTime();
                fail(1);
            }
            passRetryTime();
            answer();
            answer();
        } finally {
            logger.setLevel(null); // as its parent
            logger.detachAppender(lines);
        }

        assertThat(lines.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .satisfiesExactly(
                        begin -> assertThat(begin).contains("Redis at test:6379 is away", "no answer"),
                        end -> assertThat(end).isEqualTo("Redis at test:6379 is back"));
    }

    @Test
    void bulkhead_full_refusesAtOnceAndFreesItsPlaces() throws InterruptedException {
        Guard guard =
                NodeGuards.of(null, 1, "Redis", null, clock::get, counters).calls();
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        Thread waiting = new Thread(() -> guard.call(() -> {
            inside.countDown();
            return await(goOn);
        }));
        waiting.start();
        assertThat(inside.await(60, TimeUnit.SECONDS)).isTrue();

        assertThatThrownBy(() -> guard.call(() -> 0))
                .isInstanceOf(FarTierException.class)
                .hasMessageContaining("1 threads wait for Redis already");
        goOn.countDown();
        waiting.join(60_000);
        assertThat(guard.call(() -> 0)).isZero();
    }

    private static boolean await(CountDownLatch latch) {
        try {
            return latch.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void passRetryTime() {
        clock.addAndGet(LIMITS.retryAfter().toNanos());
    }

    private void answer() {
        breaker.call(calls::incrementAndGet);
    }

    private void fail(int times) {
        fail(times, Kind.UNAVAILABLE, null);
    }

    private void fail(int times, Kind kind, Throwable cause) {
        for (int i = 0; i < times; i++) {
            assertThatThrownBy(() -> breaker.call(() -> {
                        calls.incrementAndGet();
                        throw new FarTierException(kind, "no answer", cause);
                    }))
                    .isInstanceOf(FarTierException.class)
                    .hasMessage("no answer");
        }
    }
}
