package org.tandemcache.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** The line of a slow call, on a clock that the test moves. */
class SlowCallsTest {
    private static final long MILLI = Duration.ofMillis(1).toNanos();

    private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 5); // it passes the end of the numbers
    private final SlowCalls slow = new SlowCalls(500 * MILLI, clock::get);
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger(SlowCalls.class);

    @BeforeEach
    void listen() {
        lines.start();
        logger.addAppender(lines);
    }

    @AfterEach
    void leave() {
        logger.detachAppender(lines);
    }

    @Test
    void call_atTheThreshold_isOneLineWithOperationCacheTimeAndNode() {
        assertThat(slow.isSlow(499 * MILLI)).isFalse();
        assertThat(slow.isSlow(500 * MILLI)).isTrue();
        slow.tell("put", "prices", 734 * MILLI, InetSocketAddress.createUnresolved("r1", 6379));

        assertThat(lines.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly("Slow call of Redis: put of cache \"prices\" took 734 ms, at r1:6379; 0 others were"
                        + " slow since the last such line");
    }

    @Test
    void calls_ofTenSeconds_areOneLineThatCountsTheOthers() {
        for (int i = 0; i < 100; i++) {
            slow.tell("get", "prices", 600 * MILLI, null);
            clock.addAndGet(Duration.ofMillis(99).toNanos());
        }
        clock.addAndGet(Duration.ofSeconds(1).toNanos());
        slow.tell("getAll", "prices", 600 * MILLI, null);

        assertThat(lines.list).hasSize(2);
        assertThat(lines.list.get(1).getFormattedMessage())
                .contains("getAll", "several servers", "99 others were slow");
    }
}
