package org.tandemcache.far.redis.connection;

import io.lettuce.core.RedisException;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.protocol.ProtocolKeyword;
import io.lettuce.core.protocol.RedisCommand;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Decides which commands Lettuce may send again after a reconnect: reads alone. A write that was under way may have
 * been applied, and sent again it would overwrite what others wrote since; it fails at once instead of leaving its
 * caller to wait for an answer that can't come.
 */
final class NoReplayOfWrites implements Predicate<RedisCommand<?, ?, ?>> {
    private static final Set<CommandType> READS = EnumSet.of(
            CommandType.GET,
            CommandType.MGET,
            CommandType.EXISTS,
            CommandType.PTTL,
            CommandType.SCAN,
            CommandType.PING);

    /** True for a command that must not be sent again. */
    @Override
    public boolean test(RedisCommand<?, ?, ?> command) {
        ProtocolKeyword type = command.getType();
        if (type instanceof CommandType known && READS.contains(known)) {
            return false;
        }
        command.completeExceptionally(new RedisException(Failures.CONNECTION_LOST));
        return true;
    }
}
