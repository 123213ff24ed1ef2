package org.tandemcache.spring.boot;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a server is, as {@code tandem.redis.uri} says it. Immutable; its text shows no password.
 *
 * @param uri may hold a password
 * @param sentinelLogin what Sentinels are told; null for nothing
 */
record RedisAddress(String uri, @Nullable Login sentinelLogin) {
    /** Either can be missing. */
    record Login(@Nullable String user, @Nullable String password) {
        private String userInfo() {
            if (password == null || password.isEmpty()) {
                return "";
            }
            return (user == null || user.isEmpty() ? "" : encoded(user) + ":") + encoded(password) + "@";
        }

        @Override
        public String toString() {
            return "user " + user;
        }
    }

    static RedisAddress of(String uri) {
        return new RedisAddress(uri, null);
    }

    /** @param nodes with their ports; of a cluster some of them */
    static RedisAddress servers(Login login, boolean tls, List<String> nodes, int database) {
        return of((tls ? "rediss://" : "redis://") + login.userInfo() + String.join(",", nodes) + path(database));
    }

    static RedisAddress sentinels(Login login, boolean tls, List<String> nodes, int database, String master) {
        return of((tls ? "rediss-sentinel://" : "redis-sentinel://") + login.userInfo() + String.join(",", nodes)
                + path(database) + "#" + encoded(master));
    }

    static String node(String host, int port) {
        return host.indexOf(':') >= 0 && !host.startsWith("[") ? "[" + host + "]:" + port : host + ":" + port;
    }

    RedisAddress withSentinelLogin(Login login) {
        return new RedisAddress(uri, login);
    }

    /** @param timeout of commands; null to leave it as it is */
    RedisAddress withTimeout(@Nullable Duration timeout) {
        if (timeout == null || uri.contains("timeout=")) {
            return this;
        }
        int fragment = uri.indexOf('#');
        String before = fragment < 0 ? uri : uri.substring(0, fragment);
        String after = fragment < 0 ? "" : uri.substring(fragment);
        String option = (before.indexOf('?') < 0 ? "?" : "&") + "timeout=" + timeout.toMillis() + "ms";
        return new RedisAddress(before + option + after, sentinelLogin);
    }

    private static String path(int database) {
        return database == 0 ? "" : "/" + database;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @Override
    public String toString() {
        return "an address of Redis";
    }
}
