package org.tandemcache.far;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What is left of a call's time, in the thread that makes it. */
class CallTimeTest {
    private static final long HOUR = TimeUnit.HOURS.toNanos(1);
    private static final long DAY = TimeUnit.DAYS.toNanos(1);

    @Test
    void wait_inACallThatIsOver_hasNoTimeLeft() {
        CallTime time = CallTime.until(System.nanoTime() - 1);
        try {
            assertThat(CallTime.left(HOUR)).isZero();
        } finally {
            time.end();
        }
        assertThat(CallTime.left(HOUR)).isEqualTo(HOUR);
    }

    @Test
    void callInACall_thatWouldTakeLonger_endsWithTheOuterOne() {
        CallTime outer = CallTime.until(System.nanoTime() + HOUR);
        CallTime inner = CallTime.until(System.nanoTime() + DAY);
        try {
            assertThat(CallTime.left(DAY)).isLessThanOrEqualTo(HOUR);
        } finally {
            inner.end();
            outer.end();
        }
        assertThat(CallTime.left(DAY)).isEqualTo(DAY);
    }

    @Test
    void outerCall_whoseInnerOneHasEnded_keepsItsOwnTime() {
        CallTime outer = CallTime.until(System.nanoTime() + HOUR);
        try {
            CallTime.until(System.nanoTime() - 1).end();
            assertThat(CallTime.left(DAY)).isPositive().isLessThanOrEqualTo(HOUR);
        } finally {
            outer.end();
        }
    }

    @Test
    void callOfOneWhoWaits_inACallWhoseTimeIsBound_leavesThatAsItIs() {
        CallTime outer = Patience.untilTooSlow(Duration.ofHours(1)).begin(System.nanoTime());
        try {
            Patience.untilAway(Duration.ofDays(1)).begin(System.nanoTime()).end();
            assertThat(CallTime.left(DAY)).isPositive().isLessThanOrEqualTo(HOUR);
        } finally {
            outer.end();
        }
        assertThat(CallTime.left(DAY)).isEqualTo(DAY);
    }
}
