package org.tandemcache.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TagNamesTest {
    @ParameterizedTest
    @CsvSource({
        "'', '0 bytes in UTF-8; allowed: 1 to 255'",
        "*, 'the tag \"*\" stands for all entries of a cache'",
    })
    void name_thatIsNotAllowed_isNamed(String name, String message) {
        EntryOptions options = EntryOptions.none();

        assertThatThrownBy(() -> options.withTags("good", name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void name_isBoundedByItsBytes() {
        EntryOptions options = EntryOptions.none();
        String longest = "é".repeat(127) + "x";

        assertThat(options.withTags(longest).tags()).containsExactly(longest);
        assertThatThrownBy(() -> options.withTags(longest + "x"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("256 bytes");
    }

    @Test
    void tags_ofAnEntry_areBoundedAndWithoutDoubles() {
        Set<String> most = IntStream.range(0, 100).mapToObj(i -> "tag-" + i).collect(Collectors.toSet());
        EntryOptions options = EntryOptions.none().withTags(most).withTags("tag-7");

        assertThat(options.tags()).hasSize(100);
        assertThatThrownBy(() -> options.withTags("more"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("101 tags; allowed: at most 100");
    }

    @Test
    void orElse_fillsTheLifetimeAndJoinsTheTags() {
        EntryOptions own = EntryOptions.none().withTags("b");
        EntryOptions other = EntryOptions.lifetime(Duration.ofMinutes(1)).withTags("a", "b");

        assertThat(own.orElse(other)).isEqualTo(other).hasSameHashCodeAs(other);
        assertThat(EntryOptions.eternal().orElse(other).lifetime())
                .isEqualTo(EntryOptions.eternal().lifetime());
        assertThat(own.orElse(other)).hasToString("entry options: lifetime PT1M, tags [a, b]");
    }
}
