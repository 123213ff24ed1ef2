package org.tandemcache.note;

import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.tandemcache.far.FarTierException;
import org.tandemcache.far.redis.connection.ConnectionFactory;
import org.tandemcache.far.redis.connection.Failures;

/** The commands that read a journal, each bounded in time, on a connection of their own. Thread-safe. */
final class JournalStream implements AutoCloseable {
    /** The part of an entry of the stream that is a note without values. */
    private static final byte PLAIN = 'n';

    /** The part of an entry of the stream that is a note with values. */
    private static final byte VALUED = 'v';

    private final ConnectionFactory connections;
    private final StatefulRedisConnection<byte[], byte[]> connection;
    private final byte[] key;

    JournalStream(ConnectionFactory connections, StatefulRedisConnection<byte[], byte[]> connection, byte[] key) {
        this.connections = connections;
        this.connection = connection;
        this.key = key;
    }

    /**
     * An entry of the stream.
     *
     * @param note null for what this version of Tandem does not know
     * @param valued whether values are in it
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Kept(String id, byte @Nullable [] note, boolean valued) {}

    /** The first entries of the stream. */
    List<Kept> first(long count) {
        return kept(await(commands().xrange(key, Range.unbounded(), Limit.from(count))));
    }

    /** The entry of an id, if it is there, and those behind it. */
    List<Kept> from(String id, long count) {
        Range<String> range = Range.from(Range.Boundary.including(id), Range.Boundary.unbounded());
        return kept(await(commands().xrange(key, range, Limit.from(count))));
    }

    /** The id of the last entry; null for none. */
    @Nullable
    String last() {
        List<Kept> last = kept(await(commands().xrevrange(key, Range.unbounded(), Limit.from(1))));
        return last.isEmpty() ? null : last.get(0).id();
    }

    /** Whether an entry was ever removed, as far as the server knows; true where it does not know. */
    boolean wasShortened() {
        List<Object> told = await(commands().xinfoStream(key));
        Object length = null;
        Object added = null;
        for (int i = 0; i + 1 < told.size(); i += 2) {
            switch (text(told.get(i))) {
                case "length" -> length = told.get(i + 1);
                case "entries-added" -> added = told.get(i + 1);
                default -> {}
            }
        }
        return added == null || !added.equals(length);
    }

    private static String text(Object told) {
        return told instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : String.valueOf(told);
    }

    /** Ends when there is something behind an id, or the time is over; fails if the server does not answer by then. */
    @SuppressWarnings("unchecked") // Lettuce takes an array of streams
    CompletableFuture<?> behind(String id, Duration patience) {
        return connections.within(
                patience.plus(connections.commandTimeout()),
                commands()
                        .xread(
                                XReadArgs.Builder.block(patience.toMillis()).count(1),
                                XReadArgs.StreamOffset.from(key, id))
                        .toCompletableFuture());
    }

    private RedisAsyncCommands<byte[], byte[]> commands() {
        return connection.async();
    }

    private <T> T await(RedisFuture<T> sent) {
        try {
            return connections
                    .within(connections.commandTimeout(), sent.toCompletableFuture())
                    .join();
        } catch (CompletionException | CancellationException e) {
            throw translated(connections, e);
        }
    }

    /** A command is cancelled when its connection is lost. */
    static FarTierException translated(ConnectionFactory connections, Throwable failure) {
        Throwable cause = failure instanceof CompletionException wrapper && wrapper.getCause() != null
                ? wrapper.getCause()
                : failure;
        return connections.translate(
                cause instanceof CancellationException ? new RedisException(Failures.CONNECTION_LOST, cause) : cause);
    }

    private static List<Kept> kept(List<StreamMessage<byte[], byte[]>> messages) {
        return messages.stream().map(JournalStream::kept).toList();
    }

    private static Kept kept(StreamMessage<byte[], byte[]> message) {
        for (Map.Entry<byte[], byte[]> part : message.getBody().entrySet()) {
            byte[] name = part.getKey();
            if (name.length == 1 && (name[0] == PLAIN || name[0] == VALUED)) {
                return new Kept(message.getId(), part.getValue(), name[0] == VALUED);
            }
        }
        return new Kept(message.getId(), null, false);
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // nobody is left to be told how it went
    public void close() {
        connection.closeAsync();
    }
}
