package org.tandemcache.examples;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.tandemcache.testkit.RedisServer;

/** Looks at the entries from outside, with plain Redis commands. */
final class InRedis implements Step {
    /** Format, codec, flags and schema. */
    private static final int HEAD = 4;

    /** Where the 16 bytes of the version end. */
    private static final int VERSION_END = 20;

    @Override
    public String title() {
        return "In Redis: one string key per entry, as redis-cli shows it";
    }

    @Override
    public void run(Nodes nodes, Account account) {
        RedisServer redis = nodes.redis();
        show(redis, "tandem:countries:{}s:JP", account);
        show(redis, "tandem:currencies:{}s:JPY", account);
        show(redis, "tandem:claims:{}s:JP", account);
        show(redis, "tandem:zones-by-offset:{}i:540", account);
        account.line("  its value, in hexadecimal", value(nodes, "tandem:zones-by-offset:{}i:540"));
        for (String cache : List.of("countries", "currencies", "claims", "zones-by-offset")) {
            List<?> keys = keys(redis, "tandem:" + cache + ":*");
            long bytes = keys.stream()
                    .mapToLong(key -> number(redis, "MEMORY", "USAGE", key.toString()))
                    .sum();
            account.line(
                    "tandem:" + cache + ":*",
                    String.format(Locale.ROOT, "%d keys, %d bytes each on average", keys.size(), bytes / keys.size()));
        }
    }

    private static void show(RedisServer redis, String key, Account account) {
        long millis = number(redis, "PTTL", key);
        account.line(
                key,
                String.format(
                        Locale.ROOT,
                        "%d bytes, MEMORY USAGE %d, %s",
                        number(redis, "STRLEN", key),
                        number(redis, "MEMORY", "USAGE", key),
                        millis < 0 ? "no TTL" : "TTL " + (millis + 999) / 1000 + " s"));
    }

    /** Envelope and payload of a value, by the Lettuce client that Tandem itself uses. */
    private static String value(Nodes nodes, String key) {
        RedisClient client = nodes.a().unwrap(RedisClient.class);
        RedisURI uri = RedisURI.create(nodes.redis().uri());
        try (StatefulRedisConnection<byte[], byte[]> connection = client.connect(ByteArrayCodec.INSTANCE, uri)) {
            byte[] value = connection.sync().get(key.getBytes(StandardCharsets.UTF_8));
            HexFormat hex = HexFormat.ofDelimiter(" ");
            return hex.formatHex(value, 0, HEAD) + " | version | " + hex.formatHex(value, VERSION_END, value.length);
        }
    }

    /** KEYS looks at everything that the server holds: fit for a server of one's own alone. */
    private static List<?> keys(RedisServer redis, String pattern) {
        return redis.command("KEYS", pattern) instanceof List<?> keys ? keys : List.of();
    }

    private static long number(RedisServer redis, String... command) {
        return redis.command(command) instanceof Long number ? number : 0;
    }
}
