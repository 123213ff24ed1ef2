package org.tandemcache.coherence;

import io.lettuce.core.KeyValue;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.RedisCommand;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tandemcache.coherence.CoherentReads.Answer;
import org.tandemcache.far.FarKey;
import org.tandemcache.far.FarTierException;
import org.tandemcache.far.FarTierException.Kind;
import org.tandemcache.far.StoredEntry;
import org.tandemcache.far.redis.Commands;
import org.tandemcache.far.redis.connection.Failures;
import org.tandemcache.far.redis.topology.RedisConnector;
import org.tandemcache.near.Validity;

/**
 * The commands of a tracked read: the values, then the remaining lifetime of each key. An answer is complete with its
 * lifetime, which comes last; all of it is read on the channel's event loop, in the order of the wire.
 */
@SuppressWarnings("FutureReturnValueIgnored") // the answer is what comes of these callbacks
final class TrackedRead {
    private static final Validity NEVER = now -> false;
    private static final long GONE = -2;

    private final RedisConnector connector;
    private final long sentAt;
    private final List<RedisCommand<byte[], byte[], ?>> commands;

    // The promise of the channel by which the values came, as it stood then. A flush, or a lost connection after which
    // Lettuce asks for the lifetimes anew, may come between the values and the lifetimes: what was read before it must
    // not be kept under the promise that holds after it.
    private volatile Validity readUnder = NEVER;
    private volatile Validity absentUnder = NEVER;
    private volatile @Nullable TrackingHandler readOn;

    private TrackedRead(RedisConnector connector, int size, long sentAt) {
        this.connector = connector;
        this.commands = new ArrayList<>(size);
        this.sentAt = sentAt;
    }

    /**
     * The commands for some keys, to be sent in one flush, in this order.
     *
     * @param promise of the channel to which they go; null if that is not known
     */
    static List<RedisCommand<byte[], byte[], ?>> commands(
            RedisConnector connector,
            List<FarKey> keys,
            List<? extends Answer> answers,
            @Nullable Validity promise,
            long sentAt) {
        answers.forEach(answer -> answer.sent(promise));
        TrackedRead read = new TrackedRead(connector, keys.size() + 1, sentAt);
        if (keys.size() == 1) {
            AsyncCommand<byte[], byte[], byte[]> get = Commands.get(keys.get(0));
            read.addValues(get, answers);
            read.addLifetime(keys.get(0), answers.get(0), get, value -> value);
        } else {
            AsyncCommand<byte[], byte[], List<KeyValue<byte[], byte[]>>> mget = Commands.mget(keys);
            read.addValues(mget, answers);
            for (int i = 0; i < keys.size(); i++) {
                int index = i;
                read.addLifetime(
                        keys.get(i),
                        answers.get(i),
                        mget,
                        values -> values.get(index).getValueOrElse(null));
            }
        }
        return read.commands;
    }

    private void addValues(AsyncCommand<byte[], byte[], ?> values, List<? extends Answer> answers) {
        values.whenComplete((read, failure) -> {
            TrackingHandler channel = TrackingHandler.reading();
            readOn = channel;
            readUnder = channel == null ? NEVER : channel.token();
            absentUnder = channel == null ? NEVER : channel.absence(sentAt);
            answers.forEach(Answer::arrived);
        });
        commands.add(values);
    }

    private <T> void addLifetime(
            FarKey key, Answer answer, AsyncCommand<byte[], byte[], T> values, Function<T, byte @Nullable []> value) {
        AsyncCommand<byte[], byte[], Long> pttl = Commands.pttl(key);
        pttl.whenComplete((remaining, failure) -> {
            try {
                answer(answer, values, value, remaining, failure);
            } catch (RuntimeException e) {
                answer.failed(failed(e));
            }
        });
        commands.add(pttl);
    }

    private <T> void answer(
            Answer answer,
            AsyncCommand<byte[], byte[], T> values,
            Function<T, byte @Nullable []> value,
            @Nullable Long remaining,
            @Nullable Throwable failure) {
        if (failure != null || remaining == null || !values.isDone()) {
            answer.failed(failed(failure == null ? new IllegalStateException("an answer is missing") : failure));
            return;
        }
        if (values.isCompletedExceptionally()) {
            values.whenComplete((none, cause) -> answerRefused(answer, cause));
            return;
        }
        T all = values.join();
        byte[] bytes = all == null ? null : value.apply(all);
        if (bytes == null) {
            answer.found(null, sentAt, kept(absentUnder));
        } else if (remaining == GONE) {
            answer.found(null, sentAt, NEVER); // expired between the two commands
        } else {
            answer.found(new StoredEntry(bytes, remaining), sentAt, kept(readUnder));
        }
    }

    /** A value whose lifetime came by another channel is not kept. */
    private Validity kept(Validity validity) {
        return TrackingHandler.reading() == readOn ? validity : NEVER;
    }

    private void answerRefused(Answer answer, Throwable cause) {
        if (Failures.isWrongType(cause)) {
            answer.found(new StoredEntry(new byte[0]), sentAt, NEVER);
        } else {
            answer.failed(failed(cause));
        }
    }

    /**
     * A read changes nothing: whatever came between, a node that has lost the key for one, it can be asked elsewhere.
     */
    private FarTierException failed(Throwable cause) {
        FarTierException failure = connector.translate(cause);
        if (failure.kind() == Kind.REJECTED) {
            return failure;
        }
        connector.suspect();
        return new FarTierException(Kind.UNAVAILABLE, String.valueOf(failure.getMessage()), cause);
    }
}
