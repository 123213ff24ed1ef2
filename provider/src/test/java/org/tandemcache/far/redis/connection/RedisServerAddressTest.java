package org.tandemcache.far.redis.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tandemcache.config.ConnectSettings;

/** What is read out of an address, and what is said of one that is none. */
class RedisServerAddressTest {
    private static RedisServerAddress parse(String text) {
        return RedisServerAddress.parse(text, "test's property");
    }

    private static Duration timeoutOf(String text) {
        return new ConnectionSettings(parse(text), ConnectSettings.defaults(), RedisTls.defaults()).commandTimeout();
    }

    /** A minute is Lettuce's default, and passed for no timeout at all. */
    @ParameterizedTest
    @CsvSource({
        "?timeout=60s, 60000",
        "?timeout=500ms, 500",
        "?timeout=250, 250",
        "?timeout=2m&database=1, 120000",
        "'', 1000"
    })
    void timeout_ofAnAddress_isTaken(String options, long millis) {
        assertThat(timeoutOf("redis://cache:6379" + options)).isEqualTo(Duration.ofMillis(millis));
        assertThat(timeoutOf("redis://one:6379,two:6379" + options)).isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-5s", "3parsecs", "", "99999d", "999999999999999h"})
    void timeout_thatIsNone_isRefusedWithItsPlace(String timeout) {
        assertThatThrownBy(() -> parse("redis://cache:6379?timeout=" + timeout))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("timeout=" + timeout)
                .hasMessageContaining("test's property")
                .hasMessageContaining("such as 500ms");
    }

    @Test
    void option_thatThereIsNot_isRefusedWithTheNearest() {
        assertThatThrownBy(() -> parse("redis://cache:6379?tiemout=5s"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"tiemout\"")
                .hasMessageContaining("test's property")
                .hasMessageContaining("the nearest is timeout");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "host:6380,password=hunter2,ssl=True,abortConnect=False",
                "-h host -a hunter2",
                "password=hunter2",
                "redis://host:6379?password=hunter2",
                "redis://host:port,password=hunter2",
                "redis-socket:///tmp/hunter2"
            })
    void address_thatIsNone_showsNothingButItsSchemeAndLength(String text) {
        assertThatThrownBy(() -> parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("hunter2")
                .hasMessageContaining("test's property");
    }

    @Test
    void address_thatIsNone_isToldByItsSchemeAndLength() {
        assertThatThrownBy(() -> parse("http://host"))
                .hasMessageContaining("a text of 11 characters that begins with http://");
    }

    @Test
    void socketOfUnix_isToldToBeUnsupported() {
        assertThatThrownBy(() -> parse("redis-socket:///tmp/redis.sock"))
                .hasMessageContaining("Unix domain socket, which is not supported");
    }

    /** As Docker Compose names containers. */
    @ParameterizedTest
    @CsvSource({
        "redis://my_redis:6380, my_redis:6380",
        "redis://user:secret@my_redis:6380/2, my_redis:6380",
        "redis://my_redis, my_redis:6379",
        "'redis://my_redis:1,other_redis:2', 'my_redis:1,other_redis:2'",
        "'redis-sentinel://my_sentinel:26380,other:26379#name',"
                + " 'master \"name\" of the Sentinels my_sentinel:26380,other:26379'"
    })
    void host_withAnUnderscore_isAHost(String text, String hosts) {
        assertThat(parse(text).hostAndPort()).isEqualTo(hosts);
    }

    @Test
    void credentialsAndDatabase_besideAHostWithAnUnderscore_areKept() {
        var uri = parse("redis://user:secret@my_redis:6380/2").uri();

        assertThat(uri.getDatabase()).isEqualTo(2);
        assertThat(uri.getCredentialsProvider().resolveCredentials().block().getUsername())
                .isEqualTo("user");
        assertThat(List.of(uri.getHost(), uri.getPort())).isEqualTo(List.of("my_redis", 6380));
    }
}
