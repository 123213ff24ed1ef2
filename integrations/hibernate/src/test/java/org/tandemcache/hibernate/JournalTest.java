package org.tandemcache.hibernate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.tandemcache.testkit.RedisServer;
import org.tandemcache.testkit.WithRedis;

/** What Redis could not be told of, told again. */
@WithRedis
class JournalTest {
    private final RegionCaches caches;
    private final Journal journal;

    JournalTest(RedisServer redis) {
        Properties properties = new Properties();
        TestNode.patient(redis.uri()).forEach(properties::setProperty);
        caches = RegionCaches.of(null, properties, JournalTest.class.getClassLoader());
        Counters counters = new Counters();
        Records records = new Records(
                caches.records("journal"), new RedisClocks(step -> {}), HibernateSettings.of(Map.of()), counters);
        journal = new Journal(records, counters, 10, Duration.ofHours(1));
    }

    @AfterEach
    void close() {
        caches.close();
    }

    @Test
    void change_whoseTellingHasThrown_isToldAgain() {
        AtomicInteger times = new AtomicInteger();
        journal.put("thrown", () -> {
            if (times.incrementAndGet() < 3) {
                throw new OutOfMemoryError("for a test");
            }
            return CompletableFuture.completedFuture(null);
        });
        journal.put("behind it", () -> CompletableFuture.completedFuture(null));

        journal.replay();
        assertThat(journal.size()).isEqualTo(1);
        journal.replay();
        assertThat(journal.size()).isEqualTo(1);
        journal.replay();
        assertThat(journal.isEmpty()).isTrue();
    }

    @Test
    void change_whoseTransactionHasNotEnded_isNotTold_andNotRead() {
        AtomicInteger times = new AtomicInteger();
        Unconfirmed.Hold one = journal.hold("row", times::incrementAndGet);
        Unconfirmed.Hold other = journal.hold("row", times::incrementAndGet);
        journal.replay();
        journal.release(one);
        journal.release(one);
        assertThat(journal.holds("row")).isTrue();
        assertThat(journal.size()).isEqualTo(1);

        journal.release(other);
        assertThat(journal.holds("row")).isFalse();
        assertThat(journal.isEmpty()).isTrue();
        assertThat(times).hasValue(0);
    }

    @Test
    void change_whoseTransactionDoesNotEndInTime_isTold() {
        Unconfirmed unconfirmed = new Unconfirmed(0);
        AtomicInteger times = new AtomicInteger();
        unconfirmed.hold("row", times::incrementAndGet);
        Await.until(() -> {
            unconfirmed.expire();
            return times.get() > 0;
        });
        unconfirmed.expire();
        assertThat(times).hasValue(1);
        assertThat(unconfirmed.isEmpty()).isTrue();
    }

    @Test
    void change_thatComesWhileAnEarlierOneIsTold_staysUntilItIsToldItself() {
        CompletableFuture<Void> earlier = new CompletableFuture<>();
        journal.put("row", () -> earlier);
        journal.replay();
        journal.put("row", () -> CompletableFuture.completedFuture(null));
        earlier.complete(null);
        assertThat(journal.size()).isEqualTo(1);

        journal.replay();
        assertThat(journal.isEmpty()).isTrue();
    }
}
