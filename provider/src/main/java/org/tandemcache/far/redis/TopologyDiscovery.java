package org.tandemcache.far.redis;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.protocol.AsyncCommand;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tandemcache.far.FarTierException;

/** Finds out what the configured servers are: they tell it themselves. */
final class TopologyDiscovery {
    private static final Logger log = LoggerFactory.getLogger(TopologyDiscovery.class);

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
                failure = server.isSsl() && FirstContact.answersWithoutTls(server)
                        ? connector.unusable(
                                node.hostAndPort(),
                                "the server speaks no TLS at this port: redis:// in place of rediss://",
                                e)
                        : e;
            } catch (RuntimeException e) { // nobody foresaw what it says, and users are told so by a CacheException
                failure = connector.unreachable(
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
                : connector.unreachable(
                        address.hostAndPort(), "each of these servers is a replica of another one", null);
    }

    /** Null if it is a replica and there are others to ask. */
    private static @Nullable Topology ask(RedisConnector connector, RedisNode node, List<RedisURI> servers) {
        ReplyFields hello = hello(connector, node);
        String server = hello.texts().get("server");
        String version = hello.texts().isEmpty()
                ? infoVersion(connector, node)
                : hello.texts().get("version");
        String tooOld = FirstContact.tooOld(server, version);
        if (tooOld != null) {
            throw connector.unusable(node.hostAndPort(), tooOld, null);
        }
        if (hello.has("mode", "sentinel")) {
            throw connector.unusable(
                    node.hostAndPort(),
                    "it is a Sentinel and keeps no entries; allowed: redis-sentinel://" + node.hostAndPort()
                            + "#master, with the name by which it knows its master",
                    null);
        }
        log.info(
                "Connected to {} {}, {}, at {}, namespace \"{}\"",
                server == null ? "a server" : server,
                version == null ? "of a version that it does not tell" : version,
                hello.texts().getOrDefault("mode", "of a mode that it does not tell"),
                node.hostAndPort(),
                connector.settings().namespace());
        if (hello.has("mode", "cluster")) {
            return ClusterTopology.open(connector, servers);
        }
        return hello.has("role", "replica") && servers.size() > 1 ? null : new FixedTopology(node);
    }

    private static ReplyFields hello(RedisConnector connector, RedisNode node) {
        AsyncCommand<byte[], byte[], List<Object>> hello = Commands.hello();
        node.connection().dispatch(hello);
        try {
            return ReplyFields.of(hello.get(connector.commandTimeout().toNanos(), TimeUnit.NANOSECONDS));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RedisCommandExecutionException) { // a server or an ACL without HELLO
                return ReplyFields.of(List.of());
            }
            throw connector.unreachable(node.hostAndPort(), Failures.rootMessage(e), e.getCause());
        } catch (TimeoutException e) {
            throw connector.unreachable(node.hostAndPort(), "it does not tell what it is", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw connector.unreachable(node.hostAndPort(), "interrupted while connecting", e);
        }
    }

    /** Null if it does not tell: its ACL may not allow the question. */
    private static @Nullable String infoVersion(RedisConnector connector, RedisNode node) {
        AsyncCommand<byte[], byte[], String> info = Commands.infoOfServer();
        node.connection().dispatch(info);
        try {
            return FirstContact.versionOf(info.get(connector.commandTimeout().toNanos(), TimeUnit.NANOSECONDS));
        } catch (ExecutionException | TimeoutException e) {
            log.debug("{} tells no version", node, e);
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw connector.unreachable(node.hostAndPort(), "interrupted while connecting", e);
        }
    }
}
