package org.tandemcache.far.redis.topology;

import io.lettuce.core.output.CommandOutput;
import io.lettuce.core.protocol.CommandWrapper;
import io.lettuce.core.protocol.RedisCommand;
import org.jspecify.annotations.Nullable;
import org.tandemcache.far.redis.connection.Failures;
import org.tandemcache.far.redis.connection.RedisNode;

/**
 * A command that follows a cluster's redirections: one that a node has redirected was not executed there. Completed by
 * the event loop of one channel after the other.
 */
final class RedirectedCommand<T> extends CommandWrapper<byte[], byte[], T> {
    private static final int MOST_REDIRECTIONS = 5;

    private final ClusterTopology cluster;
    private int redirections;
    // Written before the command is sent there.
    private volatile RedisNode asked;

    /** @param asked the node that it is sent to first */
    RedirectedCommand(RedisCommand<byte[], byte[], T> command, ClusterTopology cluster, RedisNode asked) {
        super(command);
        this.cluster = cluster;
        this.asked = asked;
    }

    /** The node that it was sent to last. */
    RedisNode asked() {
        return asked;
    }

    void asks(RedisNode next) {
        asked = next;
    }

    @Override
    public void complete() {
        CommandOutput<byte[], byte[], T> output = getOutput();
        String error = output == null ? null : output.getError();
        if (output != null
                && error != null
                && Failures.isRedirection(error)
                && redirections < MOST_REDIRECTIONS
                && !isDone()) {
            redirections++;
            output.setError((@Nullable String) null);
            cluster.redirect(this, error);
            return;
        }
        super.complete();
    }
}
