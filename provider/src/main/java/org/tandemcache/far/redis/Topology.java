package org.tandemcache.far.redis;

import io.lettuce.core.protocol.RedisCommand;
import java.util.List;
import java.util.function.BiConsumer;

/** Which servers a manager's keys lie on, and how commands get there. Thread-safe. */
sealed interface Topology permits FixedTopology, SentinelTopology, ClusterTopology {
    /** As it is known now. No round trip. */
    TopologyView view();

    /**
     * As the servers tell it now.
     *
     * @throws org.tandemcache.far.FarTierException if they don't
     */
    TopologyView freshView();

    /**
     * Sends a command to the node that holds its key.
     *
     * @throws org.tandemcache.far.FarTierException if it can't be sent
     */
    void dispatch(RedisCommand<byte[], byte[], ?> command);

    /**
     * Sends commands, each to the node that holds its key, in one flush for each node. Those whose node can't be
     * reached fail; where that is all of them it may be thrown.
     */
    void dispatch(List<? extends RedisCommand<byte[], byte[], ?>> commands);

    /** How many keys one command may name. */
    int keysPerCommand();

    /** Something went wrong that a change of the topology would explain: it is looked at again soon. */
    void suspect();

    /** Tells of each change from now on, with the view before and after it, on any thread. */
    void onChange(BiConsumer<TopologyView, TopologyView> listener);

    /** Ends what watches the topology; its connections end with the client. */
    void close();
}
