package org.tandemcache.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
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
import org.tandemcache.config.TandemConfiguration;
import org.tandemcache.testkit.RedisCluster;
import org.tandemcache.testkit.RedisServer;

/** The journal of a cache whose entries lie on other servers than the journal. */
@Tag("server")
@Timeout(120)
class JournalClusterTest {
    private static final String STREAM = "tandem:cache:journal:{}";

    private static RedisCluster cluster;

    private final JournalRecorder recorder = new JournalRecorder();
    private int attempts;

    @RegisterExtension
    final CacheFixture tandem = new CacheFixture(cluster.uri());

    @BeforeAll
    static void start() {
        cluster = RedisCluster.start(3, 1);
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @Test
    void events_ofAllServers_areReadInTheOrderOfOneWriter_andAFailoverOfTheJournalGoesOnOrIsALoss() {
        TandemCache<String, String> cache =
                CacheFixture.own(tandem.cache(TandemConfiguration.builder(String.class, String.class)
                        .journal(journal -> journal.length(10_000).values(true))
                        .build()));
        Await.until("the cluster is connected", () -> answers(cache));
        cache.readJournal(JournalPosition.BEGINNING, recorder);
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            cache.put("key " + i % 30, "" + i);
            expected.add(
                    i < 30 ? "CREATED key " + i + "=" + i : "UPDATED key " + i % 30 + "=" + i + " was " + (i - 30));
        }
        recorder.await(60);
        assertThat(recorder.heard).isEqualTo(expected);
        assertThat(cache.tiers().getJournalWritten()).isEqualTo(60);
        assertThat(IntStream.range(0, 30)
                        .mapToObj(i -> cluster.masterOf(CacheFixture.redisKey("key " + i)))
                        .distinct())
                .hasSize(3);

        RedisServer holder = cluster.masterOf(STREAM);
        cluster.failover(holder);
        Await.until("it is written again", () -> written(cache));
        String end = "CREATED end " + attempts + "=";
        recorder.awaitLast(end);

        // A write whose answer was lost in the failover is owed, and told as a loss.
        List<String> behind = recorder.heard.subList(60, recorder.heard.size());
        assertThat(behind).endsWith(end);
        if (!behind.contains(JournalRecorder.LOST)) {
            assertThat(behind).containsExactly(end);
        }
    }

    private static boolean answers(TandemCache<String, String> cache) {
        try {
            return !cache.containsKey("end");
        } catch (CacheException e) { // within the connect timeout it was not
            return false;
        }
    }

    /**
     * Each time under another key: what has failed may have been stored, and to write that again would be an update.
     */
    private boolean written(TandemCache<String, String> cache) {
        try {
            cache.put("end " + ++attempts, "");
            return true;
        } catch (CacheException e) { // until the replica has taken over
            return false;
        }
    }
}
