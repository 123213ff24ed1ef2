package org.tandemcache;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.tandemcache.codec.format.KeyList;
import org.tandemcache.codec.format.KeyList.CorruptListException;
import org.tandemcache.far.Keyspace;
import org.tandemcache.testkit.RedisServer;

/** The list of hot keys of {@value CacheFixture#NAME}, as other nodes leave it and find it. */
record HotKeyLists(RedisServer redis) {
    static final String LIST = "tandem:" + CacheFixture.NAME + ":hot:{}keys";
    static final String TURN = "tandem:" + CacheFixture.NAME + ":hot:{}turn";

    private static final Keyspace SPACE = new Keyspace("tandem", CacheFixture.NAME);
    private static final String SET_BY_HEX =
            "redis.call('SET', KEYS[1], (ARGV[1]:gsub('..', function(h) return string.char(tonumber(h, 16)) end)))";
    private static final String GET_AS_HEX = "local list = redis.call('GET', KEYS[1])"
            + " return list and (list:gsub('.', function(c) return string.format('%02x', c:byte()) end))";

    /** @param keys with their marks, such as s:CH */
    void write(List<String> keys) {
        write(KeyList.encode(
                SPACE,
                keys.stream()
                        .map(key -> (SPACE + key).getBytes(StandardCharsets.UTF_8))
                        .toList()));
    }

    void write(byte... list) {
        redis.command("EVAL", SET_BY_HEX, "1", LIST, HexFormat.of().formatHex(list));
    }

    /** Behind the prefix of the cache; empty where there is no list. */
    List<String> read() {
        Object hex = redis.command("EVAL", GET_AS_HEX, "1", LIST);
        if (hex == null) {
            return List.of();
        }
        try {
            return KeyList.decode(SPACE, HexFormat.of().parseHex(hex.toString())).stream()
                    .map(key -> Arrays.copyOfRange(key, SPACE.prefix().length, key.length))
                    .map(key -> new String(key, StandardCharsets.UTF_8))
                    .toList();
        } catch (CorruptListException e) {
            throw new AssertionError(e);
        }
    }

    static List<String> keys(int count) {
        return IntStream.range(0, count).mapToObj(i -> "key-" + i).toList();
    }
}
