package org.tandemcache.far.redis;

import io.lettuce.core.RedisURI;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tandemcache.far.FarTierException;

/** Finds out what the configured servers are: they tell it themselves. */
final class TopologyDiscovery {
    private TopologyDiscovery() {}

    /**
     * The first that is a master, or a node of a cluster, is taken.
     *
     * @throws FarTierException of kind UNAVAILABLE if none of them can be asked
     */
    static Topology ask(RedisConnector connector) {
        RedisServerAddress address = connector.address();
        if (address.isSentinel()) {
            return SentinelTopology.open(connector);
        }
        FarTierException failure = null;
        List<RedisURI> servers = connector.settings().servers();
        for (RedisURI server : servers) {
            RedisNode node = new RedisNode(connector, server);
            Topology found = null;
            try {
                found = ask(connector, node, servers);
            } catch (FarTierException e) {
                failure = e;
            } catch (RuntimeException e) { // nobody foresaw what it says, and users are told so by a CacheException
                failure = connector.unfit(
                        node.hostAndPort(), "what it tells of itself can't be understood (" + e + ")", e);
            } finally {
                if (found == null || found.view().isCluster()) {
                    node.close();
                }
            }
            if (found != null) {
                return found;
            }
        }
        throw failure != null
                ? failure
                : connector.unfit(address.hostAndPort(), "each of these servers is a replica of another one", null);
    }

    /** Null if it is a replica and there are others to ask. */
    private static @Nullable Topology ask(RedisConnector connector, RedisNode node, List<RedisURI> servers) {
        ServerIdentity identity = node.identity();
        if (identity.isSentinel()) {
            throw connector.unfit(
                    node.hostAndPort(),
                    "it is a Sentinel and keeps no entries; allowed: redis-sentinel://" + node.hostAndPort()
                            + "#master, with the name by which it knows its master",
                    null);
        }
        Topology found = null;
        if (identity.isCluster()) {
            found = ClusterTopology.open(connector, servers);
        } else if (!identity.isReplica() || servers.size() == 1) {
            found = new FixedTopology(node);
        }
        if (found != null) {
            connector.tell("Redis at " + connector.address(), identity);
        }
        return found;
    }
}
