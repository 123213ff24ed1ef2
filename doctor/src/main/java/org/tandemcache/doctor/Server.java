package org.tandemcache.doctor;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.NestedMultiOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.ProtocolKeyword;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.tandemcache.far.redis.connection.Failures;
import org.tandemcache.far.redis.topology.RedisConnector;

/** A server with a connection of the doctor's own to it. Every answer is waited for as long as the address says. */
final class Server implements AutoCloseable {
    /** The server does not answer, or the connection is lost: there is no use in asking more. */
    static final class SilentException extends RuntimeException {
        SilentException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** One word of the language of Redis, as Lettuce wants it. */
    private record Word(String word) implements ProtocolKeyword {
        @Override
        public byte[] getBytes() {
            return word.getBytes(StandardCharsets.US_ASCII);
        }

        @Override
        public String toString() {
            return word;
        }
    }

    private final RedisURI uri;
    private final StatefulRedisConnection<byte[], byte[]> connection;
    private final Duration patience;

    private Server(RedisURI uri, StatefulRedisConnection<byte[], byte[]> connection, Duration patience) {
        this.uri = uri;
        this.connection = connection;
        this.patience = patience;
    }

    /** @throws SilentException if there is no connection in time */
    @SuppressWarnings("FutureReturnValueIgnored") // nobody is left to be told how the closing of a late one went
    static Server connect(RedisConnector connector, RedisURI uri) {
        RedisClient client = Objects.requireNonNull(connector.unwrap(RedisClient.class));
        var attempt = client.connectAsync(ByteArrayCodec.INSTANCE, uri).toCompletableFuture();
        Duration bound = connector.connectBound();
        try {
            return new Server(uri, attempt.get(bound.toNanos(), TimeUnit.NANOSECONDS), connector.commandTimeout());
        } catch (ExecutionException e) {
            throw new SilentException("no connection: " + Failures.rootMessage(e), e);
        } catch (TimeoutException e) {
            attempt.thenAccept(StatefulRedisConnection::closeAsync); // one that comes late
            throw new SilentException("no connection within " + bound.toMillis() + " ms", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SilentException("interrupted while connecting", e);
        }
    }

    RedisURI uri() {
        return uri;
    }

    /** A command of text alone. */
    Answer ask(String command, String... arguments) {
        CommandArgs<byte[], byte[]> args = new CommandArgs<>(ByteArrayCodec.INSTANCE);
        for (String argument : arguments) {
            args.add(argument);
        }
        return ask(command, args);
    }

    /** A command with a key first. */
    Answer askOf(byte[] key, String command, String... arguments) {
        CommandArgs<byte[], byte[]> args = new CommandArgs<>(ByteArrayCodec.INSTANCE).addKey(key);
        for (String argument : arguments) {
            args.add(argument);
        }
        return ask(command, args);
    }

    private Answer ask(String command, CommandArgs<byte[], byte[]> args) {
        var asked = new AsyncCommand<>(
                new Command<>(new Word(command), new NestedMultiOutput<>(ByteArrayCodec.INSTANCE), args));
        try {
            connection.dispatch(asked);
            List<Object> answer = asked.toCompletableFuture().get(patience.toNanos(), TimeUnit.NANOSECONDS);
            return of(answer);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RedisCommandExecutionException refusal) {
                return new Answer(null, String.valueOf(refusal.getMessage()));
            }
            throw new SilentException("the connection was lost: " + Failures.rootMessage(e), e);
        } catch (RedisException e) {
            throw new SilentException("the connection was lost: " + Failures.rootMessage(e), e);
        } catch (TimeoutException e) {
            throw new SilentException(command + " was not answered within " + patience.toMillis() + " ms", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SilentException("interrupted while waiting for the answer to " + command, e);
        }
    }

    /** Lettuce's output makes a list of one of whatever is none. */
    private static Answer of(List<Object> answer) {
        return answer.size() == 1 ? new Answer(answer.get(0), null) : new Answer(answer, null);
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // what is left of it ends with the client
    public void close() {
        connection.closeAsync();
    }
}
