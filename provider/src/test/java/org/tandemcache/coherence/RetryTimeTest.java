package org.tandemcache.coherence;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisConnectionException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** A server that has said no is not asked each second. */
class RetryTimeTest {
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5); // the clock may overflow
    private final RetryTime retry = new RetryTime(nanos::get);

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    @Test
    void firstAttempt_isDueAtOnce() {
        assertThat(retry.isDue()).isTrue();
    }

    @Test
    void refusal_isTriedAgainAfterHalfAMinute_notEachSecond() {
        assertThat(retry.failed(new RedisCommandExecutionException("NOPERM no tracking"), () -> {}))
                .isTrue();

        pass(Duration.ofSeconds(29));
        assertThat(retry.isDue()).isFalse();
        pass(Duration.ofSeconds(1));
        assertThat(retry.isDue()).isTrue();
    }

    @Test
    void serverThatIsNotThere_isTriedAgainAfterASecond_andTheTopologyIsSuspected() {
        AtomicLong suspected = new AtomicLong();

        assertThat(retry.failed(new RedisConnectionException("refused"), suspected::incrementAndGet))
                .isFalse();

        assertThat(suspected).hasValue(1);
        assertThat(retry.isDue()).isFalse();
        pass(Duration.ofSeconds(1));
        assertThat(retry.isDue()).isTrue();
    }
}
