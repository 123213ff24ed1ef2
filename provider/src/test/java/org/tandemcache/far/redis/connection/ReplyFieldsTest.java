package org.tandemcache.far.redis.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.ProtocolVersion;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tandemcache.NamedModules;
import org.tandemcache.testkit.HeldWire;
import org.tandemcache.testkit.RedisServer;
import org.tandemcache.testkit.WithRedis;

@Tag("server")
@WithRedis
class ReplyFieldsTest {
    private final RedisServer redis;

    ReplyFieldsTest(RedisServer redis) {
        this.redis = redis;
    }

    static Stream<Arguments> protocolsAndModules() {
        return Stream.of(ProtocolVersion.RESP2, ProtocolVersion.RESP3)
                .flatMap(protocol ->
                        Arrays.stream(NamedModules.values()).map(modules -> Arguments.of(protocol, modules)));
    }

    @ParameterizedTest
    @MethodSource("protocolsAndModules")
    void hello_withModules_isReadByItsTopLevel(ProtocolVersion protocol, NamedModules modules) throws Exception {
        try (HeldWire wire = HeldWire.ofAll(redis);
                RedisClient client = RedisClient.create(wire.uri())) {
            client.setOptions(ClientOptions.builder().protocolVersion(protocol).build());
            modules.addTo(wire, redis, protocol == ProtocolVersion.RESP3);
            AsyncCommand<byte[], byte[], List<Object>> hello = ServerCommands.hello();

            client.connect(ServerCommands.CODEC).dispatch(hello);

            assertThat(ReplyFields.of(hello.get(60, TimeUnit.SECONDS)).texts())
                    .containsEntry("role", "master")
                    .containsEntry("mode", "standalone")
                    .containsEntry("proto", protocol == ProtocolVersion.RESP3 ? "3" : "2")
                    .doesNotContainKeys("name", "args", "modules");
        }
    }

    @Test
    void reply_withNullsNestedNamesAndAnOddEnd_givesWhatIsThere() {
        List<Object> reply = Arrays.asList(
                "a", 1L, List.of("b"), "c", "d", null, null, "e", "f".getBytes(StandardCharsets.UTF_8), "g", "h");

        assertThat(ReplyFields.of(reply).texts())
                .containsOnlyKeys("a", "null", "f")
                .containsEntry("f", "g");
    }
}
