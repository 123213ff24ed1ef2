package org.tandemcache.examples.recipes.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.cache.Cache;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tandemcache.examples.recipes.Stage;
import org.tandemcache.testkit.ClientInfo;
import org.tandemcache.testkit.RedisServer;
import org.tandemcache.testkit.WithRedis;

@WithRedis(own = true)
class KafkaTest {
    private static Broker broker;
    private static Stage there;

    private final String topic = "changes-" + UUID.randomUUID();
    private final Stage here;
    private Cache<String, String> a;
    private Cache<String, String> b;
    private Cache<String, String> copies;

    KafkaTest(RedisServer redis) {
        here = Stage.over(redis);
    }

    @BeforeAll
    static void startServers() {
        broker = Broker.start();
        there = Stage.open();
    }

    @AfterAll
    static void stopServers() {
        there.close();
        broker.close();
    }

    @BeforeEach
    void openNodes() {
        a = KafkaRecipe.prices(here.node("node-a"));
        b = KafkaRecipe.prices(here.node("node-b"));
        copies = KafkaRecipe.prices(there.node(topic));
        copies.removeAll();
        Topic.make(topic, broker.client());
    }

    @AfterEach
    void closeNodes() {
        here.close();
        copies.getCacheManager().close();
    }

    @Test
    void recipe_showsWhatItSays() {
        here.close(); // it names its nodes so, too
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        KafkaRecipe.show(broker, new PrintStream(printed, true, StandardCharsets.UTF_8));
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .contains("there before: {umbrella=12.50}", "after a remove on node-a: {parasol=9.90}");
    }

    private ChangesToKafka to() {
        return new ChangesToKafka(KafkaRecipe.tandem(a), topic, broker.client());
    }

    private ChangesFromKafka from() {
        return new ChangesFromKafka(copies, topic, broker.client());
    }

    @Test
    void changesOfTwoNodes_endInAnEqualCacheOnAnotherRedis() throws Exception {
        a.put("before", "1");
        try (ChangesToKafka to = to();
                ChangesFromKafka from = from()) {
            CompletableFuture.allOf(change(a, 1), change(b, 2)).get(60, TimeUnit.SECONDS);
            KafkaRecipe.await(a, copies);
            assertThat(copies.get("before")).isEqualTo("1");
            assertThat(KafkaRecipe.all(copies)).hasSizeGreaterThan(10);
        }
    }

    private static CompletableFuture<Void> change(Cache<String, String> node, int seed) {
        return CompletableFuture.runAsync(() -> {
            Random random = new Random(seed);
            for (int i = 0; i < 500; i++) {
                String key = "k" + random.nextInt(50);
                if (random.nextInt(4) == 0) {
                    node.remove(key);
                } else {
                    node.put(key, seed + "-" + i);
                }
            }
        });
    }

    @Test
    void changesWhileNobodySent_areInTheTopicAfterwards() throws Exception {
        a.putAll(Map.of("stays", "1", "changes", "1", "goes", "1"));
        try (ChangesFromKafka from = from()) {
            try (ChangesToKafka to = to()) {
                KafkaRecipe.await(a, copies);
            }
            b.put("changes", "2");
            b.remove("goes");
            try (ChangesToKafka to = to()) {
                KafkaRecipe.await(a, copies);
            }
            assertThat(KafkaRecipe.all(copies)).isEqualTo(Map.of("stays", "1", "changes", "2"));
        }
    }

    @Test
    void connectionsThatAreLost_leaveNoDifference(RedisServer redis) throws Exception {
        try (ChangesToKafka to = to();
                ChangesFromKafka from = from()) {
            for (int round = 0; round < 5; round++) {
                redis.killClients(ClientInfo::isTracking);
                change(b, round).get(60, TimeUnit.SECONDS);
            }
            KafkaRecipe.await(a, copies);
        }
    }

    @Test
    void topic_readFromItsBeginning_makesTheSameCacheAnew() throws Exception {
        a.putAll(Map.of("k1", "1", "k2", "2"));
        try (ChangesToKafka to = to()) {
            try (ChangesFromKafka from = from()) {
                KafkaRecipe.await(a, copies);
            }
            copies.removeAll();
            copies.put("of another time", "1");
            a.remove("k1");
            try (ChangesFromKafka from = from()) {
                KafkaRecipe.await(a, copies);
            }
        }
        assertThat(List.copyOf(KafkaRecipe.all(copies).keySet())).containsExactly("k2");
    }
}
