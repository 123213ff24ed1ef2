package org.tandemcache.far;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is shown of texts that may hold a password. */
class SecretsTest {
    @ParameterizedTest
    @CsvSource({
        "redis://user:hunter2@host:6379, redis://***@host:6379",
        "redis://host:6379?password=hunter2&a=b, redis://host:6379?password=***&a=b",
        "'host:6380,password=hunter2,ssl=True', 'host:6380,password=***,ssl=True'",
        "redis://auth:6379, redis://auth:6379",
        "classpath:conf/token-cache.conf, classpath:conf/token-cache.conf"
    })
    void text_masked_keepsWhatIsNoSecret(String text, String shown) {
        assertThat(Secrets.masked(text)).isEqualTo(shown);
    }

    @Test
    void text_outlined_showsItsSchemeAndLengthAlone() {
        assertThat(Secrets.outline("redis://hunter2")).isEqualTo("a text of 15 characters that begins with redis://");
        assertThat(Secrets.outline("-a hunter2")).isEqualTo("a text of 10 characters");
    }
}
