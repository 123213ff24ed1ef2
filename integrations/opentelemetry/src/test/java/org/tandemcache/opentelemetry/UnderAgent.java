package org.tandemcache.opentelemetry;

import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Scope;
import java.net.URI;
import java.util.Properties;
import javax.cache.Cache;
import javax.cache.CacheManager;
import org.tandemcache.TandemCache;
import org.tandemcache.TandemCachingProvider;
import org.tandemcache.TandemManager;
import org.tandemcache.config.ManagerSettings;
import org.tandemcache.config.TandemConfiguration;

/** An application that {@link AgentTest} starts under the agent; each of its phases is a trace. */
final class UnderAgent {
    static final String IDLE = "phase idle";
    static final String NEAR = "phase near hits";
    static final String FAR = "phase far get";

    private static final int PROOFS = 6;

    private UnderAgent() {}

    /** @param arguments the server's address */
    public static void main(String[] arguments) {
        Properties properties = new Properties();
        properties.setProperty(ManagerSettings.REDIS_URI, arguments[0]);
        try (CacheManager manager = new TandemCachingProvider()
                        .getCacheManager(URI.create("agent"), UnderAgent.class.getClassLoader(), properties);
                TandemTelemetry telemetry = TandemTelemetry.of(GlobalOpenTelemetry.get())) {
            telemetry.observe(manager.unwrap(TandemManager.class));
            Cache<String, String> cache = manager.createCache(
                    "orders",
                    TandemConfiguration.builder(String.class, String.class).build());
            cache.put("near", "value");
            cache.put("far", "value");
            awaitCopy(cache);

            phase(IDLE, () -> awaitProofs(cache.unwrap(TandemCache.class)));
            phase(NEAR, () -> {
                for (int i = 0; i < 1_000; i++) {
                    cache.get("near");
                }
            });
            phase(FAR, () -> cache.get("far"));
        }
        System.out.println("done"); // what the agent has is exported when the JVM ends
    }

    private static void phase(String name, Runnable work) {
        Span span = GlobalOpenTelemetry.getTracer("test").spanBuilder(name).startSpan();
        try (Scope scope = span.makeCurrent()) {
            work.run();
        } finally {
            span.end();
        }
    }

    /** No read waits for long until Redis tracks what is read. */
    @SuppressWarnings("unchecked") // a class object can't carry type arguments
    private static void awaitCopy(Cache<String, String> cache) {
        TandemCache<String, String> kept = cache.unwrap(TandemCache.class);
        do {
            cache.get("near");
        } while (kept.getNear("near") == null);
    }

    /** A proof of life has come when its age has become less. */
    private static void awaitProofs(TandemCache<?, ?> cache) {
        long before = 0;
        for (int proofs = 0; proofs < PROOFS; Thread.onSpinWait()) {
            long age = cache.tiers().getProofAgeMillis();
            proofs += age < before ? 1 : 0;
            before = age;
        }
    }
}
