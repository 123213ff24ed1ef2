package org.tandemcache.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.cache.Cache;
import javax.cache.configuration.MutableConfiguration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.tandemcache.CacheFixture;
import org.tandemcache.testkit.RedisServer;
import org.tandemcache.testkit.WithRedis;

/** The iterator over pages of keys and chunks of values. */
@Tag("server")
@WithRedis
class IterationTest {
    private static final int MANY = 5_000;

    private final RedisServer redis;

    @RegisterExtension
    final CacheFixture tandem;

    IterationTest(RedisServer redis) {
        this.redis = redis;
        this.tandem = new CacheFixture(redis);
    }

    private Cache<Integer, String> numbers() {
        Cache<Integer, String> cache =
                tandem.cache(new MutableConfiguration<Integer, String>().setTypes(Integer.class, String.class));
        cache.putAll(IntStream.range(0, MANY).boxed().collect(Collectors.toMap(i -> i, i -> "v" + i)));
        return cache;
    }

    @Test
    void iterator_overManyEntries_seesEach() {
        Map<Integer, String> seen = new HashMap<>();
        numbers().forEach(entry -> seen.put(entry.getKey(), entry.getValue()));

        assertThat(seen)
                .hasSize(MANY)
                .allSatisfy((key, value) -> assertThat(value).isEqualTo("v" + key));
    }

    @Test
    void iterator_overNothing_isAtItsEnd() {
        Iterator<Cache.Entry<String, String>> entries = tandem.texts().iterator();

        assertThat(entries.hasNext()).isFalse();
        assertThatThrownBy(entries::next).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void iterator_withoutHasNext_comesToItsEnd() {
        Cache<String, String> cache = tandem.texts();
        cache.putAll(Map.of("a", "1", "b", "2"));
        Iterator<Cache.Entry<String, String>> entries = cache.iterator();

        String first = entries.next().getKey();
        String second = entries.next().getKey();
        assertThat(List.of(first, second)).containsExactlyInAnyOrder("a", "b");
        assertThatThrownBy(entries::next).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void remove_ofSome_removesThose() {
        Cache<Integer, String> cache = numbers();
        for (Iterator<Cache.Entry<Integer, String>> entries = cache.iterator(); entries.hasNext(); ) {
            if (entries.next().getKey() % 2 == 0) {
                entries.remove();
            }
        }

        Set<Integer> left = new HashSet<>();
        cache.forEach(entry -> left.add(entry.getKey()));
        assertThat(left).hasSize(MANY / 2).allMatch(key -> key % 2 == 1);
    }

    @Test
    void remove_afterHasNext_removesWhatNextGave() {
        Cache<String, String> cache = tandem.texts();
        cache.putAll(Map.of("a", "1", "b", "2"));
        Iterator<Cache.Entry<String, String>> entries = cache.iterator();

        String first = entries.next().getKey();
        assertThat(entries.hasNext()).isTrue();
        entries.remove();

        assertThat(cache.containsKey(first)).isFalse();
        assertThat(redis.command("DBSIZE")).isEqualTo(1L);
    }

    @Test
    void remove_withoutNext_isRefused() {
        Cache<String, String> cache = tandem.texts();
        cache.put("a", "1");
        Iterator<Cache.Entry<String, String>> entries = cache.iterator();

        assertThatThrownBy(entries::remove).isInstanceOf(IllegalStateException.class);
        entries.next();
        entries.remove();
        assertThatThrownBy(entries::remove).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void iterator_leftHalfWay_leavesNothingBehind() {
        Cache<Integer, String> cache = numbers();
        Iterator<Cache.Entry<Integer, String>> entries = cache.iterator();
        entries.next();

        assertThat(cache.get(1)).isEqualTo("v1");
        cache.clear();

        assertThat(cache.iterator().hasNext()).isFalse();
        assertThat(redis.command("DBSIZE")).isEqualTo(0L);
    }

    /** Pages and values fetched before may still come; nothing else happens. */
    @Test
    void iterator_overACacheThatIsCleared_ends() {
        Cache<Integer, String> cache = numbers();
        Iterator<Cache.Entry<Integer, String>> entries = cache.iterator();
        entries.next();

        cache.clear();

        Set<Integer> seen = new HashSet<>();
        entries.forEachRemaining(entry -> {
            assertThat(entry.getValue()).isEqualTo("v" + entry.getKey());
            seen.add(entry.getKey());
        });
        assertThat(seen).hasSizeLessThan(MANY);
    }

    @Test
    void keys_ofDifferentTypes_comeAsTheyAre() {
        Cache<Object, Object> cache = tandem.cache(new MutableConfiguration<>());
        Map<Object, Object> entries = Map.of(1, "int", "1", "text", 1L, "long", '1', 2, 1.0, 3L);
        cache.putAll(entries);

        Map<Object, Object> seen = new HashMap<>();
        cache.forEach(entry -> seen.put(entry.getKey(), entry.getValue()));

        assertThat(seen).isEqualTo(entries);
        assertThat(cache.getAll(entries.keySet())).isEqualTo(entries);
    }

    @Test
    void entry_unwrapped_isItself() {
        Cache<String, String> cache = tandem.texts();
        cache.put("a", "1");
        Cache.Entry<String, String> entry = cache.iterator().next();

        assertThat((Object) entry.unwrap(entry.getClass())).isSameAs(entry);
        assertThatThrownBy(() -> entry.unwrap(String.class)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void removeAll_whileItWalks_removesEverything() {
        Cache<Integer, String> cache = tandem.cache(new MutableConfiguration<Integer, String>()
                .setTypes(Integer.class, String.class)
                .setStatisticsEnabled(true));
        cache.putAll(IntStream.range(0, MANY).boxed().collect(Collectors.toMap(i -> i, i -> "v" + i)));

        cache.removeAll();

        assertThat(redis.command("DBSIZE")).isEqualTo(0L);
    }
}
