package org.tandemcache.far.redis;

import io.lettuce.core.RedisException;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.RedisCommand;
import org.tandemcache.far.FarKey;
import org.tandemcache.far.FarOperation.Stored;
import org.tandemcache.far.FarTierException;
import org.tandemcache.far.FarTierException.Kind;
import org.tandemcache.far.Patience;
import org.tandemcache.far.redis.topology.RedisConnector;

/** A write that goes by another connection than the far tier's own, together with a read. Used by one thread, once. */
public final class AccompaniedWrite {
    private final RedisExecutor redis;
    private final AsyncCommand<byte[], byte[], String> command;

    /** @param stored whose lifetimes {@linkplain org.tandemcache.far.WriteLifetimes#coincide coincide} */
    public AccompaniedWrite(RedisConnector connector, FarKey key, Stored stored) {
        this.redis = new RedisExecutor(connector, Patience.untilAway(connector.commandTimeout()));
        this.command = Commands.set(key, stored.value(), stored.lifetimes().update());
    }

    /** What is to be sent before the read. */
    public RedisCommand<byte[], byte[], ?> command() {
        return command;
    }

    /**
     * Waits for the answer, once it was sent.
     *
     * @return false if it surely was not done, and may be by the ordinary way: it was not sent after all, or is to be
     *     sent to another server
     * @throws FarTierException if the server refused it, or nobody knows
     */
    public boolean isDone() {
        try {
            redis.answer(command);
            return true;
        } catch (RedisException e) {
            FarTierException failure = redis.translate(e);
            if (failure.kind() == Kind.UNAVAILABLE) {
                return false;
            }
            throw failure.kind() == Kind.UNKNOWN_OUTCOME ? failure.ofSpareConnection() : failure;
        }
    }
}
