package org.tandemcache.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.Vector;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.cache.interceptor.SimpleKey;
import org.tandemcache.codec.ClassFilter;
import org.tandemcache.codec.CodecException;
import org.tandemcache.codec.format.KeyFormat;
import org.tandemcache.far.FarKey;

/** Each value as a key: it comes back equal with an equal hash code, or is refused; equal ones are one key. */
class KeysTest {
    private static KeyFormat format(String codec) {
        return Formats.keys(codec, new ClassFilter("corpus", ClassFilter.Mode.LEARNED, List.of(), List.of()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"kryo", "java"})
    void key_ofTheCorpus_comesBackEqualOrIsRefused(String codec) {
        int taken = 0;
        List<String> failures = new ArrayList<>();
        for (Specimen specimen : Corpus.values()) {
            Object key = specimen.value();
            KeyFormat format = format(codec);
            try {
                FarKey encoded = format.encode(key);
                FarKey back = format.decode(encoded.bytes());
                if (back == null || !back.key().equals(key) || back.key().hashCode() != key.hashCode()) {
                    failures.add(specimen.id() + " comes back as " + back);
                } else if (!format.encode(back.key()).equals(encoded)) {
                    failures.add(specimen.id() + " has other bytes when it has come back");
                } else {
                    taken++;
                }
            } catch (CodecException refused) {
                assertThat(refused.getMessage()).isNotBlank();
            } catch (RuntimeException | LinkageError | StackOverflowError e) {
                failures.add(specimen.id() + " fails: " + e);
            }
        }

        assertThat(failures).isEmpty();
        assertThat(taken).isGreaterThan(100);
    }

    record Search(List<Integer> ids, Set<String> words) {}

    @SuppressWarnings("JdkObsolete") // types of keys that users have
    static Stream<List<Object>> equalKeys() {
        TreeSet<String> reversed = new TreeSet<>(Comparator.reverseOrder());
        reversed.addAll(List.of("a", "b"));
        return Stream.of(
                List.of(
                        List.of(1, 2),
                        Arrays.asList(1, 2),
                        new ArrayList<>(List.of(1, 2)),
                        List.of(1, 2, 3).subList(0, 2),
                        new ArrayList<>(List.of(0, 1, 2)).subList(1, 3),
                        new LinkedList<>(List.of(1, 2)),
                        new Vector<>(List.of(1, 2)),
                        Collections.unmodifiableList(new ArrayList<>(List.of(1, 2))),
                        ImmutableList.of(1, 2),
                        Stream.of(1, 2).toList()),
                List.of(List.of(), new ArrayList<>(), Collections.emptyList(), ImmutableList.of()),
                List.of(
                        new TreeSet<>(Set.of("a", "b")),
                        reversed,
                        Set.of("a", "b"),
                        new LinkedHashSet<>(List.of("b", "a")),
                        new HashSet<>(List.of("a", "b")),
                        ImmutableSet.of("b", "a")),
                List.of(
                        new TreeMap<>(Map.of("a", 1, "b", 2)),
                        Map.of("a", 1, "b", 2),
                        new HashMap<>(Map.of("b", 2, "a", 1)),
                        new LinkedHashMap<>(ImmutableMap.of("b", 2, "a", 1)),
                        ImmutableMap.of("a", 1, "b", 2)),
                List.of(
                        new Search(List.of(1), Set.of("a", "b")),
                        new Search(new ArrayList<>(List.of(1)), new TreeSet<>(Set.of("b", "a")))),
                List.of(
                        new SimpleKey("a", "a", List.of(1)),
                        new SimpleKey("a", new String("a".toCharArray()), new ArrayList<>(List.of(1)))));
    }

    @ParameterizedTest
    @MethodSource("equalKeys")
    void keys_thatAreEqual_areOne(List<Object> keys) {
        KeyFormat format = format("kryo");
        FarKey first = format.encode(keys.get(0));
        for (Object key : keys) {
            assertThat(format.encode(key)).as("%s", key.getClass()).isEqualTo(first);
            assertThat(format.decode(first.bytes()).key()).isEqualTo(key);
        }
    }
}
