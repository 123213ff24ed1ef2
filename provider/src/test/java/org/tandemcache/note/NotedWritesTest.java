package org.tandemcache.note;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.tandemcache.Await;
import org.tandemcache.far.Comparison;
import org.tandemcache.far.FarKey;
import org.tandemcache.far.Keyspace;
import org.tandemcache.far.Lifetime;
import org.tandemcache.far.StoredEntry;
import org.tandemcache.far.WriteLifetimes;
import org.tandemcache.far.redis.RedisKeyScripts;
import org.tandemcache.far.redis.connection.RedisServerAddress;
import org.tandemcache.far.redis.topology.RedisConnector;
import org.tandemcache.testkit.RedisServer;
import org.tandemcache.testkit.WithRedis;

/** What one writer does on a real server, as another node hears it. */
@Tag("server")
@WithRedis(own = true)
class NotedWritesTest {
    private static final Keyspace CACHE = new Keyspace("tandem", "noted");
    private static final FarKey KEY = new FarKey("key", "tandem:noted:{}s:key".getBytes(StandardCharsets.UTF_8));
    private static final WriteLifetimes ETERNAL = new WriteLifetimes(Lifetime.ETERNAL, Lifetime.ETERNAL);

    private final Queue<Note.Changed> heard = new ConcurrentLinkedQueue<>();
    private final AtomicLong counted = new AtomicLong();
    private final AtomicLong interruptions = new AtomicLong();
    private final NoteReceiver.Sink sink = new NoteReceiver.Sink() {
        @Override
        public void heard(Note.Changed note) {
            heard.add(note);
        }

        @Override
        public void missed(long changes) {
            if (changes == 0) {
                interruptions.incrementAndGet();
            } else {
                counted.addAndGet(changes);
            }
        }
    };
    private final RedisServer redis;
    private final NoteReceiver receiver =
            new NoteReceiver(UUID.randomUUID(), System::nanoTime, TimeUnit.HOURS.toNanos(1), sink);
    private RedisConnector connector;
    private NotedWrites writes;

    NotedWritesTest(RedisServer redis) {
        this.redis = redis;
    }

    @BeforeEach
    void open() {
        redis.command("FLUSHALL");
        connector = new RedisConnector(RedisServerAddress.parse(redis.uri() + "?timeout=30s", "test"));
        writes = new NotedWrites(
                new RedisKeyScripts(connector), CACHE, "billing-1", () -> 1_234L, NoteChannels.of(CACHE), null);
    }

    @AfterEach
    void close() {
        connector.close();
    }

    @Test
    void putAndRemove_listenedToWithValues_tellTypeValueAndOldValueOnce() {
        try (NoteFeed feed = listen(true)) {
            assertThat(writes.put(KEY, value(1), ETERNAL, false).join().changed())
                    .isTrue();
            assertThat(writes.put(KEY, value(2), ETERNAL, true).join().old().bytes())
                    .isEqualTo(value(1));
            assertThat(writes.remove(KEY, true).join().old().bytes()).isEqualTo(value(2));
            assertThat(writes.remove(KEY, true).join()).isEqualTo(new NotedWrites.Done(false, null));
            awaitAll(4);

            assertThat(feed).isNotNull();
            assertThat(told()).containsExactly("1 CREATED 1 was null", "2 UPDATED 2 was 1", "3 REMOVED null was 2");
            assertThat(heard).allSatisfy(note -> {
                assertThat(note.writer()).isEqualTo(writes.writer());
                assertThat(note.instance()).isEqualTo("billing-1");
                assertThat(note.millis()).isEqualTo(1_234);
                assertThat(note.key()).isEqualTo(KEY.bytes());
            });
            assertThat(counted).hasValue(0);
        }
    }

    @Test
    void put_listenedToWithoutValues_tellsTheVersionAlone() {
        try (NoteFeed feed = listen(false)) {
            writes.put(KEY, value(1), ETERNAL, false).join();
            writes.put(KEY, value(2), ETERNAL, false).join();
            awaitAll(2);

            assertThat(feed).isNotNull();
            assertThat(heard).allSatisfy(note -> {
                assertThat(note.value().bytes()).hasSize(StoredEntry.HEADER_LENGTH);
                assertThat(note.oldValue()).isNull();
            });
            assertThat(heard)
                    .element(1)
                    .satisfies(note -> assertThat(note.value().header()).isEqualTo(new StoredEntry(value(2)).header()));
        }
    }

    @Test
    void conditionalWrites_thatChangeNothing_tellNothingAndMissNothing() {
        try (NoteFeed feed = listen(true)) {
            assertThat(writes.replace(KEY, value(1), Lifetime.ETERNAL, false)
                            .join()
                            .changed())
                    .isFalse();
            assertThat(writes.putIfAbsent(KEY, value(2), Lifetime.ETERNAL)
                            .join()
                            .changed())
                    .isTrue();
            assertThat(writes.putIfAbsent(KEY, value(3), Lifetime.ETERNAL)
                            .join()
                            .changed())
                    .isFalse();
            assertThat(writes.compare(new Comparison.Put(KEY, new StoredEntry(value(3)), value(4), Lifetime.ETERNAL))
                            .join()
                            .changed())
                    .isFalse();
            assertThat(writes.compare(new Comparison.Put(KEY, new StoredEntry(value(2)), value(5), Lifetime.ETERNAL))
                            .join()
                            .changed())
                    .isTrue();
            assertThat(writes.compare(new Comparison.Remove(KEY, new StoredEntry(value(2))))
                            .join()
                            .changed())
                    .isFalse();
            assertThat(writes.compare(new Comparison.Remove(KEY, new StoredEntry(value(5))))
                            .join()
                            .changed())
                    .isTrue();
            awaitAll(7);

            assertThat(feed).isNotNull();
            assertThat(told()).containsExactly("2 CREATED 2 was null", "5 UPDATED 5 was 2", "7 REMOVED null was 5");
            assertThat(counted).hasValue(0);
        }
    }

    @Test
    void marker_storedAndReplaced_isNoEntryToThoseWhoListen() {
        byte[] marker = value(1);
        marker[0] = (byte) 249;
        marker[1] = 7;
        try (NoteFeed feed = listen(true)) {
            writes.put(KEY, marker, ETERNAL, false).join();
            writes.put(KEY, value(2), ETERNAL, false).join();
            writes.put(KEY, marker, ETERNAL, false).join();
            writes.remove(KEY, false).join();
            awaitAll(4);

            assertThat(feed).isNotNull();
            assertThat(told()).containsExactly("2 CREATED 2 was null", "3 REMOVED null was 2");
        }
    }

    @Test
    void connectionOfTheListener_killedBetweenWrites_countsExactlyWhatItDidNotTell() {
        try (NoteFeed feed = listen(true)) {
            int sent = 0;
            for (int kill = 0; kill < 3; kill++) {
                long before = interruptions.get();
                for (int i = 0; i < 200; i++) {
                    writes.put(KEY, value(i), ETERNAL, false).join();
                    sent++;
                    if (i == 100) {
                        assertThat(redis.killClients(client -> client.toString().contains("cmd=subscribe")))
                                .isPositive();
                    }
                }
                Await.until("the listener is back", () -> interruptions.get() > before);
            }
            awaitAll(sent);

            assertThat(feed).isNotNull();
            assertThat(heard.size() + counted.get()).isEqualTo(sent);
            assertThat(heard.stream().map(Note.Changed::number).distinct()).hasSameSizeAs(heard);
        }
    }

    @Test
    void publishing_forbidden_storesAllTheSameAndCountsAsMissed() {
        try (NoteFeed feed = listen(true)) {
            redis.command("ACL", "SETUSER", "mute", "on", ">secret", "~*", "&*", "+@all", "-publish");
            try (RedisConnector mute = new RedisConnector(RedisServerAddress.parse(
                    "redis://mute:secret@" + redis.host() + ":" + redis.port() + "?timeout=30s", "test"))) {
                NotedWrites silent = new NotedWrites(
                        new RedisKeyScripts(mute), CACHE, "mute", () -> 0, NoteChannels.of(CACHE), null);

                assertThat(silent.put(KEY, value(1), ETERNAL, false).join().changed())
                        .isTrue();
                assertThat(silent.beat()).failsWithin(Duration.ofMinutes(1));
            } finally {
                redis.command("ACL", "DELUSER", "mute");
            }
            assertThat(feed).isNotNull();
            assertThat(redis.command("EXISTS", "tandem:noted:{}s:key")).isEqualTo(1L);
            assertThat(heard).isEmpty();
        }
    }

    private NoteFeed listen(boolean values) {
        NoteFeed feed = NoteFeed.open(connector, NoteChannels.of(CACHE).forWhoWants(values), Runnable::run, receiver);
        Await.until("the channel is heard", () -> interruptions.get() > 0);
        writes.beat().join(); // the first one says that nothing was written
        return feed;
    }

    /** Two beats behind: everything up to this number was heard, or is counted. */
    private void awaitAll(int number) {
        writes.beat().join();
        writes.beat().join();
        Await.until("all is told or counted", () -> receiver.settledOf(writes.writer()) >= number);
    }

    private List<String> told() {
        List<String> told = new ArrayList<>();
        for (Note.Changed note : heard) {
            told.add(note.number() + " " + note.type() + " " + last(note.value()) + " was " + last(note.oldValue()));
        }
        return told;
    }

    private static String last(StoredEntry entry) {
        return entry == null ? "null" : String.valueOf(entry.bytes()[entry.bytes().length - 1] & 0xFF);
    }

    /** A header whose version ends in a number, and one byte behind it. */
    private static byte[] value(int number) {
        byte[] value = new byte[StoredEntry.HEADER_LENGTH + 1];
        value[0] = (byte) 249;
        value[1] = 1;
        value[StoredEntry.HEADER_LENGTH - 1] = (byte) number;
        value[StoredEntry.HEADER_LENGTH] = (byte) number;
        return value;
    }
}
