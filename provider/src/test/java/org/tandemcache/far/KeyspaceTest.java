package org.tandemcache.far;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Prefixes that no name can break out of. */
class KeyspaceTest {
    @ParameterizedTest
    @CsvSource({
        "tandem, countries, tandem:countries:{}",
        "a:b, c, a%3Ab:c:{}",
        "a, b:c, a:b%3Ac:{}",
        "a, {b}, a:%7Bb%7D:{}",
        "a, 100%, a:100%25:{}",
        "a, b*, a:b*:{}",
        "a, ä, a:ä:{}"
    })
    void prefix_ofNames_isReadable(String namespace, String cache, String prefix) {
        Keyspace keyspace = new Keyspace(namespace, cache);

        assertThat(new String(keyspace.prefix(), StandardCharsets.UTF_8)).isEqualTo(prefix);
        assertThat(keyspace).hasToString(prefix);
    }

    @ParameterizedTest
    @CsvSource({
        "countries, tandem:countries:{}*",
        "a*, tandem:a\\*:{}*",
        "a?, tandem:a\\?:{}*",
        "[a-z], tandem:\\[a\\-z\\]:{}*",
        "^a, tandem:\\^a:{}*",
        "a\\, tandem:a\\\\:{}*"
    })
    void pattern_ofGlobCharacters_isEscaped(String cache, String pattern) {
        assertThat(new Keyspace("tandem", cache).pattern()).isEqualTo(pattern);
    }

    @Test
    void keyspaces_ofDifferentNames_neverOwnEachOthersKeys() {
        List<String> names = List.of(
                "", "a", "a:", ":a", "a:a", "a:{}", "{}", "{", "}", "%", "%3A", "%3a", "a%", "\ud83d", "\ude00", "?",
                "ud83d");
        Set<String> seen = new HashSet<>();
        for (String namespace : names) {
            for (String cache : names) {
                Keyspace keyspace = new Keyspace(namespace, cache);
                assertThat(seen.add(keyspace.toString()))
                        .as("%s and %s", namespace, cache)
                        .isTrue();
                for (String other : seen) {
                    assertThat(keyspace.owns((other + "s:key").getBytes(StandardCharsets.UTF_8)))
                            .isEqualTo(other.equals(keyspace.toString()));
                }
            }
        }
    }

    @Test
    void owns_ofAKeyShorterThanThePrefix_isFalse() {
        Keyspace keyspace = new Keyspace("tandem", "cache");

        assertThat(keyspace.owns("tandem:cache:{".getBytes(StandardCharsets.UTF_8)))
                .isFalse();
        assertThat(keyspace.owns(keyspace.prefix())).isTrue();
    }
}
