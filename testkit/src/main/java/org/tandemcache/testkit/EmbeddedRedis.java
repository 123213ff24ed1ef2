package org.tandemcache.testkit;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** A child process of this JVM with a directory of its own. Its methods hold the object's lock. */
final class EmbeddedRedis implements RedisInstance {
    private static final int PORTS_TO_TRY = 5;

    private final Path program;
    private final FreePort claimed;
    private final int port;
    private final Optional<String> password;
    private final boolean tls;
    private final ServerDirectory directory;
    private final List<String> programArguments;
    private final Thread shutdownHook = new Thread(this::end, "tandem-testkit-shutdown");
    /** Null while the server is killed. */
    private @Nullable RedisProcess process;

    private boolean ended;
    private String logAtEnd = "";

    private EmbeddedRedis(Path program, FreePort claimed, List<String> configLines, List<String> programArguments) {
        this.program = program;
        this.claimed = claimed;
        this.port = claimed.number();
        this.password = RedisServer.passwordIn(configLines);
        this.tls = TlsLines.isIn(configLines);
        this.programArguments = programArguments;
        this.directory = ServerDirectory.create(port, configLines);
    }

    /** Starts one whose program gets the arguments, such as {@code --sentinel}, after its configuration. */
    static EmbeddedRedis start(Path program, List<String> configLines, String... programArguments) {
        return start(program, port -> configLines, programArguments);
    }

    /** Starts one whose configuration follows from its port, for instance because it listens on a second one. */
    static EmbeddedRedis start(Path program, IntFunction<List<String>> configLines, String... programArguments) {
        for (int attempt = 1; ; attempt++) {
            FreePort port = FreePort.choose();
            EmbeddedRedis redis =
                    new EmbeddedRedis(program, port, configLines.apply(port.number()), List.of(programArguments));
            Runtime.getRuntime().addShutdownHook(redis.shutdownHook);
            try {
                redis.startAgain();
                return redis;
            } catch (RedisServerException e) {
                redis.close();
                if (attempt == PORTS_TO_TRY || !redis.log().contains("Failed listening on port")) {
                    throw e;
                }
            }
        }
    }

    @Override
    public String host() {
        return "127.0.0.1";
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public synchronized String log() {
        return ended ? logAtEnd : directory.log();
    }

    @Override
    public synchronized boolean isServing() {
        return process != null && process.isServing();
    }

    @Override
    public synchronized void pause() {
        running().pause();
    }

    @Override
    public synchronized void resume() {
        running().resume();
    }

    @Override
    public synchronized void kill() {
        if (process != null) {
            process.kill();
            process = null;
        }
    }

    @Override
    public synchronized void startAgain() {
        directory.deleteDump();
        start(programArguments, () -> Readiness.answers(host(), port, tls));
    }

    @Override
    public synchronized void startLoading(List<String> moreArguments) {
        List<String> arguments = new ArrayList<>(programArguments);
        arguments.addAll(moreArguments);
        start(arguments, () -> Readiness.isLoading(host(), port, tls));
    }

    private void start(List<String> arguments, BooleanSupplier isReady) {
        if (ended) {
            throw new RedisServerException("Redis at port " + port + " is closed");
        }
        process = RedisProcess.start(program, directory, port, arguments, isReady, this::connect);
    }

    private RespConnection connect() {
        RespConnection connection = RespConnection.open(host(), port, tls);
        try {
            password.ifPresent(secret -> connection.call("AUTH", secret));
            return connection;
        } catch (RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    @Override
    public synchronized void revive() {
        if (process == null || !process.isAlive()) {
            startAgain();
        } else {
            process.resume();
        }
    }

    @Override
    public void close() {
        end();
        try {
            Runtime.getRuntime().removeShutdownHook(shutdownHook);
        } catch (IllegalStateException e) {
            // The JVM is going down, and the hook has nothing left to do.
        }
    }

    private synchronized void end() {
        if (!ended) {
            kill();
            logAtEnd = directory.log();
            directory.delete();
            claimed.close();
            ended = true;
        }
    }

    private RedisProcess running() {
        if (process == null) {
            throw new RedisServerException("Redis at port " + port + " isn't running");
        }
        return process;
    }
}
