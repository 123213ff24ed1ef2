package org.tandemcache.far.redis;

import io.lettuce.core.RedisException;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.protocol.AsyncCommand;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.tandemcache.far.FarKey;
import org.tandemcache.far.FarTierException;
import org.tandemcache.far.KeyScript;
import org.tandemcache.far.KeyScripts;
import org.tandemcache.far.Patience;
import org.tandemcache.far.redis.connection.Failures;
import org.tandemcache.far.redis.topology.RedisConnector;

/** Scripts by their digest, and whole where the server does not have them yet. Thread-safe. */
public final class RedisKeyScripts implements KeyScripts {
    private final RedisConnector connector;
    private final RedisExecutor redis;
    private final Duration timeout;
    private final Patience patience;

    /** Answers come within the connector's command timeout. */
    public RedisKeyScripts(RedisConnector connector) {
        this.connector = connector;
        this.timeout = connector.commandTimeout();
        this.patience = Patience.untilAway(timeout);
        this.redis = new RedisExecutor(connector, patience);
    }

    @Override
    public CompletableFuture<List<Object>> run(KeyScript script, FarKey key, byte[]... arguments) {
        Call call = new Call(script, key, arguments);
        call.send(false);
        CompletableFuture<List<Object>> answer =
                call.answer.isDone() ? call.answer : connector.within(timeout, call.answer);
        return answer.handle(call::judged);
    }

    private final class Call {
        private final KeyScript script;
        private final FarKey key;
        private final byte[][] arguments;
        private final CompletableFuture<List<Object>> answer = new CompletableFuture<>();
        private volatile AsyncCommand<byte[], byte[], List<Object>> command;

        Call(KeyScript script, FarKey key, byte[][] arguments) {
            this.script = script;
            this.key = key;
            this.arguments = arguments;
            this.command = Commands.eval(script, false, key, arguments);
        }

        @SuppressWarnings("FutureReturnValueIgnored") // whatever it ends with goes to the answer
        void send(boolean whole) {
            AsyncCommand<byte[], byte[], List<Object>> sent =
                    whole ? Commands.eval(script, true, key, arguments) : command;
            command = sent;
            try {
                connector.topology().dispatch(sent);
            } catch (FarTierException | RedisException e) {
                answer.completeExceptionally(e);
                return;
            }
            sent.whenComplete((reply, failure) -> {
                if (failure instanceof RedisNoScriptException && !whole) {
                    send(true);
                } else if (failure != null) {
                    answer.completeExceptionally(failure);
                } else {
                    answer.complete(reply == null ? List.of() : reply);
                }
            });
        }

        private List<Object> judged(@Nullable List<Object> reply, @Nullable Throwable failure) {
            if (failure != null) {
                throw new CompletionException(redis.at(command, translated(failure)));
            }
            return reply == null ? List.of() : reply;
        }

        private FarTierException translated(Throwable failure) {
            if (failure instanceof TimeoutException) {
                command.cancel(); // not sent if it has not been yet
                connector.suspect();
                return Failures.timeout(connector.address(), patience, timeout, failure);
            }
            if (failure instanceof FarTierException known) {
                return known;
            }
            if (failure instanceof CancellationException) {
                return redis.translate(new RedisException(Failures.CONNECTION_LOST, failure));
            }
            return redis.translate(failure instanceof RedisException refused ? refused : new RedisException(failure));
        }
    }
}
