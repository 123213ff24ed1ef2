package org.tandemcache.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import javax.cache.CacheManager;
import javax.cache.event.EventType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.tandemcache.Await;
import org.tandemcache.CacheFixture;
import org.tandemcache.ChangeSubscription;
import org.tandemcache.JournalEvent;
import org.tandemcache.JournalListener;
import org.tandemcache.JournalPosition;
import org.tandemcache.TandemCache;
import org.tandemcache.config.EntryOptions;
import org.tandemcache.config.JournalConfiguration;
import org.tandemcache.config.TagConfiguration;
import org.tandemcache.config.TandemConfiguration;
import org.tandemcache.testkit.RedisServer;
import org.tandemcache.testkit.WithRedis;

/** What is read in the journal of a cache, by its writer and by others. */
@Tag("server")
@WithRedis(own = true)
class JournalTest {
    private static final String STREAM = "tandem:cache:journal:{}";

    private final RedisServer redis;
    private final JournalRecorder recorder = new JournalRecorder();

    @RegisterExtension
    final CacheFixture tandem;

    JournalTest(RedisServer redis) {
        this.redis = redis;
        this.tandem = new CacheFixture(redis);
    }

    private static TandemCache<String, String> open(
            CacheManager manager, UnaryOperator<JournalConfiguration.Builder> journal) {
        return CacheFixture.own(manager.createCache(
                CacheFixture.NAME,
                TandemConfiguration.builder(String.class, String.class)
                        .journal(journal)
                        .build()));
    }

    private static TandemCache<String, String> open(CacheManager manager) {
        return open(manager, journal -> journal.length(10_000).values(true));
    }

    private TandemCache<String, String> open() {
        return open(tandem.manager());
    }

    @Test
    void journal_readFromItsBeginning_tellsEachChangeOnceInItsOrder() {
        TandemCache<String, String> cache = open();
        cache.put("a", "1");
        cache.getAndPut("a", "2");
        cache.putIfAbsent("a", "3");
        cache.replace("a", "2", "4");
        cache.invoke("a", (entry, arguments) -> {
            entry.setValue("5");
            return null;
        });
        cache.remove("a");
        cache.remove("a");
        cache.putAll(Map.of("b", "1"));
        cache.removeAll(Set.of("b"));

        cache.readJournal(JournalPosition.BEGINNING, recorder);
        cache.put("end", "");
        recorder.await(8);

        assertThat(recorder.heard)
                .containsExactly(
                        "CREATED a=1",
                        "UPDATED a=2 was 1",
                        "UPDATED a=4 was 2",
                        "UPDATED a=5 was 4",
                        "REMOVED a=null was 5",
                        "CREATED b=1",
                        "REMOVED b=null was 1",
                        "CREATED end=");
        JournalEvent<String, String> first = recorder.events.get(0);
        assertThat(first.type()).isEqualTo(EventType.CREATED);
        assertThat(cache.tiers().getJournalWritten()).isEqualTo(8);
        assertThat(cache.tiers().getJournalRead()).isEqualTo(8);
        assertThat(cache.tiers().getJournalUnwritten()).isZero();
        assertThat(cache.tiers().getJournalLosses()).isZero();
        assertThat(first.version()).isNotNull();
        assertThat(first.instance()).isNotBlank();
        assertThat(recorder.events.get(4).version()).isNull();
        assertThat(recorder.events).isSortedAccordingTo((a, b) -> a.position().compareTo(b.position()));
    }

    @Test
    void journal_withoutValues_tellsKeysAndVersionsAlone() {
        TandemCache<String, String> cache = open(tandem.manager(), journal -> journal.length(100));
        cache.readJournal(JournalPosition.BEGINNING, recorder);

        cache.put("a", "1");
        cache.put("a", "2");
        cache.remove("a");
        recorder.await(3);

        assertThat(recorder.heard).containsExactly("CREATED a=null", "UPDATED a=null", "REMOVED a=null");
        assertThat(recorder.events.get(1).version())
                .isNotNull()
                .isNotEqualTo(recorder.events.get(0).version());
    }

    @Test
    void position_storedAndReadByAnotherManager_goesOnBehindIt() {
        TandemCache<String, String> cache = open();
        ChangeSubscription first = cache.readJournal(JournalPosition.BEGINNING, recorder);
        cache.put("a", "1");
        cache.put("a", "2");
        recorder.await(2);
        first.close();
        String stored = recorder.lastPosition().toString();
        cache.put("a", "3");

        JournalRecorder second = new JournalRecorder();
        open(tandem.newManager()).readJournal(JournalPosition.of(stored), second);
        cache.put("a", "4");
        second.await(2);

        assertThat(second.heard).containsExactly("UPDATED a=3 was 2", "UPDATED a=4 was 3");
        assertThat(recorder.heard).hasSize(2);
    }

    @Test
    void now_isToldAsALoss_andThenWhatComes() {
        TandemCache<String, String> cache = open();
        cache.put("a", "before");
        cache.readJournal(JournalPosition.NOW, recorder);
        recorder.await(1);

        cache.put("a", "behind");
        recorder.await(2);

        assertThat(recorder.heard).containsExactly(JournalRecorder.LOST, "UPDATED a=behind was before");
    }

    @Test
    void position_thatWasTrimmedAway_isALoss_andWhatIsLeftIsTold() {
        TandemCache<String, String> cache = open(tandem.manager(), journal -> journal.length(10));
        ChangeSubscription first = cache.readJournal(JournalPosition.BEGINNING, recorder);
        cache.put("key", "value");
        recorder.await(1);
        first.close();
        putMany(cache, 500);

        JournalRecorder late = new JournalRecorder();
        cache.readJournal(recorder.lastPosition(), late);
        late.awaitLast("CREATED last=null");

        assertThat(late.heard).startsWith(JournalRecorder.LOST).doesNotHaveDuplicates();
        assertThat(late.heard.size() - 1)
                .isEqualTo(Math.toIntExact((Long) redis.command("XLEN", STREAM)))
                .isBetween(10, 300);
    }

    @Test
    void beginning_thatWasTrimmedAway_isALoss() {
        TandemCache<String, String> cache = open(tandem.manager(), journal -> journal.length(10));
        putMany(cache, 500);

        cache.readJournal(JournalPosition.BEGINNING, recorder);
        recorder.awaitLast("CREATED last=null");

        assertThat(recorder.heard).startsWith(JournalRecorder.LOST).containsOnlyOnce(JournalRecorder.LOST);
    }

    private static void putMany(TandemCache<String, String> cache, int count) {
        Map<String, String> many = new HashMap<>();
        IntStream.range(0, count).forEach(i -> many.put("key " + i, ""));
        cache.putAll(many);
        cache.put("last", "");
    }

    @Test
    void connections_killedBetweenTheEvents_missNothing() {
        TandemCache<String, String> cache = open();
        TandemCache<String, String> reading = open(tandem.newManager());
        reading.readJournal(JournalPosition.BEGINNING, recorder);
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            cache.put("key " + i, "");
            expected.add("CREATED key " + i + "=");
            if (i % 50 == 25) {
                recorder.await(i / 2);
                redis.killClients(client -> client.fields().get("flags").contains("b"));
            }
        }
        recorder.await(200);

        assertThat(recorder.heard).isEqualTo(expected);
    }

    @Test
    void listener_slowerThanTheWrites_isToldEachOfThem() {
        TandemCache<String, String> cache = open();
        cache.readJournal(JournalPosition.BEGINNING, recorder);
        putMany(cache, 2_000);
        recorder.awaitLast("CREATED last=");

        assertThat(recorder.heard).hasSize(2_001).doesNotContain(JournalRecorder.LOST);
    }

    @Test
    void twoWriters_ofTheSameKeys_endInTheJournalAsInTheCache() throws InterruptedException {
        TandemCache<String, String> here = open();
        TandemCache<String, String> there = open(tandem.newManager());
        here.readJournal(JournalPosition.BEGINNING, recorder);
        List<Thread> writers = List.of(writing(here, "here"), writing(there, "there"));
        for (Thread writer : writers) {
            writer.join();
        }
        recorder.await(400);

        Map<String, String> mirror = new HashMap<>();
        for (JournalEvent<String, String> event : recorder.events) {
            assertThat(event.oldValue()).isEqualTo(mirror.put(event.key(), event.value()));
        }
        assertThat(recorder.events).hasSize(400);
        assertThat(mirror).isEqualTo(here.getAll(mirror.keySet()));
    }

    private static Thread writing(TandemCache<String, String> cache, String name) {
        Thread writer = new Thread(() -> {
            for (int i = 0; i < 200; i++) {
                cache.put("key " + i % 3, name + i);
            }
        });
        writer.start();
        return writer;
    }

    @Test
    void clearAndInvalidateAll_areLosses() {
        TandemCache<String, String> cache =
                CacheFixture.own(tandem.cache(TandemConfiguration.builder(String.class, String.class)
                        .journal(journal -> journal.length(100).values(true))
                        .tags(tags -> tags.mode(TagConfiguration.Mode.GENERATION))
                        .build()));
        cache.readJournal(JournalPosition.BEGINNING, recorder);

        cache.put("a", "1");
        cache.clear();
        cache.put("a", "2");
        cache.invalidateAll();
        cache.put("a", "3");
        recorder.await(5);

        assertThat(recorder.heard)
                .containsExactly(
                        "CREATED a=1", JournalRecorder.LOST, "CREATED a=2", JournalRecorder.LOST, "CREATED a=3");
    }

    @Test
    void server_emptied_isALossBehindTheNextEvent() {
        TandemCache<String, String> cache = open();
        cache.readJournal(JournalPosition.BEGINNING, recorder);
        cache.put("a", "1");
        recorder.await(1);
        // Within one millisecond the server would begin anew with the number of the event that was told.
        Await.until("the server's clock has gone on", () -> serverMillis() > millisOf(recorder.lastPosition()));

        redis.command("FLUSHALL");
        cache.put("a", "2");
        recorder.awaitLast("CREATED a=2");

        assertThat(recorder.heard).containsExactly("CREATED a=1", JournalRecorder.LOST, "CREATED a=2");
    }

    private long serverMillis() {
        List<?> time = (List<?>) redis.command("TIME");
        return 1_000 * number(time.get(0)) + number(time.get(1)) / 1_000;
    }

    private static long millisOf(JournalPosition position) {
        return number(position.toString().split("-", 2)[0]);
    }

    private static long number(Object text) {
        return Long.parseLong(String.valueOf(text));
    }

    @Test
    void lastEvent_unknownToTheServerThatTookOver_isALossAndNothingIsToldTwice() {
        TandemCache<String, String> cache = open();
        ChangeSubscription first = cache.readJournal(JournalPosition.BEGINNING, recorder);
        cache.put("a", "1");
        cache.put("a", "2");
        recorder.await(2);
        first.close();
        redis.command("XDEL", STREAM, recorder.lastPosition().toString()); // as if it had not been replicated
        cache.put("a", "3");

        JournalRecorder late = new JournalRecorder();
        cache.readJournal(recorder.lastPosition(), late);
        late.await(1);
        cache.put("a", "4");
        late.await(2);

        assertThat(late.heard).containsExactly(JournalRecorder.LOST, "UPDATED a=4 was 3");
    }

    @Test
    void writing_intoTheJournalRefused_storesAllTheSameAndIsToldAsALossLater() {
        TandemCache<String, String> cache = open();
        cache.readJournal(JournalPosition.BEGINNING, recorder);
        cache.put("a", "1");
        recorder.await(1);

        redis.command("ACL", "SETUSER", "default", "-xadd");
        try {
            cache.put("a", "2");
            assertThat(cache.get("a")).isEqualTo("2");
        } finally {
            redis.command("ACL", "SETUSER", "default", "+xadd");
        }
        recorder.await(2);
        cache.put("a", "3");
        recorder.await(3);

        assertThat(recorder.heard).containsExactly("CREATED a=1", JournalRecorder.LOST, "UPDATED a=3 was 2");
        assertThat(cache.tiers().getJournalWritten()).isEqualTo(2);
        assertThat(cache.tiers().getJournalUnwritten()).isEqualTo(1);
        assertThat(cache.tiers().getJournalRead()).isEqualTo(2);
        assertThat(cache.tiers().getJournalLosses()).isEqualTo(1);
    }

    @Test
    void entry_thatNoVersionKnows_isALossAndTheNextIsTold() {
        TandemCache<String, String> cache = open();
        cache.readJournal(JournalPosition.BEGINNING, recorder);
        cache.put("a", "1");
        redis.command("XADD", STREAM, "*", "another", "program");
        redis.command("XADD", STREAM, "*", "n", "rubbish");
        cache.put("a", "2");
        recorder.await(4);

        assertThat(recorder.heard)
                .containsExactly("CREATED a=1", JournalRecorder.LOST, JournalRecorder.LOST, "UPDATED a=2 was 1");
    }

    @Test
    void listener_thatThrows_isToldTheNextEvent() {
        TandemCache<String, String> cache = open();
        AtomicInteger calls = new AtomicInteger();
        cache.readJournal(JournalPosition.BEGINNING, new JournalListener<String, String>() {
            @Override
            public void changed(JournalEvent<String, String> event) {
                calls.incrementAndGet();
                throw new AssertionError("as if by a mistake of the listener");
            }

            @Override
            public void lost() {
                calls.addAndGet(100);
            }
        });
        cache.put("a", "1");
        cache.put("a", "2");

        Await.until("both are told", () -> calls.get() >= 2);
        assertThat(calls).hasValue(2);
    }

    @Test
    void entry_endedByItsLifetimeWhenItIsWritten_isToldAsExpired() {
        TandemCache<String, String> cache = open();
        cache.put("a", "1");
        cache.put("a", "2", EntryOptions.lifetime(Duration.ZERO));

        cache.readJournal(JournalPosition.BEGINNING, recorder);
        recorder.await(2);

        assertThat(recorder.heard).containsExactly("CREATED a=1", "EXPIRED a=null was 1");
        assertThat(recorder.events.get(1).version()).isNull();
    }

    @Test
    void expiry_isNotTold_andTheNextWriteCreates() {
        TandemCache<String, String> cache = open();
        cache.put("a", "1");
        cache.setLifetime("a", Duration.ofMillis(1));
        Await.until("it has expired", () -> !cache.containsKey("a"));
        cache.put("a", "2");

        cache.readJournal(JournalPosition.BEGINNING, recorder);
        recorder.await(2);

        assertThat(recorder.heard).containsExactly("CREATED a=1", "CREATED a=2");
    }

    @Test
    void subscription_closed_tellsNothingMoreAndKeepsNoConnection() {
        TandemCache<String, String> cache = open();
        ChangeSubscription subscription = cache.readJournal(JournalPosition.BEGINNING, recorder);
        cache.put("a", "1");
        recorder.await(1);
        int before = redis.clients().size();

        subscription.close();
        subscription.close();
        cache.put("a", "2");

        Await.until("its connection is gone", () -> redis.clients().size() < before);
        assertThat(recorder.heard).containsExactly("CREATED a=1");
    }

    @Test
    void cache_destroyed_leavesNoJournal() {
        TandemCache<String, String> cache = open();
        cache.put("a", "1");
        assertThat(redis.command("EXISTS", STREAM)).isEqualTo(1L);

        tandem.manager().destroyCache(CacheFixture.NAME);

        assertThat(redis.command("EXISTS", STREAM)).isEqualTo(0L);
    }

    @Test
    void cacheWithoutJournal_writesNoneAndRefusesToRead() {
        TandemCache<String, String> cache = CacheFixture.own(tandem.texts());
        redis.command("CONFIG", "RESETSTAT");
        cache.put("a", "1");

        assertThat(redis.info("commandstats")).doesNotContainKeys("cmdstat_xadd", "cmdstat_evalsha", "cmdstat_eval");
        assertThatThrownBy(() -> cache.readJournal(JournalPosition.NOW, recorder))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessage(
                        "cache \"cache\" has journal.length 0, so nothing is written down of its changes; allowed: a"
                                + " journal.length above 0");
    }

    @Test
    void position_thatIsNone_isRefused() {
        assertThat(List.of("0-0", "1764172800000-12", "18446744073709551615-7", "now"))
                .allSatisfy(text -> assertThat(JournalPosition.of(text)).hasToString(text));
        for (String none :
                List.of("yesterday", "-1-0", "99999999999999999999-0", "18446744073709551615-18446744073709551615")) {
            assertThatThrownBy(() -> JournalPosition.of(none))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("\"" + none + "\"")
                    .hasMessageContaining("1764172800000-0, or now");
        }
    }
}
