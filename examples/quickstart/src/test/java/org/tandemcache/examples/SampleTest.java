package org.tandemcache.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.tandemcache.testkit.RedisServer;
import org.tandemcache.testkit.WithRedis;

@WithRedis
class SampleTest {
    @Test
    void sample_returnsWhatItStored(RedisServer redis) {
        assertThat(Sample.run(redis.uri().toString())).isEqualTo(new Country("CH", "Switzerland", "CHF"));
    }
}
