package org.tandemcache.testkit;

import com.github.dockerjava.api.DockerClient;
import java.util.ArrayList;
import java.util.List;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.ContainerLaunchException;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * A container of a Redis or Valkey image, on a host port that it keeps when it is started again. Its methods hold the
 * object's lock.
 *
 * <p>The only class that needs Testcontainers on the class path.
 */
final class DockerRedis implements RedisInstance {
    private static final int PORT_INSIDE = 6379;

    private final GenericContainer<?> container;
    private final FreePort port;
    private boolean paused;
    private boolean killed;
    private String logAtClose = "";

    private DockerRedis(GenericContainer<?> container, FreePort port) {
        this.container = container;
        this.port = port;
    }

    static DockerRedis start(RedisSource.Image source, List<String> configLines) {
        if (!DockerClientFactory.instance().isDockerAvailable()) {
            throw new RedisServerException(source + " asks for a Docker image, but no Docker can be reached: start"
                    + " Docker, or set " + RedisSource.PROPERTY + " to embedded or to redis://host:port");
        }
        FreePort port = FreePort.choose();
        GenericContainer<?> container = new GenericContainer<>(DockerImageName.parse(source.name()))
                .withCommand(arguments(configLines).toArray(String[]::new));
        container.setPortBindings(List.of(port.number() + ":" + PORT_INSIDE));
        try {
            container.start();
        } catch (ContainerLaunchException e) {
            port.close();
            throw new RedisServerException("No server from " + source + ": " + e.getMessage(), e);
        }
        DockerRedis redis = new DockerRedis(container, port);
        try {
            redis.awaitAnswer();
            return redis;
        } catch (RedisServerException e) {
            redis.close();
            throw new RedisServerException(source + ": " + e.getMessage() + ". Its log:\n" + redis.log(), e);
        }
    }

    /** The images' entry points put the server program, whatever it is called, before arguments that begin with --. */
    private static List<String> arguments(List<String> configLines) {
        List<String> arguments = new ArrayList<>(List.of("--save", "", "--appendonly", "no", "--protected-mode", "no"));
        for (String line : configLines) {
            String[] words = line.strip().split("\\s+", -1);
            arguments.add("--" + words[0]);
            arguments.addAll(List.of(words).subList(1, words.length));
        }
        return arguments;
    }

    @Override
    public String host() {
        return container.getHost();
    }

    @Override
    public int port() {
        return port.number();
    }

    @Override
    public synchronized String log() {
        return container.isCreated() ? container.getLogs() : logAtClose;
    }

    @Override
    public synchronized boolean isServing() {
        return !paused && !killed;
    }

    @Override
    public synchronized void pause() {
        if (!paused) {
            docker().pauseContainerCmd(container.getContainerId()).exec();
            paused = true;
        }
    }

    @Override
    public synchronized void resume() {
        if (paused) {
            docker().unpauseContainerCmd(container.getContainerId()).exec();
            paused = false;
        }
    }

    @Override
    public synchronized void kill() {
        resume();
        if (!killed) {
            docker().killContainerCmd(container.getContainerId()).exec();
            killed = true;
        }
    }

    @Override
    public synchronized void startAgain() {
        docker().startContainerCmd(container.getContainerId()).exec();
        killed = false;
        awaitAnswer();
    }

    @Override
    public void startLoading(List<String> programArguments) {
        throw new UnsupportedOperationException(
                "A container can't be restarted with its data; use RedisServer.embedded() in a test that needs it");
    }

    @Override
    public synchronized void revive() {
        resume();
        if (killed) {
            startAgain();
        }
    }

    @Override
    public synchronized void close() {
        resume();
        logAtClose = log();
        container.close();
        port.close();
    }

    private void awaitAnswer() {
        Readiness.await(() -> Readiness.answers(host(), port()), () -> false);
    }

    private static DockerClient docker() {
        return DockerClientFactory.instance().client();
    }
}
