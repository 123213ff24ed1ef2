package org.tandemcache.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** One run of the server program. Not thread-safe: {@link EmbeddedRedis} holds its lock. */
final class RedisProcess {
    private static final Duration SIGNAL_LIMIT = Duration.ofSeconds(20);
    private static final long POLL_MILLIS = 2;

    private final Process process;
    private boolean paused;

    private RedisProcess(Process process) {
        this.process = process;
    }

    /**
     * Starts the program and waits until it answers. An answer alone would not do: it may come from another server that
     * has won the race for the port.
     *
     * @param answers whether what listens on the port gives the answer to wait for
     * @param connector connects to what listens on the port
     */
    static RedisProcess start(
            Path program,
            ServerDirectory directory,
            int port,
            List<String> arguments,
            BooleanSupplier answers,
            Supplier<RespConnection> connector) {
        RedisProcess started = new RedisProcess(launch(program, directory, arguments));
        try {
            Readiness.await(() -> answers.getAsBoolean() && started.isAtEndOf(connector), () -> !started.isAlive());
            return started;
        } catch (RedisServerException e) {
            started.kill();
            throw new RedisServerException(
                    "Redis didn't start on port " + port + ": " + e.getMessage() + ". Its log:\n" + directory.log(), e);
        }
    }

    private static Process launch(Path program, ServerDirectory directory, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(program.toString(), ServerDirectory.CONFIG_FILE));
        command.addAll(arguments);
        try {
            return new ProcessBuilder(command)
                    .directory(directory.path().toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(
                            ProcessBuilder.Redirect.appendTo(directory.logFile().toFile()))
                    .start();
        } catch (IOException e) {
            throw new RedisServerException(
                    program + " can't be run (if the temporary directory forbids programs, set java.io.tmpdir"
                            + " to another): " + e.getMessage(),
                    e);
        }
    }

    /**
     * Whether it is this process that the connection ends at. The file with the process's id would not tell: from Redis
     * 7.2 on it is written before the server listens.
     */
    private boolean isAtEndOf(Supplier<RespConnection> connector) {
        try (RespConnection connection = connector.get()) {
            String server = String.valueOf(connection.call("INFO", "server"));
            return Long.toString(process.pid()).equals(InfoReply.parse(server).get("process_id"));
        } catch (RedisReplyException | RedisServerException e) {
            return false; // another one's password, or it has just ended
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    boolean isServing() {
        return process.isAlive() && !paused;
    }

    void pause() {
        if (!paused) {
            signal("STOP");
            awaitStopped();
            paused = true;
        }
    }

    void resume() {
        if (paused) {
            signal("CONT");
            paused = false;
        }
    }

    /** Ends the process, a paused one too. */
    void kill() {
        process.destroyForcibly();
        if (!hasEndedWithin(SIGNAL_LIMIT.toMillis())) {
            throw new RedisServerException("Redis (process " + process.pid() + ") can't be killed");
        }
    }

    /** By way of the shell, whose own {@code kill} is there even where no such program is installed. */
    private void signal(String name) {
        try {
            Process kill = new ProcessBuilder("sh", "-c", "kill -" + name + " " + process.pid())
                    .redirectErrorStream(true)
                    .start();
            if (!kill.waitFor(SIGNAL_LIMIT.toMillis(), TimeUnit.MILLISECONDS) || kill.exitValue() != 0) {
                throw new RedisServerException("Redis (process " + process.pid() + ") takes no signal " + name);
            }
        } catch (IOException e) {
            throw new RedisServerException("No shell to send a signal: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /**
     * A process stops a moment after the signal was sent. Linux tells when; elsewhere that moment is left to chance.
     *
     * @see <a href="https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html">/proc/pid/stat</a>
     */
    private void awaitStopped() {
        Path stat = Path.of("/proc", Long.toString(process.pid()), "stat");
        long deadline = System.nanoTime() + SIGNAL_LIMIT.toNanos();
        try {
            while (Files.exists(stat) && !Files.readString(stat).contains(") T ")) {
                if (hasEndedWithin(POLL_MILLIS) || System.nanoTime() - deadline > 0) {
                    throw new RedisServerException("Redis (process " + process.pid() + ") can't be paused");
                }
            }
        } catch (IOException e) {
            throw new RedisServerException("Redis (process " + process.pid() + ") has gone while it was paused", e);
        }
    }

    private boolean hasEndedWithin(long millis) {
        try {
            return process.waitFor(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static RedisServerException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new RedisServerException("Interrupted while waiting for Redis", e);
    }
}
