package org.tandemcache.far.redis;

import io.lettuce.core.RedisException;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.RedisCommand;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.tandemcache.far.FarTierException;
import org.tandemcache.far.Patience;
import org.tandemcache.far.redis.connection.Failures;
import org.tandemcache.far.redis.topology.RedisConnector;

/**
 * Sends commands whose answers no thread waits for. Each future ends within a bound, by a timer, on any thread, the I/O
 * threads among them; what it fails with is the far tier's. Thread-safe.
 */
final class RedisFutures {
    private final RedisConnector connector;
    private final Patience patience;
    private final RedisExecutor redis;

    RedisFutures(RedisConnector connector, Patience patience) {
        this.connector = connector;
        this.patience = patience;
        this.redis = new RedisExecutor(connector, patience);
    }

    /**
     * Sends one command; the answer, null for nil. The server's refusal as it is, for the caller to judge by
     * {@link #within}.
     */
    <T> CompletableFuture<@Nullable T> sent(AsyncCommand<byte[], byte[], T> command) {
        try {
            connector.topology().dispatch(command);
        } catch (FarTierException | RedisException e) {
            return CompletableFuture.failedFuture(e);
        }
        return answer(command);
    }

    /** {@link #sent} for several commands, in one flush for each node. */
    <T> List<CompletableFuture<@Nullable T>> allSent(List<AsyncCommand<byte[], byte[], T>> commands) {
        try {
            connector.topology().dispatch(commands);
        } catch (FarTierException | RedisException e) {
            return commands.stream()
                    .map(any -> CompletableFuture.<@Nullable T>failedFuture(e))
                    .toList();
        }
        return commands.stream().map(RedisFutures::answer).toList();
    }

    /** The command itself is cancelled when its connection is lost: that shall not be taken for a user's cancelling. */
    @SuppressWarnings("FutureReturnValueIgnored") // whatever it ends with goes to the answer
    private static <T> CompletableFuture<@Nullable T> answer(AsyncCommand<byte[], byte[], T> command) {
        CompletableFuture<@Nullable T> answer = new CompletableFuture<>();
        command.whenComplete((reply, failure) -> {
            if (failure == null) {
                answer.complete(reply);
            } else {
                answer.completeExceptionally(failure);
            }
        });
        return answer;
    }

    /**
     * The answer, or the far tier's exception when it has failed or does not come in time.
     *
     * @param sent the command that was sent last
     * @param bytes how many travel to or fro: the more, the longer the answer is waited for
     */
    <T> CompletableFuture<T> within(
            CompletableFuture<T> answer, Supplier<? extends AsyncCommand<byte[], byte[], ?>> sent, long bytes) {
        Duration waiting = redis.waiting(bytes);
        CompletableFuture<T> bounded = answer.isDone() ? answer : connector.within(waiting, answer);
        return bounded.exceptionally(failure -> {
            AsyncCommand<byte[], byte[], ?> command = sent.get();
            throw new CompletionException(redis.at(command, translated(command, waiting, failure)));
        });
    }

    private FarTierException translated(RedisCommand<byte[], byte[], ?> command, Duration waiting, Throwable failure) {
        Throwable cause = failure instanceof CompletionException wrapper ? wrapper.getCause() : failure;
        if (cause instanceof TimeoutException) {
            command.cancel(); // not sent if it has not been yet
            if (!patience.endsEarly()) {
                connector.suspect();
            }
            return Failures.timeout(connector.address(), patience, waiting, cause);
        }
        if (cause instanceof FarTierException known) {
            return known;
        }
        if (cause instanceof CancellationException) {
            return redis.translate(new RedisException(Failures.CONNECTION_LOST, cause));
        }
        return redis.translate(cause instanceof RedisException refused ? refused : new RedisException(cause));
    }
}
