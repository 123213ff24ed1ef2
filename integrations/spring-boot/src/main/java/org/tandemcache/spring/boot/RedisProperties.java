package org.tandemcache.spring.boot;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.core.env.Environment;

/**
 * {@code spring.data.redis.} of the environment, as far as it says where the server is. Read by the starter itself: it
 * holds also where Spring Data Redis is not on the class path.
 */
record RedisProperties(
        @Nullable String url,
        @DefaultValue("localhost") String host,
        @DefaultValue("6379") int port,
        @DefaultValue("0") int database,
        @Nullable String username,
        @Nullable String password,
        @Nullable Duration timeout,
        @Nullable Duration connectTimeout,
        @DefaultValue Ssl ssl,
        @Nullable Sentinel sentinel,
        @Nullable Nodes cluster,
        @Nullable Nodes masterreplica) {
    static final String PREFIX = "spring.data.redis";

    record Ssl(@Nullable Boolean enabled, @Nullable String bundle) {
        boolean isOn() {
            return enabled == null ? bundle != null : enabled;
        }
    }

    record Sentinel(
            String master,
            List<String> nodes,
            @Nullable String username,
            @Nullable String password) {}

    record Nodes(List<String> nodes) {}

    /** Null where nothing of it is set. */
    static @Nullable RedisProperties of(Environment environment) {
        return Binder.get(environment).bind(PREFIX, RedisProperties.class).orElse(null);
    }

    RedisAddress address() {
        if (url != null) {
            String address = ssl.isOn() && url.toLowerCase(Locale.ROOT).startsWith("redis://")
                    ? "rediss" + url.substring("redis".length())
                    : url;
            return RedisAddress.of(address).withTimeout(timeout);
        }
        RedisAddress.Login login = new RedisAddress.Login(username, password);
        if (sentinel != null) {
            return RedisAddress.sentinels(login, ssl.isOn(), sentinel.nodes(), database, sentinel.master())
                    .withTimeout(timeout)
                    .withSentinelLogin(new RedisAddress.Login(sentinel.username(), sentinel.password()));
        }
        List<String> nodes = cluster != null
                ? cluster.nodes()
                : masterreplica != null ? masterreplica.nodes() : List.of(RedisAddress.node(host, port));
        return RedisAddress.servers(login, ssl.isOn(), nodes, database).withTimeout(timeout);
    }
}
