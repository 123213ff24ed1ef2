package org.tandemcache.note;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.tandemcache.Await;
import org.tandemcache.CacheFixture;
import org.tandemcache.far.FarKey;
import org.tandemcache.far.FarTierException;
import org.tandemcache.far.Keyspace;
import org.tandemcache.far.Lifetime;
import org.tandemcache.far.StoredEntry;
import org.tandemcache.far.WriteLifetimes;
import org.tandemcache.far.redis.RedisKeyScripts;
import org.tandemcache.far.redis.connection.RedisServerAddress;
import org.tandemcache.far.redis.topology.RedisConnector;

/** Writes the same keys again and again, and counts what another node hears of it. For a single thread. */
final class NotedRounds implements AutoCloseable {
    static final List<FarKey> KEYS = IntStream.range(0, 60)
            .mapToObj(i -> "tandem:noted:{}s:" + i)
            .map(key -> new FarKey(key, key.getBytes(StandardCharsets.UTF_8)))
            .toList();

    private static final Keyspace CACHE = new Keyspace("tandem", "noted");
    private static final WriteLifetimes ETERNAL = new WriteLifetimes(Lifetime.ETERNAL, Lifetime.ETERNAL);

    private final Set<Long> heard = ConcurrentHashMap.newKeySet();
    private final AtomicLong twice = new AtomicLong();
    private final AtomicLong counted = new AtomicLong();
    private final AtomicLong interruptions = new AtomicLong();
    private final NoteReceiver receiver =
            new NoteReceiver(UUID.randomUUID(), System::nanoTime, TimeUnit.HOURS.toNanos(1), new NoteReceiver.Sink() {
                @Override
                public void heard(Note.Changed note) {
                    if (!heard.add(note.number())) {
                        twice.incrementAndGet();
                    }
                }

                @Override
                public void missed(long changes) {
                    (changes == 0 ? interruptions : counted).addAndGet(Math.max(1, changes));
                }
            });
    private final RedisConnector connector;
    private final NotedWrites writes;
    private final NoteFeed feed;
    private long sent;

    /** Returns when each key is heard, and nothing was missed. */
    NotedRounds(String uri) {
        connector = new RedisConnector(RedisServerAddress.parse(CacheFixture.waiting(uri, "3s"), "test"));
        writes = new NotedWrites(
                new RedisKeyScripts(connector), CACHE, "billing-1", () -> 1_234L, NoteChannels.of(CACHE), null);
        feed = NoteFeed.open(connector, NoteChannels.of(CACHE).plain(), Runnable::run, receiver);
        Await.until("the channel is heard", () -> interruptions.get() > 0);
        awaitBeat();
        round();
        Await.until("all masters are heard", () -> heard.size() == KEYS.size());
        settle();
        assertThat(counted).hasValue(0);
    }

    /** Writes each key once; whether all were written. */
    boolean round() {
        List<CompletableFuture<NotedWrites.Done>> answers = KEYS.stream()
                .map(key -> writes.put(key, new byte[StoredEntry.HEADER_LENGTH + 1], ETERNAL, false))
                .toList();
        sent += answers.size();
        boolean all = true;
        for (CompletableFuture<NotedWrites.Done> answer : answers) {
            try {
                answer.join();
            } catch (CompletionException e) {
                assertThat(e).hasCauseInstanceOf(FarTierException.class);
                all = false;
            }
        }
        return all;
    }

    /** Until everything that was sent is told or counted. */
    void settle() {
        Await.until("all is told or counted", () -> {
            awaitBeat();
            return receiver.settledOf(writes.writer()) >= sent;
        });
    }

    private void awaitBeat() {
        Await.until("a beat is sent", () -> {
            try {
                writes.beat().join();
                return true;
            } catch (CompletionException e) { // the master that is asked has just failed
                return false;
            }
        });
    }

    void assertEachToldOrCountedOnce() {
        assertThat(counted).as("what the dead master was sent").hasPositiveValue();
        assertThat(heard.size() + counted.get()).isEqualTo(sent);
        assertThat(twice).hasValue(0);
    }

    @Override
    public void close() {
        feed.close();
        connector.close();
    }
}
