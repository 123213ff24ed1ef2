package org.tandemcache.far.redis.connection;

import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisCredentialsProvider;
import io.netty.util.concurrent.EventExecutor;
import java.lang.ref.WeakReference;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tandemcache.config.Credentials;
import org.tandemcache.config.CredentialsProvider;
import org.tandemcache.config.LoginSettings;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Asks the user's provider for the credentials of each connection, never on an I/O thread, and tells open connections
 * of those that have changed. Its text shows no secret. Thread-safe.
 */
final class RedisLogin implements RedisCredentialsProvider {
    private static final Logger log = LoggerFactory.getLogger(RedisLogin.class);

    // Weakly: the provider is the application's, and connections must not hold that.
    private final WeakReference<LoginSettings> settings;
    private final String text;
    private final Executor executor;
    // To all that are connected at that moment; who connects later asks.
    private final Sinks.Many<RedisCredentials> renewed =
            Sinks.many().multicast().directBestEffort();

    /**
     * @param settings held weakly: the manager keeps them
     * @param executor for the user's code
     */
    RedisLogin(LoginSettings settings, Executor executor) {
        this.settings = new WeakReference<>(settings);
        this.text = settings.toString();
        this.executor = executor;
        inContext(provider -> {
            provider.onRenewal(this::renew);
            return provider;
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

    private RedisCredentials ask(CredentialsProvider provider) {
        Credentials credentials;
        try {
            credentials = provider.credentials();
        } catch (Exception e) {
            throw new NoCredentialsException("the " + text + " failed: " + e, e);
        }
        if (credentials == null) { // whatever its annotations promise
            throw new NoCredentialsException("the " + text + " has returned null", null);
        }
        return RedisCredentials.just(credentials.user(), credentials.password());
    }

    /** User code may look classes up in the thread's context loader. */
    private <T> T inContext(Function<CredentialsProvider, T> work) {
        LoginSettings there = settings.get();
        if (there == null) {
            throw new NoCredentialsException("the " + text + " is gone with its application", null);
        }
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(there.provider().getClass().getClassLoader());
        try {
            return work.apply(there.provider());
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @Override
    public String toString() {
        return text;
    }
}
