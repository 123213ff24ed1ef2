package org.tandemcache.testkit;

import java.nio.file.Path;
import java.util.List;

/** A running server, whatever its source. Implementations are thread-safe. */
sealed interface RedisInstance permits EmbeddedRedis, RunningRedis, DockerRedis {
    /** Starts a server, and returns when it answers. */
    static RedisInstance start(RedisSource source, List<String> configLines) {
        if (source instanceof RedisSource.Running running) {
            return RunningRedis.at(running, configLines);
        }
        if (source instanceof RedisSource.Image image) {
            return startImage(image, configLines);
        }
        return EmbeddedRedis.start(program(source), configLines);
    }

    /** What a child process runs. */
    static Path program(RedisSource source) {
        return source instanceof RedisSource.Binary binary ? binary.program() : RedisBinary.path();
    }

    private static RedisInstance startImage(RedisSource.Image image, List<String> configLines) {
        try {
            return DockerRedis.start(image, configLines);
        } catch (NoClassDefFoundError e) {
            throw new RedisServerException(
                    image + " asks for a Docker image, but Testcontainers isn't on the class path: add"
                            + " org.testcontainers:testcontainers, or set " + RedisSource.PROPERTY
                            + " to embedded or to redis://host:port",
                    e);
        }
    }

    String host();

    int port();

    String log();

    /** Whether it is neither killed nor paused, as far as this test kit knows. */
    boolean isServing();

    void pause();

    void resume();

    void kill();

    /** Starts the killed server, with the same address and configuration. */
    void startAgain();

    /** Starts the killed server with more arguments, and returns when it is busy loading the data that it had saved. */
    void startLoading(List<String> programArguments);

    /** Brings a paused server or a killed one back; a server that runs is left alone. */
    void revive();

    void close();
}
