package org.tandemcache.far.redis.connection;

import io.lettuce.core.protocol.RedisCommand;
import io.lettuce.core.tracing.TraceContext;
import io.lettuce.core.tracing.TraceContextProvider;
import io.lettuce.core.tracing.Tracer;
import io.lettuce.core.tracing.TracerProvider;
import io.lettuce.core.tracing.Tracing;
import java.net.SocketAddress;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The tracing that somebody has given to Lettuce, an agent for one, without what Tandem asks on its own behalf: proofs
 * of life and looks at the topology come several times a second, belong to no call, and would each be a trace. The
 * remaining lifetime that is asked for behind a value, in the same flush, is no call of its own either. Thread-safe, as
 * far as the tracing is.
 */
record QuietTracing(Tracing tracing) implements Tracing {
    /** What no operation of a cache sends by itself. */
    private static final Set<String> OWN_COMMANDS = Set.of(
            "PTTL",
            "HELLO",
            "CLIENT",
            "CLUSTER",
            "INFO",
            "PING",
            "ROLE",
            "AUTH",
            "SELECT",
            "READONLY",
            "SENTINEL",
            "SUBSCRIBE",
            "PSUBSCRIBE");

    @Override
    public TracerProvider getTracerProvider() {
        return () -> new QuietTracer(tracing.getTracerProvider().getTracer());
    }

    @Override
    public TraceContextProvider initialTraceContextProvider() {
        return tracing.initialTraceContextProvider();
    }

    @Override
    public boolean isEnabled() {
        return tracing.isEnabled();
    }

    @Override
    public boolean includeCommandArgsInSpanTags() {
        return tracing.includeCommandArgsInSpanTags();
    }

    @Override
    public Endpoint createEndpoint(SocketAddress address) {
        return tracing.createEndpoint(address);
    }

    private static final class QuietTracer extends Tracer {
        private final Tracer tracer;

        QuietTracer(Tracer tracer) {
            this.tracer = tracer;
        }

        @Override
        public Span nextSpan() {
            return new NamedSpan(tracer::nextSpan);
        }

        @Override
        public Span nextSpan(TraceContext parent) {
            return new NamedSpan(() -> tracer.nextSpan(parent));
        }
    }

    /** Becomes a span, or none, once it is told its command: Lettuce does so before anything else. */
    private static final class NamedSpan extends Tracer.Span {
        private final Supplier<Tracer.Span> spans;
        private volatile Tracer.@Nullable Span span;

        NamedSpan(Supplier<Tracer.Span> spans) {
            this.spans = spans;
        }

        @Override
        public Tracer.Span name(String command) {
            if (!OWN_COMMANDS.contains(command)) {
                span = spans.get().name(command);
            }
            return this;
        }

        @Override
        public Tracer.Span start(RedisCommand<?, ?, ?> command) {
            Tracer.Span named = span;
            if (named != null) {
                named.start(command);
            }
            return this;
        }

        @Override
        public Tracer.Span annotate(String value) {
            Tracer.Span named = span;
            if (named != null) {
                named.annotate(value);
            }
            return this;
        }

        @Override
        public Tracer.Span tag(String key, String value) {
            Tracer.Span named = span;
            if (named != null) {
                named.tag(key, value);
            }
            return this;
        }

        @Override
        public Tracer.Span error(Throwable failure) {
            Tracer.Span named = span;
            if (named != null) {
                named.error(failure);
            }
            return this;
        }

        @Override
        public Tracer.Span remoteEndpoint(Endpoint endpoint) {
            Tracer.Span named = span;
            if (named != null) {
                named.remoteEndpoint(endpoint);
            }
            return this;
        }

        @Override
        public void finish() {
            Tracer.Span named = span;
            if (named != null) {
                named.finish();
            }
        }
    }
}
