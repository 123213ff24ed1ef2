package org.tandemcache.far.redis.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.protocol.RedisProtocolException;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.EncoderException;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tandemcache.far.FarTierException.Kind;

/** What is known of a command whose failure Lettuce tells. */
class FailuresTest {
    private static final RedisServerAddress ADDRESS = RedisServerAddress.parse("redis://cache:6379", "test");

    private static Kind kindOf(Throwable failure) {
        return Failures.translate(failure, ADDRESS, null).kind();
    }

    static Stream<Throwable> unrecognised() {
        return Stream.of(
                new RedisException("what a later Lettuce may say"),
                new RedisException(new DecoderException(new RedisProtocolException("Invalid first byte: 63"))),
                new RedisException(new RejectedExecutionException("event executor terminated")),
                new RedisException(new EncoderException("Cannot encode command")),
                new RedisException(new CancellationException()),
                new RedisException(new SSLException("bad record")),
                new RedisException(new ClosedChannelException()),
                new RedisException(new IOException("Connection reset")),
                new RedisException(new IllegalStateException()),
                new RedisException("Connection closed"),
                new RedisException("Connection disconnected"),
                new RedisException(Failures.CONNECTION_LOST),
                new RedisCommandTimeoutException("Command timed out"));
    }

    /** It passed for unsent, so that a put was sent again over what others had written since. */
    @ParameterizedTest
    @MethodSource("unrecognised")
    void failure_thatIsNotKnownToHaveSentNothing_isAnUnknownOutcome(Throwable failure) {
        assertThat(kindOf(failure)).isEqualTo(Kind.UNKNOWN_OUTCOME);
        assertThat(Failures.translate(failure, ADDRESS, null)).hasMessageContaining("may have been applied");
    }

    static Stream<Throwable> unsent() {
        return Stream.of(
                new RedisException("Currently not connected. Commands are rejected."),
                new RedisException("Connection is closed"),
                new RedisException("Request queue size exceeded: 50000. Commands are not accepted until the queue"),
                new RedisException("Command buffer size exceeded: 50000. Commands are not accepted until the queue"),
                new RedisException("Internal stack size exceeded: 50000. Commands are not accepted until the stack"),
                new RedisConnectionException("Unable to connect to cache:6379", new IOException("Connection reset")),
                new RedisException(new ConnectException("Connection refused")));
    }

    @ParameterizedTest
    @MethodSource("unsent")
    void failure_ofACommandThatWasNotWritten_isUnavailable(Throwable failure) {
        assertThat(kindOf(failure)).isEqualTo(Kind.UNAVAILABLE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "LOADING Redis is loading the dataset in memory",
                "READONLY You can't write against a read only replica.",
                "CLUSTERDOWN The cluster is down",
                "TRYAGAIN Multiple keys request during rehashing of slot",
                "MASTERDOWN Link with MASTER is down",
                "MOVED 3999 127.0.0.1:6381"
            })
    void refusal_ofTheMoment_isUnavailable(String error) {
        assertThat(kindOf(new RedisCommandExecutionException(error))).isEqualTo(Kind.UNAVAILABLE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"OOM command not allowed when used memory > 'maxmemory'", "ERR unknown command", "NOPERM no"})
    void refusal_ofTheCommand_isARejection(String error) {
        assertThat(kindOf(new RedisCommandExecutionException(error))).isEqualTo(Kind.REJECTED);
    }
}
