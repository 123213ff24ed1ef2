package org.tandemcache.far.redis.topology;

import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.ArrayOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.sentinel.api.StatefulRedisSentinelConnection;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.tandemcache.far.redis.connection.ConnectionFactory;
import org.tandemcache.far.redis.connection.RedisNode;
import org.tandemcache.far.redis.connection.ReplyFields;

/**
 * One Sentinel: it is asked which server is the master, and tells by itself when that changes. Both of its connections
 * are made when they are first needed and kept by Lettuce from then on. Thread-safe.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a Sentinel that is away is asked again later; there are others
final class Sentinel {
    private static final String SWITCHED = "+switch-master";

    private final ConnectionFactory connections;
    private final RedisURI uri;
    private final String master;
    private final Kept<StatefulRedisSentinelConnection<String, String>> questions;
    private final Kept<StatefulRedisPubSubConnection<String, String>> news;

    /**
     * @param switched is told the master that has taken the place of another one, on an event loop; perhaps late, after
     *     the news of a later switch by another Sentinel
     */
    Sentinel(ConnectionFactory connections, RedisURI uri, String master, Consumer<Claim> switched) {
        this.connections = connections;
        this.uri = uri;
        this.master = master;
        this.questions = new Kept<>(() -> connections.connectSentinel(uri));
        this.news = new Kept<>(() -> connections.connectPubSub(uri).thenCompose(connection -> {
            connection.addListener(new Switches(switched));
            return connections
                    .within(
                            connections.connectBound(),
                            connection.async().subscribe(SWITCHED).toCompletableFuture())
                    .thenApply(done -> connection)
                    .whenComplete((there, failure) -> {
                        if (failure != null) {
                            connection.closeAsync();
                        }
                    });
        }));
    }

    /**
     * Where a Sentinel has the master.
     *
     * @param epoch rises with each failover; {@link #UNTOLD} in the news of one
     */
    record Claim(String host, int port, long epoch) {
        static final long UNTOLD = -1;

        boolean isAt(RedisNode node) {
            return node.isAt(host, port);
        }

        boolean isSame(Claim other) {
            return host.equals(other.host) && port == other.port;
        }
    }

    /** Who is the master; from now on switches are heard of too. */
    CompletableFuture<Claim> ask() {
        news.get();
        return questions
                .get()
                .thenCompose(connection -> connection
                        .async()
                        .dispatch(
                                CommandType.SENTINEL,
                                new ArrayOutput<>(StringCodec.UTF8),
                                new CommandArgs<>(StringCodec.UTF8)
                                        .add("MASTER")
                                        .add(master)))
                .thenApply(reply -> {
                    Map<String, String> fields = ReplyFields.of(reply).texts();
                    String host = fields.get("ip");
                    String port = fields.get("port");
                    if (host == null || port == null) {
                        throw new IllegalStateException(
                                "Sentinel " + this + " does not tell where \"" + master + "\" is");
                    }
                    return new Claim(
                            host, Integer.parseInt(port), Long.parseLong(fields.getOrDefault("config-epoch", "0")));
                });
    }

    void close() {
        news.close();
        questions.close();
    }

    @Override
    public String toString() {
        return uri.getHost() + ":" + uri.getPort() + " of " + connections;
    }

    /** Reads "name old-host old-port new-host new-port". */
    private final class Switches extends RedisPubSubAdapter<String, String> {
        private final Consumer<Claim> switched;

        Switches(Consumer<Claim> switched) {
            this.switched = switched;
        }

        @Override
        public void message(String channel, String message) {
            String[] words = message.split(" ", -1);
            if (channel.equals(SWITCHED) && words.length >= 5 && words[0].equals(master)) {
                switched.accept(new Claim(words[3], Integer.parseInt(words[4]), Claim.UNTOLD));
            }
        }
    }

    /** A connection that is made once, and again after an attempt that failed. */
    private static final class Kept<C extends StatefulConnection<String, String>> {
        private final Supplier<CompletableFuture<C>> opener;
        private final AtomicReference<@Nullable CompletableFuture<C>> there = new AtomicReference<>();

        Kept(Supplier<CompletableFuture<C>> opener) {
            this.opener = opener;
        }

        CompletableFuture<C> get() {
            CompletableFuture<C> opening = new CompletableFuture<>();
            CompletableFuture<C> other = there.compareAndExchange(null, opening);
            if (other != null) {
                return other;
            }
            opener.get().whenComplete((connection, failure) -> {
                if (failure == null) {
                    opening.complete(connection);
                } else {
                    there.compareAndSet(opening, null);
                    opening.completeExceptionally(failure);
                }
            });
            return opening;
        }

        void close() {
            CompletableFuture<C> last = there.get();
            if (last != null) {
                last.thenAccept(C::closeAsync);
            }
        }
    }
}
