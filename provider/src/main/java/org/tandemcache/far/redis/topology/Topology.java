package org.tandemcache.far.redis.topology;

import java.util.function.BiConsumer;

/** Which servers a manager's keys lie on, and how commands get there. Thread-safe. */
public sealed interface Topology extends Route permits FixedTopology, SentinelTopology, ClusterTopology {
    /** As it is known now. No round trip. */
    TopologyView view();

    /**
     * As the servers tell it now.
     *
     * @throws org.tandemcache.far.FarTierException if they don't
     */
    TopologyView freshView();

    /** How many keys one command may name. */
    int keysPerCommand();

    /** Something went wrong that a change of the topology would explain: it is looked at again soon. */
    void suspect();

    /** Tells of each change from now on, with the view before and after it, on any thread. */
    void onChange(BiConsumer<TopologyView, TopologyView> listener);

    /** Ends what watches the topology; its connections end with the client. */
    void close();
}
