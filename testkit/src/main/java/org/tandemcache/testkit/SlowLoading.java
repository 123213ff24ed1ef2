package org.tandemcache.testkit;

import java.util.List;

/**
 * A server's restart with data that it takes long to load. The time is that of many additional keys, each of which is
 * loaded late; they lie in the last database, and are gone when loading is finished. Thread-safe.
 */
final class SlowLoading {
    private static final int KEYS = 1_000;
    private static final String KEY_DELAY_MICROS = "30000";
    /** Large enough for the server to look after its clients after each: see the interval below. */
    private static final String FILL =
            "for i = 1, " + KEYS + " do redis.call('SET', 'tandem-testkit:' .. i, string.rep('x', 2048)) end";

    private static final String INTERVAL_BYTES = "1024";

    private boolean begun;

    synchronized void begin(RedisServer server, RedisInstance instance) {
        inLastDatabase(server, List.of("EVAL", FILL, "0"));
        server.command("CONFIG", "SET", "rdbcompression", "no");
        server.command("SAVE");
        instance.kill();
        begun = true;
        instance.startLoading(List.of(
                "--key-load-delay", KEY_DELAY_MICROS,
                "--loading-process-events-interval-bytes", INTERVAL_BYTES));
    }

    /** Does nothing if loading was not begun, or has been finished. */
    synchronized void end(RedisServer server) {
        if (begun) {
            server.command("CONFIG", "SET", "key-load-delay", "0");
            Readiness.await(() -> Readiness.answers(server.host(), server.port()), () -> !server.isServing());
            inLastDatabase(server, List.of("FLUSHDB"));
            begun = false;
        }
    }

    private static void inLastDatabase(RedisServer server, List<String> command) {
        try (RespConnection connection = server.connect()) {
            List<?> databases =
                    connection.call("CONFIG", "GET", "databases") instanceof List<?> reply ? reply : List.of();
            connection.call("SELECT", Integer.toString(Integer.parseInt(String.valueOf(databases.get(1))) - 1));
            connection.call(command.toArray(String[]::new));
        }
    }
}
