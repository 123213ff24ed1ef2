package org.tandemcache.coherence;

import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.RedisCommand;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.tandemcache.coherence.CoherentReads.Answer;
import org.tandemcache.far.FarKey;
import org.tandemcache.far.StoredEntry;
import org.tandemcache.far.redis.Commands;
import org.tandemcache.far.redis.topology.RedisConnector;
import org.tandemcache.near.Validity;

/**
 * A tracked read of many keys of one server. One command brings the values, for which their reader waits; behind it the
 * {@linkplain LifetimesBehind lifetimes} of those that were found are asked for, for which nobody waits: only what is
 * kept needs one. All of it is read on the channel's event loop, in the order of the wire.
 */
@SuppressWarnings("FutureReturnValueIgnored") // the answers are what comes of these callbacks
final class TrackedBatch {
    private final RedisConnector connector;
    private final List<FarKey> keys;
    private final List<? extends Answer> answers;
    private final NodeExpiry expiry;
    private final Consumer<List<RedisCommand<byte[], byte[], ?>>> connection;
    private final long sentAt;

    /**
     * @param connection sends commands in one flush, or throws
     * @param sentAt {@link System#nanoTime()} before the first of them
     */
    TrackedBatch(
            RedisConnector connector,
            List<FarKey> keys,
            List<? extends Answer> answers,
            NodeExpiry expiry,
            Consumer<List<RedisCommand<byte[], byte[], ?>>> connection,
            long sentAt) {
        this.connector = connector;
        this.keys = keys;
        this.answers = answers;
        this.expiry = expiry;
        this.connection = connection;
        this.sentAt = sentAt;
    }

    /** @param promise of the channel to which it goes; null if that is not known */
    void send(@Nullable Validity promise) {
        answers.forEach(answer -> answer.sent(promise));
        AsyncCommand<byte[], byte[], List<byte @Nullable []>> values = Commands.mget(keys);
        LifetimesBehind lifetimes = new LifetimesBehind(connector, expiry, connection, keys.size());
        values.whenComplete((read, failure) -> valuesCame(read, failure, lifetimes));
        connection.accept(lifetimes.askedWith(values, sentAt));
    }

    private void valuesCame(
            @Nullable List<byte @Nullable []> values, @Nullable Throwable failure, LifetimesBehind lifetimes) {
        answers.forEach(Answer::arrived);
        if (values == null || values.size() < keys.size()) {
            answers.forEach(answer -> answer.failed(TrackedRead.failed(connector, failure)));
            return;
        }
        TrackingHandler channel = TrackingHandler.reading();
        Validity absence = channel == null ? TrackedRead.NEVER : channel.absence(sentAt);
        lifetimes.come(channel);
        // Backwards: their reader waits for the first, and finds the others there then.
        for (int i = keys.size() - 1; i >= 0; i--) {
            byte[] bytes = values.get(i);
            Answer answer = answers.get(i);
            try {
                if (bytes == null) {
                    answer.found(null, sentAt, absence);
                } else {
                    answer.read(new StoredEntry(bytes), sentAt, lifetimes.under());
                    lifetimes.add(keys.get(i), bytes, answer);
                }
            } catch (RuntimeException e) {
                answer.failed(TrackedRead.failed(connector, e));
            }
        }
        lifetimes.allAdded();
    }
}
