package org.tandemcache.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.cache.Cache;
import javax.cache.configuration.CacheEntryListenerConfiguration;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.event.CacheEntryCreatedListener;
import javax.cache.event.CacheEntryEvent;
import javax.cache.event.CacheEntryEventFilter;
import javax.cache.event.CacheEntryExpiredListener;
import javax.cache.event.CacheEntryListenerException;
import javax.cache.event.CacheEntryRemovedListener;
import javax.cache.event.CacheEntryUpdatedListener;
import javax.cache.integration.CacheWriter;
import javax.cache.integration.CacheWriterException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;
import org.tandemcache.Actors;
import org.tandemcache.Await;
import org.tandemcache.CacheFixture;
import org.tandemcache.TandemCache;
import org.tandemcache.testkit.RedisServer;
import org.tandemcache.testkit.WithRedis;

/** Who hears of what, when, and in which order. */
@WithRedis
class ListenersTest {
    private final RedisServer redis;

    @RegisterExtension
    final CacheFixture tandem;

    ListenersTest(RedisServer redis) {
        this.redis = redis;
        this.tandem = new CacheFixture(redis);
    }

    /** Writes down what it hears, as "CREATED key=value" and "(was old)" where an old value is at hand. */
    private static final class Recorder
            implements CacheEntryCreatedListener<String, String>,
                    CacheEntryUpdatedListener<String, String>,
                    CacheEntryRemovedListener<String, String>,
                    CacheEntryExpiredListener<String, String> {
        final Collection<String> heard = new ConcurrentLinkedQueue<>();
        private final Consumer<CacheEntryEvent<? extends String, ? extends String>> then;

        Recorder() {
            this(event -> {});
        }

        /** @param then done with each event after it is written down */
        Recorder(Consumer<CacheEntryEvent<? extends String, ? extends String>> then) {
            this.then = then;
        }

        private void hear(Iterable<CacheEntryEvent<? extends String, ? extends String>> events) {
            events.forEach(event -> {
                heard.add(event.getEventType()
                        + " "
                        + event.getKey()
                        + "="
                        + event.getValue()
                        + (event.isOldValueAvailable() ? " (was " + event.getOldValue() + ")" : ""));
                then.accept(event);
            });
        }

        @Override
        public void onCreated(Iterable<CacheEntryEvent<? extends String, ? extends String>> events) {
            hear(events);
        }

        @Override
        public void onUpdated(Iterable<CacheEntryEvent<? extends String, ? extends String>> events) {
            hear(events);
        }

        @Override
        public void onRemoved(Iterable<CacheEntryEvent<? extends String, ? extends String>> events) {
            hear(events);
        }

        @Override
        public void onExpired(Iterable<CacheEntryEvent<? extends String, ? extends String>> events) {
            hear(events);
        }

        CacheEntryListenerConfiguration<String, String> synchronous() {
            return configuration(null, true, true);
        }

        CacheEntryListenerConfiguration<String, String> asynchronous() {
            return configuration(null, true, false);
        }

        CacheEntryListenerConfiguration<String, String> configuration(
                CacheEntryEventFilter<String, String> filter, boolean oldValue, boolean synchronous) {
            return new MutableCacheEntryListenerConfiguration<>(
                    () -> this, filter == null ? null : () -> filter, oldValue, synchronous);
        }
    }

    private Cache<String, String> cacheWith(CacheEntryListenerConfiguration<String, String> listener) {
        return tandem.cache(CacheFixture.textsConfiguration().addCacheEntryListenerConfiguration(listener));
    }

    private interface Action {
        void on(Cache<String, String> cache);
    }

    /** A reader that missed the old entry forgot the new one, whose end was then told nobody. */
    @Test
    void expiry_ofAnEntryThatCameWhileTheOldOneWasMissed_isTold() throws Exception {
        Recorder recorder = new Recorder();
        Cache<String, String> cache =
                tandem.cache(CacheFixture.expiring(CacheFixture.textsConfiguration(), 300, TimeUnit.MILLISECONDS)
                        .addCacheEntryListenerConfiguration(recorder.synchronous()));
        cache.put("a", "old");
        Await.until("it is gone", () -> Long.valueOf(0).equals(redis.command("EXISTS", CacheFixture.redisKey("a"))));
        CountDownLatch inProcessor = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicReference<Thread> reader = new AtomicReference<>();
        try (Actors actors = new Actors()) {
            Future<Object> writing = actors.start(() -> cache.invoke("a", (entry, arguments) -> {
                inProcessor.countDown();
                awaited(goOn);
                entry.setValue("new");
                return null;
            }));
            awaited(inProcessor);
            Future<String> reading = actors.start(() -> {
                reader.set(Thread.currentThread());
                return cache.get("a");
            });
            Await.until("the reader waits for the key", () -> isWaitingForALock(reader.get()));
            goOn.countDown();
            Actors.result(writing);
            Actors.result(reading);
        }
        Await.until(
                "both have ended",
                () -> cache.get("a") == null
                        && recorder.heard.stream()
                                        .filter(event -> event.startsWith("EXPIRED"))
                                        .count()
                                == 2);
    }

    private static boolean isWaitingForALock(Thread thread) {
        return thread != null
                && Stream.of(thread.getStackTrace())
                        .anyMatch(frame -> frame.getClassName().endsWith(".KeyLocks"));
    }

    /** The queue had no bound: a listener that hangs took the heap. */
    @Test
    void asynchronousListener_thatIsTooSlow_missesEventsThatAreCounted() {
        CountDownLatch goOn = new CountDownLatch(1);
        Recorder slow = new Recorder(event -> awaited(goOn));
        Cache<String, String> cache = cacheWith(slow.asynchronous());
        cache.put("first", "value");
        Await.until("the listener hangs", () -> slow.heard.size() == 1);
        Map<String, String> many = new HashMap<>();
        for (int i = 0; i < 10_050; i++) {
            many.put("key" + i, "value");
        }

        cache.putAll(many);
        goOn.countDown();

        Await.until("the others are told", () -> slow.heard.size() == 10_001);
        assertThat(cache.unwrap(TandemCache.class).tiers().getDroppedEvents()).isEqualTo(50);
        cache.put("last", "value");
        Await.until("it hears again", () -> slow.heard.contains("CREATED last=value"));
    }

    /** "a" holds "1", "b" is not there. The table of JSR-107 1.1.1, chapter 8. */
    static final List<Arguments> EVENTS = List.of(
            events("put new", cache -> cache.put("b", "2"), "CREATED b=2"),
            events("put there", cache -> cache.put("a", "2"), "UPDATED a=2 (was 1)"),
            events("getAndPut new", cache -> cache.getAndPut("b", "2"), "CREATED b=2"),
            events("getAndPut there", cache -> cache.getAndPut("a", "2"), "UPDATED a=2 (was 1)"),
            events(
                    "putAll",
                    cache -> cache.putAll(new TreeMap<>(Map.of("a", "2", "b", "3"))),
                    "UPDATED a=2 (was 1)",
                    "CREATED b=3"),
            events("putIfAbsent new", cache -> cache.putIfAbsent("b", "2"), "CREATED b=2"),
            events("putIfAbsent there", cache -> cache.putIfAbsent("a", "2")),
            events("replace", cache -> cache.replace("a", "2"), "UPDATED a=2 (was 1)"),
            events("replace missing", cache -> cache.replace("b", "2")),
            events("replace(k,old,new)", cache -> cache.replace("a", "1", "2"), "UPDATED a=2 (was 1)"),
            events("replace(k,other,new)", cache -> cache.replace("a", "0", "2")),
            events("getAndReplace", cache -> cache.getAndReplace("a", "2"), "UPDATED a=2 (was 1)"),
            events("remove", cache -> cache.remove("a"), "REMOVED a=1 (was 1)"),
            events("remove missing", cache -> cache.remove("b")),
            events("remove(k,old)", cache -> cache.remove("a", "1"), "REMOVED a=1 (was 1)"),
            events("remove(k,other)", cache -> cache.remove("a", "0")),
            events("getAndRemove", cache -> cache.getAndRemove("a"), "REMOVED a=1 (was 1)"),
            events("removeAll(keys)", cache -> cache.removeAll(Set.of("a", "b")), "REMOVED a=1 (was 1)"),
            events("removeAll", Cache::removeAll, "REMOVED a=1 (was 1)"),
            events("clear", Cache::clear),
            events("get", cache -> cache.get("a")),
            events(
                    "iterator.remove",
                    cache -> cache.iterator().forEachRemaining(entry -> cache.remove(entry.getKey())),
                    "REMOVED a=1 (was 1)"),
            events(
                    "invoke that sets",
                    cache -> cache.invoke("a", (entry, arguments) -> {
                        entry.setValue("2");
                        return null;
                    }),
                    "UPDATED a=2 (was 1)"),
            events(
                    "invoke that creates",
                    cache -> cache.invoke("b", (entry, arguments) -> {
                        entry.setValue("2");
                        return null;
                    }),
                    "CREATED b=2"),
            events(
                    "invoke that removes",
                    cache -> cache.invoke("a", (entry, arguments) -> {
                        entry.remove();
                        return null;
                    }),
                    "REMOVED a=1 (was 1)"),
            events(
                    "invoke that creates and removes",
                    cache -> cache.invoke("b", (entry, arguments) -> {
                        entry.setValue("2");
                        entry.remove();
                        return null;
                    })));

    private static Arguments events(String operation, Action action, String... events) {
        return Arguments.of(operation, action, List.of(events));
    }

    @ParameterizedTest(name = "{0}: {2}")
    @FieldSource("EVENTS")
    void operation_withAListener_tellsItsEvents(String operation, Action action, List<String> events) {
        Recorder recorder = new Recorder();
        Cache<String, String> cache = tandem.texts();
        cache.put("a", "1");
        cache.registerCacheEntryListener(recorder.synchronous());

        action.on(cache);

        assertThat(recorder.heard).containsExactlyElementsOf(events);
    }

    @Test
    void oldValue_notAsked_isNotShown() {
        Recorder recorder = new Recorder();
        Cache<String, String> cache = cacheWith(recorder.configuration(null, false, true));

        cache.put("a", "1");
        cache.put("a", "2");
        cache.remove("a");

        assertThat(recorder.heard).containsExactly("CREATED a=1", "UPDATED a=2", "REMOVED a=null");
    }

    @Test
    void filter_thatRefuses_keepsTheEventFromItsListenerAlone() {
        Recorder some = new Recorder();
        Recorder all = new Recorder();
        Cache<String, String> cache = tandem.cache(CacheFixture.textsConfiguration()
                .addCacheEntryListenerConfiguration(
                        some.configuration(event -> event.getKey().startsWith("a"), true, true))
                .addCacheEntryListenerConfiguration(all.synchronous()));

        cache.putAll(new TreeMap<>(Map.of("a1", "v", "b1", "v")));

        assertThat(some.heard).containsExactly("CREATED a1=v");
        assertThat(all.heard).containsExactly("CREATED a1=v", "CREATED b1=v");
    }

    @Test
    void listener_deregistered_hearsNoMore() {
        Recorder recorder = new Recorder();
        CacheEntryListenerConfiguration<String, String> configuration = recorder.synchronous();
        Cache<String, String> cache = cacheWith(configuration);
        cache.put("a", "1");

        cache.deregisterCacheEntryListener(configuration);
        cache.put("a", "2");

        assertThat(recorder.heard).containsExactly("CREATED a=1");
    }

    @Test
    void listener_ofAnotherNode_doesNotHear() {
        Recorder recorder = new Recorder();
        Cache<String, String> cache = cacheWith(recorder.synchronous());
        Cache<String, String> other =
                tandem.newManager().createCache(CacheFixture.NAME, CacheFixture.textsConfiguration());

        other.put("a", "1");
        cache.put("a", "2");

        assertThat(recorder.heard).containsExactly("UPDATED a=2 (was 1)");
    }

    /** The second change is made while the first one's listener still runs, and is heard after it. */
    @Test
    void changes_ofOneKeyByTwoThreads_areHeardInTheirOrder() throws Exception {
        CountDownLatch first = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        Recorder recorder = new Recorder(event -> {
            if (event.getValue().equals("1")) {
                first.countDown();
                awaited(goOn);
            }
        });
        Cache<String, String> cache = cacheWith(recorder.synchronous());
        Cache<String, String> onlooker =
                tandem.newManager().createCache(CacheFixture.NAME, CacheFixture.textsConfiguration());

        try (Actors actors = new Actors()) {
            Future<?> one = actors.run(() -> cache.put("key", "1"));
            awaited(first);
            Future<?> two = actors.run(() -> cache.put("key", "2"));
            Await.until("the second change is made", () -> "2".equals(onlooker.get("key")));
            actors.run(() -> cache.put("other", "0")).get(60, TimeUnit.SECONDS);
            assertThat(recorder.heard).containsExactly("CREATED key=1", "CREATED other=0");
            assertThat(two.isDone()).isFalse();

            goOn.countDown();
            Actors.result(one);
            Actors.result(two);
        }
        assertThat(recorder.heard).containsExactly("CREATED key=1", "CREATED other=0", "UPDATED key=2 (was 1)");
    }

    @Test
    void changes_ofOneKeyByManyThreads_formAChain() throws Exception {
        Recorder recorder = new Recorder();
        Cache<String, String> cache = cacheWith(recorder.synchronous());
        cache.put("key", "start");
        recorder.heard.clear();

        Actors.together(8, actor -> () -> {
            for (int i = 0; i < 50; i++) {
                cache.put("key", actor + "/" + i);
            }
            return actor;
        });

        String before = "start";
        for (String event : recorder.heard) {
            assertThat(event).endsWith("(was " + before + ")");
            before = event.substring("UPDATED key=".length(), event.indexOf(" (was"));
        }
        assertThat(recorder.heard).hasSize(8 * 50);
    }

    @Test
    void asynchronousEvents_ofOneListener_keepTheirOrderAndHoldNobodyUp() {
        CountDownLatch goOn = new CountDownLatch(1);
        Recorder recorder = new Recorder(event -> awaited(goOn));
        Cache<String, String> cache = cacheWith(recorder.asynchronous());
        List<String> expected =
                IntStream.range(0, 100).mapToObj(i -> "CREATED k" + i + "=v").toList();

        IntStream.range(0, 100).forEach(i -> cache.put("k" + i, "v"));
        assertThat(recorder.heard).hasSizeLessThanOrEqualTo(1);
        goOn.countDown();

        Await.until("all events are heard", () -> recorder.heard.size() == 100);
        assertThat(recorder.heard).containsExactlyElementsOf(expected);
    }

    @Test
    void asynchronousListener_thatThrows_hearsTheNextEvent() {
        Recorder recorder = new Recorder(event -> {
            throw new IllegalStateException("deaf");
        });
        Cache<String, String> cache = cacheWith(recorder.asynchronous());

        cache.put("a", "1");
        cache.put("a", "2");

        Await.until("both events are heard", () -> recorder.heard.size() == 2);
    }

    @Test
    void synchronousListener_thatThrows_failsTheOperationAfterTheChange() {
        IllegalStateException failure = new IllegalStateException("deaf");
        Recorder failing = new Recorder(event -> {
            throw failure;
        });
        Recorder next = new Recorder();
        Cache<String, String> cache = tandem.cache(CacheFixture.textsConfiguration()
                .addCacheEntryListenerConfiguration(failing.synchronous())
                .addCacheEntryListenerConfiguration(next.synchronous()));

        assertThatThrownBy(() -> cache.put("key", "value"))
                .isInstanceOf(CacheEntryListenerException.class)
                .hasCause(failure);
        assertThatThrownBy(() -> cache.putAll(Map.of("x", "1", "y", "2")))
                .isInstanceOf(CacheEntryListenerException.class)
                .hasCause(failure);

        assertThat(cache.getAll(Set.of("key", "x", "y"))).hasSize(3);
        assertThat(next.heard).hasSize(3);
    }

    @Test
    void listener_thatChangesTheKeyItHearsOf_doesNotWaitForItself() {
        Cache<String, String> cache = tandem.texts();
        Recorder recorder = new Recorder(event -> {
            if (event.getValue().length() < 3) {
                cache.put(event.getKey(), event.getValue() + "+");
            }
        });
        cache.registerCacheEntryListener(recorder.synchronous());

        cache.put("key", "v");

        assertThat(recorder.heard)
                .containsExactly("CREATED key=v", "UPDATED key=v+ (was v)", "UPDATED key=v++ (was v+)");
        assertThat(cache.get("key")).isEqualTo("v++");
    }

    @Test
    void expiry_foundByAnyOperation_isToldOnce() {
        Recorder recorder = new Recorder();
        Cache<String, String> cache =
                tandem.cache(CacheFixture.expiring(CacheFixture.textsConfiguration(), 20, TimeUnit.MILLISECONDS)
                        .addCacheEntryListenerConfiguration(recorder.synchronous()));
        cache.put("key", "value");

        Await.until("the expiry is told", () -> {
            cache.get("key");
            return recorder.heard.size() > 1;
        });
        cache.get("key");
        cache.remove("key");

        assertThat(recorder.heard).containsExactly("CREATED key=value", "EXPIRED key=value (was value)");
    }

    /** Whoever looked in the very moment lost the event: the local deadline came a round trip after Redis's. */
    @Test
    void expiry_foundInItsFirstMoment_isTold() {
        Recorder recorder = new Recorder();
        Cache<String, String> cache =
                tandem.cache(CacheFixture.expiring(CacheFixture.textsConfiguration(), 5, TimeUnit.MILLISECONDS)
                        .addCacheEntryListenerConfiguration(recorder.synchronous()));
        for (int i = 0; i < 50; i++) {
            String key = "key" + i;
            cache.put(key, "value");
            while (cache.get(key) != null) {
                Thread.onSpinWait(); // looks without a pause, so that it is there in the first moment
            }
        }

        assertThat(recorder.heard.stream().filter(event -> event.startsWith("EXPIRED")))
                .hasSize(50);
    }

    @Test
    void expiry_foundByAPut_isToldBeforeTheCreation() {
        Recorder recorder = new Recorder();
        Cache<String, String> cache =
                tandem.cache(CacheFixture.expiring(CacheFixture.textsConfiguration(), 20, TimeUnit.MILLISECONDS)
                        .addCacheEntryListenerConfiguration(recorder.synchronous()));
        cache.put("key", "old");
        Await.until("Redis has dropped the entry", () -> redis.command("GET", CacheFixture.redisKey("key")) == null);

        cache.put("key", "new");

        assertThat(recorder.heard).containsExactly("CREATED key=old", "EXPIRED key=old (was old)", "CREATED key=new");
    }

    @Test
    void removal_byAnotherNodeBeforeTheDeadline_isNoExpiry() {
        Recorder recorder = new Recorder();
        Cache<String, String> cache =
                tandem.cache(CacheFixture.expiring(CacheFixture.textsConfiguration(), 1, TimeUnit.HOURS)
                        .addCacheEntryListenerConfiguration(recorder.synchronous()));
        cache.put("key", "value");
        redis.command("DEL", CacheFixture.redisKey("key"));

        assertThat(cache.get("key")).isNull();

        assertThat(recorder.heard).containsExactly("CREATED key=value");
    }

    /** Gone is gone, but the notice of the removal came before the deadline. */
    @Test
    void removal_byAnotherNode_isNoExpiryAfterTheDeadlineEither() {
        Recorder recorder = new Recorder();
        MutableConfiguration<String, String> expiring =
                CacheFixture.expiring(CacheFixture.textsConfiguration(), 5, TimeUnit.SECONDS);
        Cache<String, String> other =
                tandem.newManager().createCache(CacheFixture.NAME, new MutableConfiguration<>(expiring));
        Cache<String, String> cache = tandem.cache(expiring.addCacheEntryListenerConfiguration(recorder.synchronous()));
        Set<String> removed = Set.of("written", "in a batch", "read");

        cache.put("written", "value");
        cache.putAll(Map.of("in a batch", "value"));
        other.put("read", "value");
        cache.get("read");
        cache.put("expires", "value");
        Await.until(
                "the server will tell of changes",
                () -> String.valueOf(redis.command("INFO", "stats")).contains("tracking_total_keys:4"));
        other.removeAll(removed);
        Await.until("the last deadline is over, and told", () -> {
            cache.get("expires");
            return recorder.heard.contains("EXPIRED expires=value (was value)");
        });

        assertThat(cache.getAll(removed)).isEmpty();
        assertThat(recorder.heard.stream().filter(event -> event.startsWith("EXPIRED")))
                .containsExactly("EXPIRED expires=value (was value)");
    }

    /** Takes the keys before "m" from the batch, and fails for what is left. */
    private static final class HalfWriter implements CacheWriter<String, String> {
        @Override
        public void write(Cache.Entry<? extends String, ? extends String> entry) {}

        @Override
        public void writeAll(Collection<Cache.Entry<? extends String, ? extends String>> entries) {
            entries.removeIf(entry -> entry.getKey().compareTo("m") < 0);
            throw new IllegalStateException("half is done");
        }

        @Override
        public void delete(Object key) {}

        @Override
        public void deleteAll(Collection<?> keys) {
            keys.removeIf(key -> ((String) key).compareTo("m") < 0);
            throw new IllegalStateException("half is done");
        }
    }

    @Test
    void batch_thatTheWriterDidInPart_isCachedAndToldInThatPart() {
        Recorder recorder = new Recorder();
        MutableConfiguration<String, String> configuration = CacheFixture.textsConfiguration()
                .setWriteThrough(true)
                .setCacheWriterFactory(HalfWriter::new)
                .addCacheEntryListenerConfiguration(recorder.synchronous());
        Cache<String, String> cache = tandem.cache(configuration);
        Map<String, String> batch = new LinkedHashMap<>();
        List.of("a", "x", "b", "y").forEach(key -> batch.put(key, "1"));

        assertThatThrownBy(() -> cache.putAll(batch)).isInstanceOf(CacheWriterException.class);
        assertThat(recorder.heard).containsExactly("CREATED a=1", "CREATED b=1");
        assertThat(redis.command("DBSIZE")).isEqualTo(2L);

        cache.put("x", "1");
        recorder.heard.clear();
        assertThatThrownBy(() -> cache.removeAll(batch.keySet())).isInstanceOf(CacheWriterException.class);
        assertThat(recorder.heard).containsExactlyInAnyOrder("REMOVED a=1 (was 1)", "REMOVED b=1 (was 1)");
        assertThat(cache.get("x")).isEqualTo("1");
    }

    private static void awaited(CountDownLatch latch) {
        try {
            if (!latch.await(60, TimeUnit.SECONDS)) {
                throw new AssertionError("nobody came");
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
