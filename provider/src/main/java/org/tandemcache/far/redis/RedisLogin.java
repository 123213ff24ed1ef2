package org.tandemcache.far.redis;

import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisCredentialsProvider;
import io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tandemcache.config.Credentials;
import org.tandemcache.config.LoginSettings;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Asks the user's provider for the credentials of each connection, never on an I/O thread, and tells open connections
 * of those that have changed. Its text shows no secret. Thread-safe.
 */
public final class RedisLogin implements RedisCredentialsProvider {
    private static final Logger log = LoggerFactory.getLogger(RedisLogin.class);

    private final LoginSettings settings;
    private final Executor executor;
    // To all that are connected at that moment; who connects later asks.
    private final Sinks.Many<RedisCredentials> renewed =
            Sinks.many().multicast().directBestEffort();

    /** @param executor for the user's code */
    public RedisLogin(LoginSettings settings, Executor executor) {
        this.settings = settings;
        this.executor = executor;
        inContext(() -> {
            settings.provider().onRenewal(this::renew);
            return settings;
        });
    }

    @Override
    public Mono<RedisCredentials> resolveCredentials() {
        EventExecutor loop = HandshakeMark.beginning();
        if (loop == null) {
            return Mono.empty(); // for a text
        }
        // Told on the channel's own loop: else Lettuce may see it closed before it sees why.
        return Mono.fromFuture(() -> CompletableFuture.supplyAsync(() -> inContext(this::ask), executor)
                .whenCompleteAsync((credentials, failure) -> {}, loop));
    }

    @Override
    public boolean supportsStreaming() {
        return true;
    }

    @Override
    public Flux<RedisCredentials> credentials() {
        return renewed.asFlux();
    }

    private void renew() {
        executor.execute(() -> {
            try {
                RedisCredentials credentials = inContext(this::ask);
                synchronized (renewed) { // a sink takes one at a time
                    renewed.emitNext(credentials, Sinks.EmitFailureHandler.FAIL_FAST);
                }
            } catch (RuntimeException e) {
                log.warn("Connections keep the credentials that they have, because new ones can't be had", e);
            }
        });
    }

    private RedisCredentials ask() {
        Credentials credentials;
        try {
            credentials = settings.provider().credentials();
        } catch (Exception e) {
            throw new NoCredentialsException("the " + settings + " failed: " + e, e);
        }
        if (credentials == null) { // whatever its annotations promise
            throw new NoCredentialsException("the " + settings + " has returned null", null);
        }
        return RedisCredentials.just(credentials.user(), credentials.password());
    }

    /** User code may look classes up in the thread's context loader. */
    private <T> T inContext(Callable<T> work) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(settings.provider().getClass().getClassLoader());
        try {
            return work.call();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @Override
    public String toString() {
        return settings.toString();
    }
}
