package org.tandemcache.far.redis.topology;

import io.lettuce.core.protocol.RedisCommand;
import java.util.List;

/** The way of commands to the servers. Thread-safe. */
public interface Route {
    /**
     * Sends a command to a node that has its key.
     *
     * @throws org.tandemcache.far.FarTierException if it can't be sent
     */
    void dispatch(RedisCommand<byte[], byte[], ?> command);

    /**
     * Sends commands, each to a node that has its key, in one flush for each node. Those whose node can't be reached
     * fail; where that is all of them it may be thrown.
     */
    void dispatch(List<? extends RedisCommand<byte[], byte[], ?>> commands);
}
