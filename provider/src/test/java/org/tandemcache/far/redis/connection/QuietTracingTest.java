package org.tandemcache.far.redis.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.protocol.RedisCommand;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.tracing.TraceContext;
import io.lettuce.core.tracing.TraceContextProvider;
import io.lettuce.core.tracing.Tracer;
import io.lettuce.core.tracing.TracerProvider;
import io.lettuce.core.tracing.Tracing;
import java.net.SocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.tandemcache.testkit.RedisServer;
import org.tandemcache.testkit.WithRedis;

/** What reaches a tracing that somebody has given to Lettuce. */
@WithRedis
class QuietTracingTest {
    private final RedisServer redis;

    QuietTracingTest(RedisServer redis) {
        this.redis = redis;
    }

    /** Each proof of life was a trace of its own: two in a second, for each tracked connection. */
    @Test
    void proofsLooksAndLifetimes_areNoSpans_andReadsAre() {
        Recording recording = new Recording();
        ClientResources resources =
                ClientResources.builder().tracing(new QuietTracing(recording)).build();
        RedisClient client = RedisClient.create(resources, RedisURI.create(redis.uri()));
        try {
            RedisCommands<String, String> commands = client.connect().sync();
            commands.info("server");
            commands.ping();
            commands.clientGetname();
            commands.get("key");
            commands.pttl("key");
        } finally {
            client.shutdown();
            resources.shutdown(0, 5, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
        }

        assertThat(recording.told).containsExactly("GET", "start GET");
    }

    private static final class Recording implements Tracing {
        final List<String> told = new CopyOnWriteArrayList<>();

        @Override
        public TracerProvider getTracerProvider() {
            return () -> new Tracer() {
                @Override
                public Span nextSpan() {
                    return new RecordedSpan(told);
                }

                @Override
                public Span nextSpan(TraceContext parent) {
                    return nextSpan();
                }
            };
        }

        @Override
        public TraceContextProvider initialTraceContextProvider() {
            return () -> TraceContext.EMPTY;
        }

        @Override
        public boolean isEnabled() {
            return true;
        }

        @Override
        public boolean includeCommandArgsInSpanTags() {
            return false;
        }

        @Override
        public Endpoint createEndpoint(SocketAddress address) {
            return new Endpoint() {};
        }
    }

    private static final class RecordedSpan extends Tracer.Span {
        private final List<String> told;

        RecordedSpan(List<String> told) {
            this.told = told;
        }

        @Override
        public Tracer.Span start(RedisCommand<?, ?, ?> command) {
            told.add("start " + command.getType());
            return this;
        }

        @Override
        public Tracer.Span name(String name) {
            told.add(name);
            return this;
        }

        @Override
        public Tracer.Span annotate(String value) {
            return this;
        }

        @Override
        public Tracer.Span tag(String key, String value) {
            return this;
        }

        @Override
        public Tracer.Span error(Throwable throwable) {
            return this;
        }

        @Override
        public Tracer.Span remoteEndpoint(Tracing.Endpoint endpoint) {
            return this;
        }

        @Override
        public void finish() {}
    }
}
