package org.tandemcache.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.configuration.FactoryBuilder;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.expiry.ExpiryPolicy;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.tandemcache.Await;
import org.tandemcache.CacheFixture;
import org.tandemcache.config.EntryOptions;
import org.tandemcache.config.ListenerScope;
import org.tandemcache.config.TandemConfiguration;
import org.tandemcache.engine.EntryScripts;
import org.tandemcache.testkit.ClientInfo;
import org.tandemcache.testkit.RedisServer;
import org.tandemcache.testkit.WithRedis;

/** What the listeners of one manager hear of the writes of another, and of their own. */
@Tag("server")
@WithRedis(own = true)
class ListenersAcrossNodesTest {
    private static final List<String> KEYS =
            IntStream.range(0, 50).mapToObj(i -> "k" + i).toList();

    private final RedisServer redis;

    @RegisterExtension
    final CacheFixture tandem;

    ListenersAcrossNodesTest(RedisServer redis) {
        this.redis = redis;
        this.tandem = new CacheFixture(redis);
    }

    @Test
    void changes_ofAnotherManager_areHeardOnceWithOldValues() {
        Cache<String, String> here = open(tandem.manager());
        Cache<String, String> there = open(tandem.newManager());
        ListenerRecorder recorder = new ListenerRecorder().on(here, null);

        there.put("a", "1");
        there.put("a", "2");
        there.getAndPut("a", "3");
        there.putIfAbsent("a", "4");
        there.replace("a", "3", "5");
        there.invoke("a", (entry, arguments) -> {
            entry.setValue("6");
            return null;
        });
        there.remove("a");
        there.remove("a");
        there.putAll(Map.of("b", "1"));
        there.removeAll(Set.of("b"));
        there.put("end", "");
        recorder.awaitHeard(9);

        assertThat(recorder.heard)
                .containsExactly(
                        "CREATED a=1",
                        "UPDATED a=2 was 1",
                        "UPDATED a=3 was 2",
                        "UPDATED a=5 was 3",
                        "UPDATED a=6 was 5",
                        "REMOVED a=6 was 6",
                        "CREATED b=1",
                        "REMOVED b=1 was 1",
                        "CREATED end=");
        assertThat(recorder.missed).hasValue(0);
    }

    @Test
    void changes_ofTheOwnManager_areNotHeardTwice() {
        Cache<String, String> here = open(tandem.manager());
        Cache<String, String> there = open(tandem.newManager());
        ListenerRecorder recorder = new ListenerRecorder().on(here, null);

        here.put("own", "1");
        here.remove("own");
        there.put("other", "1"); // behind what the server would have told of the own ones
        recorder.awaitHeard(3);

        assertThat(recorder.heard).containsExactlyInAnyOrder("CREATED own=1", "REMOVED own=1 was 1", "CREATED other=1");
    }

    @Test
    void filter_againstAChangeOfAnotherManager_keepsItFromTheListener() {
        Cache<String, String> here = open(tandem.manager());
        Cache<String, String> there = open(tandem.newManager());
        ListenerRecorder recorder =
                new ListenerRecorder().on(here, event -> event.getValue().equals("wanted"));

        there.put("a", "not wanted");
        there.put("b", "wanted");
        recorder.awaitHeard(1);

        assertThat(recorder.heard).containsExactly("CREATED b=wanted");
    }

    @Test
    void asynchronousWrites_ofAnotherManager_areHeard() {
        Cache<String, String> here = open(tandem.manager());
        Cache<String, String> there = open(tandem.newManager());
        ListenerRecorder recorder = new ListenerRecorder().on(here, null);

        CacheFixture.own(there).async().put("a", "1").toCompletableFuture().join();
        recorder.awaitHeard(1);

        assertThat(recorder.heard).containsExactly("CREATED a=1");
    }

    @Test
    void listener_whoseChannelIsLost_isToldOrCountsEachChange() {
        Cache<String, String> here = open(tandem.manager());
        Cache<String, String> there = open(tandem.newManager());
        ListenerRecorder recorder = new ListenerRecorder().on(here, null);

        for (int i = 0; i < 300; i++) {
            there.put("a", String.valueOf(i));
            if (i == 150) {
                redis.killClients(client -> client.isSubscriber());
            }
        }

        Await.until("all are told or counted", () -> recorder.heard.size() + recorder.missed.get() >= 300);
        assertThat(recorder.heard.size() + recorder.missed.get()).isEqualTo(300);
        assertThat(recorder.interruptions.get()).isGreaterThan(1);
    }

    @Test
    void removeAll_ofAManagerWithoutListeners_isHeardKeyByKey() {
        Cache<String, String> here = open(tandem.manager());
        Cache<String, String> there = open(tandem.newManager());
        there.putAll(Map.of("a", "1", "b", "2"));
        ListenerRecorder recorder = new ListenerRecorder().on(here, null);

        there.removeAll();
        recorder.awaitHeard(2);

        assertThat(recorder.heard).containsExactlyInAnyOrder("REMOVED a=1 was 1", "REMOVED b=2 was 2");
    }

    @Test
    void value_thatCannotBeReadHere_countsAsMissed() {
        Cache<String, String> here = open(tandem.manager());
        Cache<String, Integer> there = tandem.newManager()
                .createCache(
                        "noted",
                        TandemConfiguration.builder(String.class, Integer.class)
                                .listenerScope(ListenerScope.CLUSTER)
                                .build());
        ListenerRecorder recorder = new ListenerRecorder().on(here, null);

        there.put("a", 1);

        Await.until("the change is counted", () -> recorder.missed.get() == 1);
        assertThat(recorder.heard).isEmpty();
    }

    @Test
    void scriptsOfTandemsOwnModules_onACacheThatTellsTheCluster_areRefusedWithTheReason() {
        Cache<String, String> cache = open(tandem.manager());

        assertThatThrownBy(() -> cache.unwrap(EntryScripts.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"noted\"")
                .hasMessageContaining("tells no other node")
                .hasMessageContaining("listener-scope = manager");
    }

    @Test
    void expiry_foundByBothManagers_isHeardOnceByEach() {
        Cache<String, String> here = open(tandem.manager());
        Cache<String, String> there = open(tandem.newManager());
        ListenerRecorder recorder = new ListenerRecorder().on(here, null);
        ListenerRecorder other = new ListenerRecorder().on(there, null);

        KEYS.forEach(key -> CacheFixture.own(there).put(key, "1", EntryOptions.lifetime(Duration.ofMillis(300))));
        KEYS.forEach(here::get); // each knows when they end
        Await.until("all have expired", () -> redis.command("DBSIZE").equals(0L));
        CompletableFuture<Void> second = CompletableFuture.runAsync(() -> KEYS.forEach(there::get));
        KEYS.forEach(here::get);
        second.join();
        here.put("end", "");
        there.put("end too", "");
        Await.until("both have heard all", () -> hasHeardTheEnd(recorder) && hasHeardTheEnd(other));

        for (ListenerRecorder each : List.of(recorder, other)) {
            assertThat(each.heard.stream().filter(event -> event.startsWith("EXPIRED")))
                    .hasSize(KEYS.size())
                    .doesNotHaveDuplicates();
            assertThat(each.missed).hasValue(0);
        }
    }

    @Test
    void synchronousListener_ofACacheThatHearsTheCluster_isRefusedWithTheReason() {
        Cache<String, String> cache = open(tandem.manager());

        assertThatThrownBy(() -> cache.registerCacheEntryListener(
                        new MutableCacheEntryListenerConfiguration<>(ListenerRecorder::new, null, false, true)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("synchronous")
                .hasMessageContaining("\"noted\"")
                .hasMessageContaining("each write would wait for the listeners of all nodes")
                .hasMessageContaining("listener-scope = manager");
    }

    @Test
    void cacheWithoutListener_hasNoChannel() {
        open(tandem.manager()).put("a", "1");

        // Those of the test before may still be going; one of this cache would stay.
        Await.until("there is no channel", () -> redis.clients().stream().noneMatch(ClientInfo::isSubscriber));
        assertThat(redis.command("PUBSUB", "CHANNELS")).isEqualTo(List.of());
    }

    @Test
    void entry_endedByItsPolicyOnAnotherNode_isToldAsExpired() {
        Cache<String, String> here = open(tandem.manager());
        Cache<String, String> there = tandem.newManager()
                .createCache(
                        "noted",
                        TandemConfiguration.builder(String.class, String.class)
                                .listenerScope(ListenerScope.CLUSTER)
                                .expiry(FactoryBuilder.factoryOf(EndedByUpdate.class))
                                .build());
        ListenerRecorder recorder = new ListenerRecorder().on(here, null);

        there.put("a", "1");
        there.put("a", "2");
        there.put("b", "1");
        recorder.awaitHeard(3);

        assertThat(recorder.heard).containsExactly("CREATED a=1", "EXPIRED a=1 was 1", "CREATED b=1");
    }

    /** A policy by which an update ends the entry. */
    public static final class EndedByUpdate implements ExpiryPolicy {
        @Override
        public javax.cache.expiry.Duration getExpiryForCreation() {
            return javax.cache.expiry.Duration.ETERNAL;
        }

        @Override
        public javax.cache.expiry.Duration getExpiryForAccess() {
            return null;
        }

        @Override
        public javax.cache.expiry.Duration getExpiryForUpdate() {
            return javax.cache.expiry.Duration.ZERO;
        }
    }

    private static boolean hasHeardTheEnd(ListenerRecorder recorder) {
        return recorder.heard.containsAll(List.of("CREATED end=", "CREATED end too="));
    }

    private static Cache<String, String> open(CacheManager manager) {
        return manager.createCache(
                "noted",
                TandemConfiguration.builder(String.class, String.class)
                        .listenerScope(ListenerScope.CLUSTER)
                        .build());
    }
}
