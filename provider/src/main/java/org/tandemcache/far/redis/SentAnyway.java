package org.tandemcache.far.redis;

import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.RedisCommand;

/** A command that is not taken back where its answer comes too late: what its sender does next holds with it alone. */
final class SentAnyway<T> extends AsyncCommand<byte[], byte[], T> {
    SentAnyway(RedisCommand<byte[], byte[], T> command) {
        super(command);
    }
}
