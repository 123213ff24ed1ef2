package org.tandemcache.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tandemcache.CacheFixture;
import org.tandemcache.TandemCache;
import org.tandemcache.config.LoadConfiguration.Protection;
import org.tandemcache.config.NearConfiguration.Mode;
import org.tandemcache.config.TandemConfiguration;
import org.tandemcache.integration.MarkerStep.Op;
import org.tandemcache.testkit.RedisServer;
import org.tandemcache.testkit.WithRedis;

/**
 * Histories by chance of two nodes on one Redis, step by step, beside {@link MarkerModel}: answers, what is there,
 * statistics and events are the same after each step, whatever markers lie there.
 */
@Tag("server")
@WithRedis
class MarkerModelTest {
    private static final int STEPS = Integer.getInteger("tandem.test.markers.steps", 250);
    private static final List<Op> OPS = List.copyOf(EnumSet.allOf(Op.class));
    private static final List<Op> OPS_THAT_WAIT_FOR_NOBODY =
            OPS.stream().filter(op -> !op.loads()).toList();
    private static final List<String> KEYS = List.of("a", "b");

    @RegisterExtension
    final CacheFixture tandem;

    MarkerModelTest(RedisServer redis) {
        this.tandem = new CacheFixture(redis);
    }

    @ParameterizedTest(name = "seed {0}, near {1}, listeners {2}")
    @CsvSource({"1, OFF, true", "2, OFF, false", "3, AUTO, true", "4, AUTO, false"})
    void history_amongMarkers_isThatOfEntriesAlone(long seed, Mode near, boolean listens) {
        Random random = new Random(seed);
        MarkerModel model = new MarkerModel();
        List<MarkerNode> nodes = List.of(new MarkerNode(node(near), listens), new MarkerNode(node(near), listens));
        TandemCache<String, String> looking = node(Mode.OFF);
        Set<Op> made = EnumSet.noneOf(Op.class);
        List<MarkerStep> history = new ArrayList<>();
        for (int i = 0; i < STEPS; i++) {
            MarkerStep step = step(random, random.nextInt(2), chosen(random, KEYS), i, model);
            made.add(step.op());
            history.add(step);
            String after = "seed " + seed + ", after " + history.subList(Math.max(0, i - 11), i + 1);

            assertThat(answer(step, nodes)).as(after).isEqualTo(model.answer(step));

            assertThat(there(looking)).as(after).isEqualTo(model.entries());
            for (int node = 0; node < 2; node++) {
                MarkerNode real = nodes.get(node);
                assertThat(real.cache().containsKey(step.key()))
                        .as(after)
                        .isEqualTo(model.entries().containsKey(step.key()));
                assertThat(real.events()).as(after).isEqualTo(listens ? model.node(node).events : List.of());
                assertThat(real.counts()).as(after).isEqualTo(model.node(node).counts());
            }
        }
        assertThat(made).isEqualTo(EnumSet.allOf(Op.class));
    }

    private static MarkerStep step(Random random, int node, String key, int number, MarkerModel model) {
        Op op = chosen(random, OPS);
        return step(random, op, node, key, "v" + number, model, op.loads() && random.nextInt(4) > 0);
    }

    private static MarkerStep step(
            Random random, Op op, int node, String key, String value, MarkerModel model, boolean disturbed) {
        String there = model.entries().getOrDefault(key, "nothing");
        return new MarkerStep(
                op,
                node,
                key,
                value,
                random.nextInt(3) > 0 ? there : "something else",
                disturbed ? disturbance(random, 1 - node, key, value, model) : null);
    }

    /** Whoever loads the same key meanwhile would wait. */
    private static MarkerStep disturbance(Random random, int node, String key, String value, MarkerModel model) {
        Op op = chosen(random, OPS_THAT_WAIT_FOR_NOBODY);
        return step(random, op, node, key, value + " meanwhile", model, false);
    }

    private static <T> T chosen(Random random, List<T> among) {
        return among.get(random.nextInt(among.size()));
    }

    /** The near tier of the other node would hear of a change a moment later: here it knows at once. */
    private static @Nullable Object answer(MarkerStep step, List<MarkerNode> nodes) {
        Object answer = nodes.get(step.node()).answer(step, during -> answer(during, nodes));
        nodes.get(1 - step.node()).cache().dropNear();
        return answer;
    }

    private static Map<String, String> there(TandemCache<String, String> cache) {
        Map<String, String> there = new TreeMap<>();
        cache.forEach(entry -> there.put(entry.getKey(), entry.getValue()));
        return there;
    }

    private TandemCache<String, String> node(Mode near) {
        return CacheFixture.own(tandem.newManager()
                .createCache(
                        CacheFixture.NAME,
                        TandemConfiguration.builder(String.class, String.class)
                                .load(load -> load.protection(Protection.CLUSTER)
                                        .lease(Duration.ofMinutes(1))
                                        .rememberAbsent(Duration.ofMinutes(5)))
                                .near(tier -> tier.mode(near))
                                .statistics(true)
                                .build()));
    }
}
