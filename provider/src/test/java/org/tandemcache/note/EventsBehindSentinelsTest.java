package org.tandemcache.note;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tandemcache.event.JournalRecorder.LOST;

import java.util.concurrent.CountDownLatch;
import javax.cache.CacheException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.tandemcache.Await;
import org.tandemcache.CacheFixture;
import org.tandemcache.JournalPosition;
import org.tandemcache.TandemCache;
import org.tandemcache.config.NearConfiguration;
import org.tandemcache.config.TandemConfiguration;
import org.tandemcache.event.JournalRecorder;
import org.tandemcache.testkit.CutReplication;
import org.tandemcache.testkit.RedisSentinels;

/** What listeners hear and a journal tells when the master is killed, and its replica did not get what came last. */
@Tag("server")
@Timeout(120)
class EventsBehindSentinelsTest {
    private static RedisSentinels redis;

    @RegisterExtension
    final CacheFixture tandem = new CacheFixture(redis.uri());

    private final JournalRecorder recorder = new JournalRecorder();
    private final CountDownLatch behind = new CountDownLatch(1);

    @BeforeAll
    static void start() {
        redis = RedisSentinels.start(1);
    }

    @AfterAll
    static void stop() {
        redis.close();
    }

    @Test
    void changes_whileTheMasterIsKilled_areToldOrCounted_andThoseOfTheJournalToldAsLost() {
        TandemCache<String, String> cache = journaled();
        try (NotedRounds rounds = new NotedRounds(redis.uri())) {
            cache.put("a", "1");
            cache.readJournal(JournalPosition.BEGINNING, recorder.heldAt("CREATED a=1", behind));
            recorder.awaitOne("CREATED a=1");
            redis.awaitReady(); // the replica has all that there is
            CutReplication.of(redis.primary());
            cache.put("a", "2");
            rounds.round();
            redis.primary().kill();
            rounds.round();
            redis.failoverByKill();

            Await.until("the new master takes writes", rounds::round);
            rounds.settle();
            rounds.assertEachToldOrCountedOnce();

            Await.until("the new master answers", () -> answers(cache));
            assertThat(cache.get("a")).isEqualTo("1");
            behind.countDown();
            recorder.awaitOne(LOST);
            cache.put("a", "3");
            recorder.awaitOne("UPDATED a=3 was 1");
            assertThat(recorder.heard).startsWith("CREATED a=1", LOST);
            assertThat(recorder.events).hasSize(2);
        }
    }

    private TandemCache<String, String> journaled() {
        return CacheFixture.own(tandem.cache(TandemConfiguration.builder(String.class, String.class)
                .near(near -> near.mode(NearConfiguration.Mode.OFF))
                .journal(journal -> journal.length(10_000).values(true))
                .build()));
    }

    private static boolean answers(TandemCache<String, String> cache) {
        try {
            return cache.containsKey("a");
        } catch (CacheException e) { // until the replica has taken over
            return false;
        }
    }
}
