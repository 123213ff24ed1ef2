package org.tandemcache.testkit;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Waits until a server that has just been started answers. */
final class Readiness {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final long POLL_MILLIS = 2;

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
            pauseBetweenPolls();
        }
    }

    /** Whether a Redis answers there, if only to ask for a password. */
    static boolean answers(String host, int port) {
        try (RespConnection connection = RespConnection.open(host, port)) {
            connection.call("PING");
            return true;
        } catch (RedisReplyException e) {
            return !e.code().equals("LOADING");
        } catch (RedisServerException e) {
            return false;
        }
    }

    private static void pauseBetweenPolls() {
        try {
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RedisServerException("Interrupted while waiting for Redis", e);
        }
    }
}
