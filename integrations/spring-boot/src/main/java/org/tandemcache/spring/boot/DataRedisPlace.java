package org.tandemcache.spring.boot;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails.Cluster;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails.Node;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails.Sentinel;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails.Standalone;

/** The Redis of Spring Data, where somebody else than the environment's properties says where it is. */
final class DataRedisPlace {
    /** Boot's own, which is there also where nothing is set; the properties are read by {@link RedisProperties}. */
    private static final String OF_PROPERTIES = "PropertiesDataRedisConnectionDetails";

    private DataRedisPlace() {}

    static @Nullable RedisPlace of(@Nullable DataRedisConnectionDetails details) {
        if (details == null || details.getClass().getSimpleName().equals(OF_PROPERTIES)) {
            return null;
        }
        RedisAddress.Login login = new RedisAddress.Login(details.getUsername(), details.getPassword());
        return new RedisPlace(
                address(details, login), details.getSslBundle(), "connection details of Spring Data Redis");
    }

    private static RedisAddress address(DataRedisConnectionDetails details, RedisAddress.Login login) {
        boolean tls = details.getSslBundle() != null;
        Sentinel sentinel = details.getSentinel();
        if (sentinel != null) {
            return RedisAddress.sentinels(
                            login, tls, nodes(sentinel.getNodes()), sentinel.getDatabase(), sentinel.getMaster())
                    .withSentinelLogin(new RedisAddress.Login(sentinel.getUsername(), sentinel.getPassword()));
        }
        Cluster cluster = details.getCluster();
        if (cluster != null) {
            return RedisAddress.servers(login, tls, nodes(cluster.getNodes()), 0);
        }
        Standalone standalone = details.getStandalone();
        if (standalone == null) {
            throw new IllegalStateException("the connection details of Spring Data Redis, of class "
                    + details.getClass().getName()
                    + ", name no server, no Sentinels and no cluster; allowed: one of these");
        }
        return RedisAddress.servers(
                login,
                tls,
                List.of(RedisAddress.node(standalone.getHost(), standalone.getPort())),
                standalone.getDatabase());
    }

    private static List<String> nodes(List<Node> nodes) {
        return nodes.stream()
                .map(node -> RedisAddress.node(node.host(), node.port()))
                .toList();
    }
}
