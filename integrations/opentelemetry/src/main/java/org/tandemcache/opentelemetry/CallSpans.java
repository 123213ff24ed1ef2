package org.tandemcache.opentelemetry;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import org.jspecify.annotations.Nullable;
import org.tandemcache.observe.FarCall;
import org.tandemcache.observe.FarCallEnd;

/** A span for each call of Redis that is made within a trace. What is nobody's work begins no trace of its own. */
final class CallSpans {
    static final AttributeKey<String> TIER = AttributeKey.stringKey("tandem.tier");
    static final AttributeKey<String> OPERATION = AttributeKey.stringKey("tandem.operation");
    static final AttributeKey<Boolean> HIT = AttributeKey.booleanKey("cache.hit");
    static final AttributeKey<Boolean> WRITE = AttributeKey.booleanKey("cache.write");

    private final Tracer tracer;

    CallSpans(Tracer tracer) {
        this.tracer = tracer;
    }

    /** Null where no trace is under way. */
    @Nullable
    Started start(FarCall call) {
        Context parent = Context.current();
        if (!Span.fromContext(parent).getSpanContext().isValid()) {
            return null;
        }
        AttributesBuilder attributes = Attributes.builder();
        Names.addTo(attributes, call);
        attributes.put(TIER, "far").put(OPERATION, call.operation()).put(WRITE, call.changes());
        if (call.commands() > 1) {
            attributes.put(Names.BATCH, (long) call.commands());
        }
        Span span = tracer.spanBuilder(Names.operation(call) + " " + call.cacheName())
                .setSpanKind(SpanKind.CLIENT)
                .setParent(parent)
                .setAllAttributes(attributes.build())
                .startSpan();
        return new Started(span, parent.with(span));
    }

    /** A span under way; ended once, on any thread. */
    record Started(Span span, Context context) {
        void end(FarCall call, FarCallEnd end) {
            if (end.found() >= 0 && call.entries() == 1) {
                span.setAttribute(HIT, end.found() > 0);
            }
            if (end.failure() != null) {
                AttributesBuilder attributes = Attributes.builder();
                Names.addTo(attributes, end.failure());
                span.setAllAttributes(attributes.build());
                span.setStatus(StatusCode.ERROR);
            }
            span.end();
        }
    }
}
