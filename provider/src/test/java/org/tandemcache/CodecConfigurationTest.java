package org.tandemcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.configuration.MutableConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tandemcache.codec.ClassFilter;
import org.tandemcache.codec.KeyCodec;
import org.tandemcache.config.CodecConfiguration;
import org.tandemcache.config.CodecConfiguration.OnUnreadable;
import org.tandemcache.config.TandemConfiguration;
import org.tandemcache.testkit.RedisServer;
import org.tandemcache.testkit.WithRedis;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a cache does with its codec configuration, on Redis. */
@WithRedis
class CodecConfigurationTest {
    @RegisterExtension
    final CacheFixture tandem;

    private final RedisServer redis;

    CodecConfigurationTest(RedisServer redis) {
        this.redis = redis;
        tandem = new CacheFixture(redis);
    }

    record Car(String name, int doors) implements Serializable {}

    record Garage(Set<String> cars) implements Serializable {}

    private <K, V> Cache<K, V> cache(Class<K> keys, Class<V> values, CodecConfiguration codec) {
        return node(keys, values, codec);
    }

    /** The cache on another node. */
    private <K, V> Cache<K, V> node(Class<K> keys, Class<V> values, CodecConfiguration codec) {
        return tandem.newManager()
                .createCache(
                        CacheFixture.NAME,
                        TandemConfiguration.copyOf(new MutableConfiguration<K, V>().setTypes(keys, values))
                                .withCodec(codec));
    }

    private byte[] stored(String key) {
        return raw(connection -> connection.get(key.getBytes(StandardCharsets.UTF_8)));
    }

    private <T> T raw(Function<RedisCommands<byte[], byte[]>, T> work) {
        RedisClient client = RedisClient.create(RedisURI.create(redis.uri()));
        try (var connection = client.connect(ByteArrayCodec.INSTANCE)) {
            return work.apply(connection.sync());
        } finally {
            client.shutdown();
        }
    }

    @Test
    void json_ofADeclaredType_isPlainBehindTheEnvelope() {
        Cache<String, Car> cars = cache(
                String.class,
                Car.class,
                CodecConfiguration.builder().codec("json").build());
        cars.put("a", new Car("Beetle", 3));

        byte[] bytes = stored(CacheFixture.redisKey("a"));

        assertThat(Arrays.copyOf(bytes, 4)).containsExactly(0xF9, 2, 0, 0);
        String text = new String(bytes, 20, bytes.length - 20, StandardCharsets.UTF_8);
        assertThat(text).isEqualTo("{\"name\":\"Beetle\",\"doors\":3}");
        JsonNode tree = JsonMapper.shared().readTree(text);
        assertThat(tree.get("doors").intValue()).isEqualTo(3);
        assertThat(cars.get("a")).isEqualTo(new Car("Beetle", 3));
    }

    @ParameterizedTest
    @CsvSource({"kryo, json", "json, java", "java, kryo"})
    void codec_thatIsChanged_leavesOldValuesReadableWhereItIsNamed(String before, String after) {
        CodecConfiguration.Builder codec = CodecConfiguration.builder().allow("org.tandemcache.*");
        cache(String.class, Car.class, codec.codec(before).build()).put("old", new Car("Beetle", 3));
        Cache<String, Car> unaware =
                node(String.class, Car.class, codec.codec(after).build());
        Cache<String, Car> changed = node(
                String.class, Car.class, codec.codec(after).alsoRead(before).build());
        changed.put("new", new Car("Golf", 5));

        assertThat(unaware.get("old")).isNull();
        assertThat(unaware.unwrap(TandemCache.class).tiers().getUnreadableByReason())
                .containsEntry("UNKNOWN_CODEC", 1L);
        assertThat(changed.get("old")).isEqualTo(new Car("Beetle", 3));
        assertThat(changed.get("new")).isEqualTo(new Car("Golf", 5));
        assertThat(changed).hasSize(2);
    }

    @Test
    void class_thatThisNodeHasNotWritten_isAMissUntilItIsAllowed() {
        CodecConfiguration.Builder codec = CodecConfiguration.builder();
        cache(String.class, Object.class, codec.build()).put("a", new Car("Beetle", 3));
        Cache<String, Object> reader = node(String.class, Object.class, codec.build());

        assertThat(reader.get("a")).isNull();
        assertThat(reader.unwrap(TandemCache.class).tiers().getUnreadableByReason())
                .containsEntry("REFUSED_CLASS", 1L)
                .containsEntry("CORRUPT", 0L);
        assertThat(node(
                                String.class,
                                Object.class,
                                codec.allow("org.tandemcache.**").build())
                        .get("a"))
                .isEqualTo(new Car("Beetle", 3));
    }

    @Test
    void strictFilter_refusesToWriteWhatItCouldNotRead() {
        Cache<String, Object> strict = cache(
                String.class,
                Object.class,
                CodecConfiguration.builder()
                        .classFilter(ClassFilter.Mode.STRICT)
                        .build());

        assertThatThrownBy(() -> strict.put("a", new Car("Beetle", 3)))
                .isInstanceOf(CacheException.class)
                .hasMessageContaining("org.tandemcache.**");
        strict.put("b", List.of("text"));
        assertThat(strict.get("b")).isEqualTo(List.of("text"));
    }

    @Test
    void unreadableValue_whereItIsToFail_isACacheException() {
        Cache<String, Car> cars = cache(
                String.class,
                Car.class,
                CodecConfiguration.builder().onUnreadable(OnUnreadable.FAIL).build());
        redis.command("SET", CacheFixture.redisKey("a"), "what somebody else wrote, long enough");

        assertThatThrownBy(() -> cars.get("a"))
                .isInstanceOf(CacheException.class)
                .hasMessageContaining("format");
        assertThatThrownBy(() -> cars.get("a")).isInstanceOf(CacheException.class);
        cars.put("a", new Car("Beetle", 3));
        assertThat(cars.get("a")).isEqualTo(new Car("Beetle", 3));
    }

    @ParameterizedTest
    @CsvSource({"lz4, 1", "zstd, 2"})
    void value_compressed_isSmallInRedisAndReadWithoutTheSetting(String compressor, int id) {
        String text = "text ".repeat(2_000);
        cache(
                        String.class,
                        String.class,
                        CodecConfiguration.builder().compression(compressor).build())
                .put("a", text);

        byte[] bytes = stored(CacheFixture.redisKey("a"));

        assertThat(bytes).hasSizeLessThan(500);
        assertThat(bytes[2]).isEqualTo((byte) id);
        assertThat(node(String.class, String.class, CodecConfiguration.defaults())
                        .get("a"))
                .isEqualTo(text);
    }

    @Test
    void string_isStoredAsItIs() {
        cache(
                        String.class,
                        String.class,
                        CodecConfiguration.builder().codec("string").build())
                .put("a", "Zürich");

        byte[] bytes = stored(CacheFixture.redisKey("a"));

        assertThat(new String(bytes, 20, bytes.length - 20, StandardCharsets.UTF_8))
                .isEqualTo("Zürich");
        assertThat(node(
                                String.class,
                                String.class,
                                CodecConfiguration.builder().alsoRead("string").build())
                        .get("a"))
                .isEqualTo("Zürich");
    }

    @Test
    void value_largerThanAllowed_isRefusedWhenItIsWritten() {
        Cache<String, String> small = cache(
                String.class,
                String.class,
                CodecConfiguration.builder().maximumSize(100).build());

        assertThatThrownBy(() -> small.put("a", "x".repeat(101)))
                .isInstanceOf(CacheException.class)
                .hasMessageContaining("maximumSize");
    }

    /** Kryo's first buffer of 512 bytes was larger than the largest allowed, and no cache could be made. */
    @ParameterizedTest
    @ValueSource(strings = {"kryo", "java", "json", "string"})
    void value_ofACodecWithASmallMaximum_isStored(String codec) {
        Cache<String, String> small = cache(
                String.class,
                String.class,
                CodecConfiguration.builder().codec(codec).maximumSize(100).build());

        small.put("a", "x".repeat(50));

        assertThat(small.get("a")).isEqualTo("x".repeat(50));
        assertThatThrownBy(() -> small.put("b", "x".repeat(101))).hasMessageContaining("maximumSize");
    }

    @Test
    void codec_thatIsNotThere_isRefusedWithTheAllowedOnes() {
        assertThatThrownBy(() -> cache(
                        String.class,
                        String.class,
                        CodecConfiguration.builder().codec("protobuf").build()))
                .hasMessageContaining("protobuf")
                .hasMessageContaining("bytes, java, json, kryo, string");
    }

    @Test
    void codecToRead_thatIsNotThere_isRefusedWithTheAllowedOnes() {
        assertThatThrownBy(() -> cache(
                        String.class,
                        String.class,
                        CodecConfiguration.builder().alsoRead("avro").build()))
                .hasMessageContaining("avro")
                .hasMessageContaining("bytes, java, json, kryo, string");
    }

    /** {@code name/doors}. */
    static final class CarKeys implements KeyCodec<Car> {
        @Override
        public byte[] encode(Car key) {
            return (key.name() + "/" + key.doors()).getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public Car decode(byte[] bytes) {
            String[] parts = new String(bytes, StandardCharsets.UTF_8).split("/", 2);
            return new Car(parts[0], Integer.parseInt(parts[1]));
        }
    }

    @Test
    void keyCodec_ofTheUser_namesTheRedisKeys() {
        Cache<Car, String> owners = cache(
                Car.class,
                String.class,
                CodecConfiguration.builder().keyCodec(new CarKeys()).build());
        owners.put(new Car("Beetle", 3), "Ada");

        assertThat(redis.command("EXISTS", "tandem:" + CacheFixture.NAME + ":{}k:Beetle/3"))
                .isEqualTo(1L);
        assertThat(owners.get(new Car("Beetle", 3))).isEqualTo("Ada");
        assertThat(owners.iterator().next().getKey()).isEqualTo(new Car("Beetle", 3));
    }

    @Test
    void key_withASet_isOneKeyWhateverTheSet() {
        Cache<Garage, String> owners = cache(Garage.class, String.class, CodecConfiguration.defaults());
        owners.put(new Garage(new HashSet<>(Set.of("Beetle", "Golf"))), "Ada");

        assertThat(owners.get(new Garage(new TreeSet<>(Set.of("Golf", "Beetle")))))
                .isEqualTo("Ada");
    }

    @Test
    void keyCodec_thatIsNotCanonical_isRefusedAtItsFirstUse() {
        Cache<Car, String> owners = cache(
                Car.class,
                String.class,
                CodecConfiguration.builder()
                        .keyCodec(new KeyCodec<Car>() {
                            private int calls;

                            @Override
                            public byte[] encode(Car key) {
                                return (key.name() + "/" + calls++).getBytes(StandardCharsets.UTF_8);
                            }

                            @Override
                            public Car decode(byte[] bytes) {
                                return new Car(new String(bytes, StandardCharsets.UTF_8).split("/", 2)[0], 3);
                            }
                        })
                        .build());

        assertThatThrownBy(() -> owners.get(new Car("Beetle", 3)))
                .isInstanceOf(CacheException.class)
                .hasMessageContaining("not canonical");
    }
}
