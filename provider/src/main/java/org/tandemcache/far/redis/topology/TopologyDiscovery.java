package org.tandemcache.far.redis.topology;

import io.lettuce.core.RedisURI;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tandemcache.far.FarTierException;
import org.tandemcache.far.redis.connection.ConnectionFactory;
import org.tandemcache.far.redis.connection.RedisNode;
import org.tandemcache.far.redis.connection.RedisServerAddress;
import org.tandemcache.far.redis.connection.ServerIdentity;

/** Finds out what the configured servers are: they tell it themselves. */
final class TopologyDiscovery {
    private TopologyDiscovery() {}

    /**
     * The first that is a master, or a node of a cluster, is taken.
     *
     * @throws FarTierException of kind UNAVAILABLE if none of them can be asked
     */
    static Topology ask(ConnectionFactory connections) {
        RedisServerAddress address = connections.address();
        if (address.isSentinel()) {
            return SentinelTopology.open(connections);
        }
        FarTierException failure = null;
        List<RedisURI> servers = connections.settings().servers();
        for (RedisURI server : servers) {
            RedisNode node = new RedisNode(connections, server);
            Topology found = null;
            try {
                found = ask(connections, node, servers);
            } catch (FarTierException e) {
                failure = e;
            } catch (RuntimeException e) { // nobody foresaw what it says, and users are told so by a CacheException
                failure = connections.unfit(
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
                : connections.unfit(address.hostAndPort(), "each of these servers is a replica of another one", null);
    }

    /** Null if it is a replica and there are others to ask. */
    private static @Nullable Topology ask(ConnectionFactory connections, RedisNode node, List<RedisURI> servers) {
        ServerIdentity identity = node.identity();
        if (identity.isSentinel()) {
            throw connections.unfit(
                    node.hostAndPort(),
                    "it is a Sentinel and keeps no entries; allowed: redis-sentinel://" + node.hostAndPort()
                            + "#master, with the name by which it knows its master",
                    null);
        }
        Topology found = null;
        if (identity.isCluster()) {
            found = ClusterTopology.open(connections, servers);
        } else if (!identity.isReplica() || servers.size() == 1) {
            found = new FixedTopology(node);
        }
        if (found != null) {
            connections.tell("Redis at " + connections.address(), identity);
        }
        return found;
    }
}
