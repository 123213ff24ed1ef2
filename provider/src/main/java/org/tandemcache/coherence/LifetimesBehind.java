package org.tandemcache.coherence;

import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.RedisCommand;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.tandemcache.coherence.CoherentReads.Answer;
import org.tandemcache.far.FarKey;
import org.tandemcache.far.StoredEntry;
import org.tandemcache.far.redis.Commands;
import org.tandemcache.far.redis.topology.RedisConnector;
import org.tandemcache.near.Upkeep;
import org.tandemcache.near.Validity;

/**
 * The lifetimes of values that have come, of which the server tells behind them: that nothing expires, in the flush of
 * the values; or else how long each of them has left, asked for once they have come. Whatever changes such a key
 * meanwhile is told by the channel before that, so a value that may still be kept then has that lifetime. Used by the
 * channel's event loop, the values' and the lifetimes', which are two after a reconnect.
 */
@SuppressWarnings("FutureReturnValueIgnored") // the answers are what comes of these callbacks
final class LifetimesBehind {
    private final RedisConnector connector;
    private final NodeExpiry expiry;
    private final Consumer<List<RedisCommand<byte[], byte[], ?>>> connection;
    private final List<FarKey> keys;
    private final List<byte[]> values;
    private final List<Answer> answers;
    private boolean toTell;
    private long askedAt;

    private @Nullable TrackingHandler channel;
    // The promise as it stood when the values came. A flush, or a lost connection after which Lettuce asks for the
    // lifetimes anew, may come between: what was read before it must not be kept under the promise that holds after it.
    private Validity under = TrackedRead.NEVER;

    /** @param connection sends commands in one flush, or throws */
    LifetimesBehind(
            RedisConnector connector,
            NodeExpiry expiry,
            Consumer<List<RedisCommand<byte[], byte[], ?>>> connection,
            int size) {
        this.connector = connector;
        this.expiry = expiry;
        this.connection = connection;
        this.keys = new ArrayList<>(size);
        this.values = new ArrayList<>(size);
        this.answers = new ArrayList<>(size);
    }

    /** What is to be sent in one flush: the command of the values, and what asks behind it whether anything expires. */
    List<RedisCommand<byte[], byte[], ?>> askedWith(RedisCommand<byte[], byte[], ?> read, long now) {
        toTell = expiry.isToTellWhetherAny(now);
        if (!toTell) {
            return List.of(read);
        }
        askedAt = now;
        AsyncCommand<byte[], byte[], String> any = Commands.keyspaceInfo();
        any.whenComplete((said, failure) -> told(said, failure));
        return List.of(read, any);
    }

    /** The values have come by this channel, whose event loop this is; null if by none. */
    void come(@Nullable TrackingHandler by) {
        channel = by;
        under = by == null ? TrackedRead.NEVER : by.token();
    }

    /** Under which the values may be kept. */
    Validity under() {
        return under;
    }

    void add(FarKey key, byte[] value, Answer answer) {
        keys.add(key);
        values.add(value);
        answers.add(answer);
    }

    /** No value is to come any more. */
    void allAdded() {
        if (!toTell) {
            ask();
        }
    }

    private void told(@Nullable String said, @Nullable Throwable failure) {
        if (expiry.hasNone(said, failure, System.nanoTime())) {
            allCame(index -> StoredEntry.ETERNAL, null);
        } else {
            ask();
        }
    }

    private void ask() {
        if (keys.isEmpty()) {
            return;
        }
        askedAt = System.nanoTime();
        try {
            connection.accept(expiry.runsScripts() ? List.of(byScript()) : oneByOne());
        } catch (RuntimeException e) { // and nothing was sent
            answers.forEach(answer -> answer.failed(TrackedRead.failed(connector, e)));
        }
    }

    private RedisCommand<byte[], byte[], ?> byScript() {
        AsyncCommand<byte[], byte[], List<Long>> all = Commands.pttls(keys);
        all.whenComplete((remaining, failure) -> {
            if (expiry.refusesScripts(failure)) {
                ask();
                return;
            }
            allCame(index -> remaining == null || index >= remaining.size() ? null : remaining.get(index), failure);
        });
        return all;
    }

    private List<RedisCommand<byte[], byte[], ?>> oneByOne() {
        List<RedisCommand<byte[], byte[], ?>> commands = new ArrayList<>(keys.size());
        for (int i = 0; i < keys.size(); i++) {
            int index = i;
            AsyncCommand<byte[], byte[], Long> one = Commands.pttl(keys.get(i));
            one.whenComplete((remaining, failure) -> came(index, remaining, failure));
            commands.add(one);
        }
        return commands;
    }

    private void allCame(IntFunction<@Nullable Long> remaining, @Nullable Throwable failure) {
        Upkeep.behind(() -> {
            for (int i = 0; i < keys.size(); i++) {
                came(i, remaining.apply(i), failure);
            }
        });
    }

    private void came(int index, @Nullable Long remaining, @Nullable Throwable failure) {
        Answer answer = answers.get(index);
        if (failure != null || remaining == null) {
            answer.failed(TrackedRead.failed(connector, failure));
            return;
        }
        try {
            if (remaining == TrackedRead.GONE) {
                answer.found(null, askedAt, TrackedRead.NEVER); // expired between the two commands
            } else {
                // A value whose lifetime comes by another channel is not kept.
                Validity validity = TrackingHandler.reading() == channel ? under : TrackedRead.NEVER;
                answer.found(new StoredEntry(values.get(index), remaining), askedAt, validity);
            }
        } catch (RuntimeException e) {
            answer.failed(TrackedRead.failed(connector, e));
        }
    }
}
