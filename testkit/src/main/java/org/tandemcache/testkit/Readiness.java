package org.tandemcache.testkit;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits until servers are in the state that is asked for. */
final class Readiness {
    private static final String LOADING = "LOADING";
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final long POLL_MILLIS = 2;
    /** Each look at a group takes a connection to each server: more often would use up the system's ports. */
    private static final long GROUP_POLL_MILLIS = 20;

    private Readiness() {}

    /**
     * Returns when the condition holds.
     *
     * @param hasEnded tells that there is no use in waiting longer
     * @throws RedisServerException if the server ends, or isn't ready in time
     */
    static void await(BooleanSupplier isReady, BooleanSupplier hasEnded) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!isReady.getAsBoolean()) {
            if (hasEnded.getAsBoolean()) {
                throw new RedisServerException("it ended");
            }
            if (System.nanoTime() - deadline > 0) {
                throw new RedisServerException("no answer within " + LIMIT.toSeconds() + " s");
            }
            pauseFor(POLL_MILLIS);
        }
    }

    /**
     * Returns when nothing is in the way any more. Errors of Redis and of connections are in the way too.
     *
     * @param obstacle what is in the way, if anything is
     * @throws RedisServerException if something is in the way for longer than the limit; the message says what
     */
    static void awaitNo(Supplier<Optional<String>> obstacle, Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        for (Optional<String> now = look(obstacle); now.isPresent(); now = look(obstacle)) {
            if (System.nanoTime() - deadline > 0) {
                throw new RedisServerException("not within " + limit.toMillis() + " ms: " + now.get());
            }
            pauseFor(GROUP_POLL_MILLIS);
        }
    }

    private static Optional<String> look(Supplier<Optional<String>> obstacle) {
        try {
            return obstacle.get();
        } catch (RedisReplyException | RedisServerException e) {
            return Optional.of(e.toString());
        }
    }

    /** Whether a Redis answers there without TLS, if only to ask for a password. */
    static boolean answers(String host, int port) {
        return answers(host, port, false);
    }

    /** Whether a Redis answers there, if only to ask for a password. */
    static boolean answers(String host, int port, boolean tls) {
        return errorOfPing(host, port, tls)
                .filter(error -> !error.equals(LOADING))
                .isPresent();
    }

    /** Whether a Redis answers there that it is busy loading its data. */
    static boolean isLoading(String host, int port, boolean tls) {
        return errorOfPing(host, port, tls).filter(LOADING::equals).isPresent();
    }

    /** The code of the error that Redis answers with; empty text if with none; nothing if it doesn't answer. */
    private static Optional<String> errorOfPing(String host, int port, boolean tls) {
        try (RespConnection connection = RespConnection.open(host, port, tls)) {
            connection.call("PING");
            return Optional.of("");
        } catch (RedisReplyException e) {
            return Optional.of(e.code());
        } catch (RedisServerException e) {
            return Optional.empty();
        }
    }

    private static void pauseFor(long millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RedisServerException("Interrupted while waiting for Redis", e);
        }
    }
}
