package org.tandemcache.coherence;

import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.RedisCommand;
import java.util.ArrayList;
import java.util.List;
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
 * The commands of a tracked read of a key: its value, then its remaining lifetime. The answer is complete with its
 * lifetime, which comes last; all of it is read on the channel's event loop, in the order of the wire.
 */
@SuppressWarnings("FutureReturnValueIgnored") // the answer is what comes of these callbacks
final class TrackedRead {
    /** The promise of what is not to be kept. */
    static final Validity NEVER = now -> false;

    /** The lifetime of what is not there. */
    static final long GONE = -2;

    private final RedisConnector connector;
    private final long sentAt;
    private final List<RedisCommand<byte[], byte[], ?>> commands;

    // The promise of the channel by which the value came, as it stood then. A flush, or a lost connection after which
    // Lettuce asks for the lifetimes anew, may come between the value and the lifetime: what was read before it must
    // not be kept under the promise that holds after it.
    private volatile Validity readUnder = NEVER;
    private volatile Validity absentUnder = NEVER;
    private volatile @Nullable TrackingHandler readOn;

    private TrackedRead(RedisConnector connector, long sentAt) {
        this.connector = connector;
        this.commands = new ArrayList<>(2);
        this.sentAt = sentAt;
    }

    /**
     * The commands for a key, to be sent in one flush, in this order.
     *
     * @param promise of the channel to which they go; null if that is not known
     */
    static List<RedisCommand<byte[], byte[], ?>> commands(
            RedisConnector connector, FarKey key, Answer answer, @Nullable Validity promise, long sentAt) {
        answer.sent(promise);
        TrackedRead read = new TrackedRead(connector, sentAt);
        AsyncCommand<byte[], byte[], byte[]> get = Commands.get(key);
        read.addValue(get, answer);
        read.addLifetime(key, answer, get);
        return read.commands;
    }

    private void addValue(AsyncCommand<byte[], byte[], byte[]> value, Answer answer) {
        value.whenComplete((read, failure) -> {
            TrackingHandler channel = TrackingHandler.reading();
            readOn = channel;
            readUnder = channel == null ? NEVER : channel.token();
            absentUnder = channel == null ? NEVER : channel.absence(sentAt);
            answer.arrived();
        });
        commands.add(value);
    }

    private void addLifetime(FarKey key, Answer answer, AsyncCommand<byte[], byte[], byte[]> value) {
        AsyncCommand<byte[], byte[], Long> pttl = Commands.pttl(key);
        pttl.whenComplete((remaining, failure) -> {
            try {
                answer(answer, value, remaining, failure);
            } catch (RuntimeException e) {
                answer.failed(failed(connector, e));
            }
        });
        commands.add(pttl);
    }

    private void answer(
            Answer answer,
            AsyncCommand<byte[], byte[], byte[]> value,
            @Nullable Long remaining,
            @Nullable Throwable failure) {
        if (failure != null || remaining == null || !value.isDone()) {
            answer.failed(failed(connector, failure));
            return;
        }
        if (value.isCompletedExceptionally()) {
            value.whenComplete((none, cause) -> answerRefused(answer, cause));
            return;
        }
        byte[] bytes = value.join();
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
            answer.failed(failed(connector, cause));
        }
    }

    /**
     * A read changes nothing: whatever came between, a node that has lost the key for one, it can be asked elsewhere.
     *
     * @param failure null if the answer does not have what it should
     */
    static FarTierException failed(RedisConnector connector, @Nullable Throwable failure) {
        Throwable cause = failure == null ? new IllegalStateException("an answer is missing") : failure;
        FarTierException known = connector.translate(cause);
        if (known.kind() == Kind.REJECTED) {
            return known;
        }
        connector.suspect();
        return new FarTierException(Kind.UNAVAILABLE, String.valueOf(known.getMessage()), cause);
    }
}
