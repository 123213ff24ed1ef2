package org.tandemcache.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.testcontainers.DockerClientFactory;

class RedisSourceTest {
    @ParameterizedTest
    @ValueSource(strings = {"embedded", "redis://localhost:6379", "image:redis:8", "image:valkey/valkey:8"})
    void parse_readsEachForm(String text) {
        assertThat(RedisSource.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "embeded",
                "binary:",
                "image:",
                "redis:8",
                "redis://localhost",
                "redis://a:1/2",
                "redis://a:99999"
            })
    void parse_ofAnythingElse_saysWhatIsAllowed(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RedisSource.parse(text))
                .withMessage("tandem.test.redis must be embedded, binary:/path/to/server, redis://host:port or"
                        + " image:name (such as image:redis:8), but is '" + text + "'");
    }

    @Test
    void parse_ofUriWithPassword_keepsItSecret() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RedisSource.parse("redis://:s3cret@localhost:6379"))
                .withMessageContaining("'redis://***@localhost:6379'");
    }

    @Test
    void binary_isRunInPlaceOfTheEmbeddedOne() {
        Path program = RedisBinary.path();
        RedisSource source = RedisSource.parse("binary:" + program);

        assertThat(source).isEqualTo(new RedisSource.Binary(program)).hasToString("binary:" + program);
        try (RedisServer server = RedisServer.start(source, "maxmemory 10mb")) {
            assertThat(server.info("server").get("executable")).isEqualTo(program.toString());
            server.restart();
            assertThat(server.command("CONFIG", "GET", "maxmemory")).isEqualTo(List.of("maxmemory", "10485760"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"binary:/nowhere/redis-server", "binary:/"})
    void binary_thatCannotBeRun_isNamed(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RedisSource.parse(text))
                .withMessage("tandem.test.redis is '" + text + "', but there is no program that can be run");
    }

    @Test
    void runningServer_isUsedButNotHandled() {
        try (RedisServer owner = RedisServer.embedded()) {
            RedisSource source = RedisSource.parse(owner.uri().toString());
            try (RedisServer guest = RedisServer.start(source)) {
                assertThat(guest.command("PING")).isEqualTo("PONG");
                assertThat(guest.uri()).isEqualTo(owner.uri());
                assertThatNotOurs(guest::pause, "it can't be paused");
                assertThatNotOurs(guest::resume, "it can't be resumed");
                assertThatNotOurs(guest::kill, "it can't be killed or restarted");
                assertThatNotOurs(guest::restart, "it can't be killed or restarted");
                assertThatNotOurs(() -> RedisServer.start(source, "maxmemory 10mb"), "maxmemory 10mb");
            }
            assertThat(owner.command("PING")).isEqualTo("PONG");
        }
    }

    private static void assertThatNotOurs(Runnable handle, String reason) {
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(handle::run)
                .withMessageContaining(reason)
                .withMessageContaining("use RedisServer.embedded(");
    }

    @Test
    void runningServer_thatIsNotThere_isNamed() {
        try (FreePort port = FreePort.choose()) {
            String text = "redis://127.0.0.1:" + port.number();

            assertThatExceptionOfType(RedisServerException.class)
                    .isThrownBy(() -> RedisServer.start(RedisSource.parse(text)))
                    .withMessageStartingWith(
                            "tandem.test.redis=" + text + " asks for a running server, but: No connection");
        }
    }

    @Test
    @DisabledIf("dockerIsThere")
    void image_withoutDocker_saysSoInOneSentence() {
        assertThatExceptionOfType(RedisServerException.class)
                .isThrownBy(() -> RedisServer.start(RedisSource.parse("image:redis:8")))
                .withMessage("image:redis:8 asks for a Docker image, but no Docker can be reached: start Docker, or set"
                        + " tandem.test.redis to embedded or to redis://host:port");
    }

    static boolean dockerIsThere() {
        return DockerClientFactory.instance().isDockerAvailable();
    }

    @Test
    void image_withoutTestcontainers_saysSoInOneSentence() throws Exception {
        URL testKit = RedisServer.class.getProtectionDomain().getCodeSource().getLocation();
        try (URLClassLoader withoutLibraries =
                new URLClassLoader(new URL[] {testKit}, ClassLoader.getPlatformClassLoader())) {
            Class<?> source = withoutLibraries.loadClass(RedisSource.class.getName());
            Class<?> server = withoutLibraries.loadClass(RedisServer.class.getName());
            Object image = source.getMethod("parse", String.class).invoke(null, "image:redis:8");

            assertThatExceptionOfType(InvocationTargetException.class)
                    .isThrownBy(() ->
                            server.getMethod("start", source, String[].class).invoke(null, image, new String[0]))
                    .havingCause()
                    .withMessage(
                            "image:redis:8 asks for a Docker image, but Testcontainers isn't on the class path: add"
                                    + " org.testcontainers:testcontainers, or set tandem.test.redis to embedded or to"
                                    + " redis://host:port");
        }
    }
}
