package org.tandemcache.far.redis;

import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.protocol.AsyncCommand;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.tandemcache.far.FarKey;
import org.tandemcache.far.KeyScript;
import org.tandemcache.far.KeyScripts;
import org.tandemcache.far.Patience;
import org.tandemcache.far.redis.topology.RedisConnector;

/** Scripts by their digest, and whole where the server does not have them yet. Thread-safe. */
public final class RedisKeyScripts implements KeyScripts {
    private final RedisFutures redis;

    /** Answers come within the connector's command timeout. */
    public RedisKeyScripts(RedisConnector connector) {
        this.redis = new RedisFutures(connector, Patience.untilAway(connector.commandTimeout()));
    }

    @Override
    public CompletableFuture<List<Object>> run(KeyScript script, FarKey key, byte[]... arguments) {
        Call call = new Call(script, key, arguments);
        call.send(false);
        long bytes = 0;
        for (byte[] argument : arguments) {
            bytes += argument.length;
        }
        return redis.within(call.answer, call::sent, bytes);
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

        AsyncCommand<byte[], byte[], List<Object>> sent() {
            return command;
        }

        @SuppressWarnings("FutureReturnValueIgnored") // whatever it ends with goes to the answer
        void send(boolean whole) {
            if (whole) {
                command = Commands.eval(script, true, key, arguments);
            }
            redis.sent(command).whenComplete((reply, failure) -> {
                if (failure instanceof RedisNoScriptException && !whole) {
                    send(true);
                } else if (failure != null) {
                    answer.completeExceptionally(failure);
                } else {
                    answer.complete(reply == null ? List.of() : reply);
                }
            });
        }
    }
}
