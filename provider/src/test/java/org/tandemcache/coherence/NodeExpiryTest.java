package org.tandemcache.coherence;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisBusyException;
import io.lettuce.core.RedisCommandExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a node says of the expiry of its entries. */
class NodeExpiryTest {
    private final NodeExpiry expiry = new NodeExpiry(1);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "# Keyspace\r\ndb1:keys=3,expires=0,avg_ttl=0\r\n",
                "# Keyspace\r\ndb0:keys=3,expires=2,avg_ttl=9\r\ndb1:keys=3,expires=0,avg_ttl=0,subexpiry=4\r\n",
                "db1:keys=3,expires=0"
            })
    void database_whereNothingExpires_hasNone(String keyspace) {
        assertThat(expiry.hasNone(keyspace, null, 0)).isTrue();
        assertThat(expiry.isToTellWhetherAny(1)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "# Keyspace\r\n",
                "# Keyspace\r\ndb0:keys=3,expires=0,avg_ttl=0\r\n",
                "# Keyspace\r\ndb11:keys=3,expires=0,avg_ttl=0\r\n",
                "# Keyspace\r\ndb1:keys=3,expires=1,avg_ttl=0\r\n",
                "# Keyspace\r\ndb1:keys=3,expires=01,avg_ttl=0\r\n",
                "# Keyspace\r\ndb1:keys=3,avg_ttl=0\r\n",
                "# Keyspace\r\ndb1:keys=3,subexpires=0,avg_ttl=0\r\n"
            })
    void database_ofWhichThatIsNotSaid_mayHaveSome(String keyspace) {
        assertThat(expiry.hasNone(keyspace, null, 0)).isFalse();
    }

    @Test
    void question_whetherAnythingExpires_isSparedForASecondWhereSomethingDoes() {
        expiry.hasNone("db1:keys=3,expires=1,avg_ttl=0", null, 0);

        assertThat(expiry.isToTellWhetherAny(TimeUnit.MILLISECONDS.toNanos(999)))
                .isFalse();
        assertThat(expiry.isToTellWhetherAny(TimeUnit.SECONDS.toNanos(1))).isTrue();
    }

    @Test
    void question_thatWasRefused_isNeverAskedAgain() {
        expiry.hasNone(null, new RedisCommandExecutionException("NOPERM no permission"), 0);

        assertThat(expiry.isToTellWhetherAny(TimeUnit.DAYS.toNanos(1))).isFalse();
    }

    @Test
    void question_thatFailed_isAskedAgain() {
        expiry.hasNone(null, new RedisBusyException("BUSY a script runs"), 0);

        assertThat(expiry.isToTellWhetherAny(TimeUnit.SECONDS.toNanos(1))).isTrue();
    }

    @Test
    void script_thatFailed_isRunAgain_andOneThatWasRefusedIsNot() {
        assertThat(expiry.refusesScripts(new RedisBusyException("BUSY a script runs")))
                .isFalse();
        assertThat(expiry.runsScripts()).isTrue();
        assertThat(expiry.refusesScripts(new RedisCommandExecutionException("NOPERM no permission")))
                .isTrue();
        assertThat(expiry.runsScripts()).isFalse();
    }
}
