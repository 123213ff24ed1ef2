package org.tandemcache.observability;

import com.google.protobuf.InvalidProtocolBufferException;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.zip.GZIPInputStream;

/** Takes what is exported by OTLP over HTTP, and keeps the names. Thread-safe. */
final class OtlpReceiver implements AutoCloseable {
    private final HttpServer server;
    private final Set<String> metrics = new ConcurrentSkipListSet<>();
    private final Set<String> spans = new ConcurrentSkipListSet<>();

    private OtlpReceiver(HttpServer server) {
        this.server = server;
    }

    static OtlpReceiver start() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        OtlpReceiver receiver = new OtlpReceiver(server);
        server.createContext("/v1/metrics", exchange -> take(exchange, receiver::takeMetrics));
        server.createContext("/v1/traces", exchange -> take(exchange, receiver::takeSpans));
        server.start();
        return receiver;
    }

    /** Where it listens, without a path. */
    String uri() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** The names of all metrics that came. */
    Set<String> metrics() {
        return metrics;
    }

    /** The names of all spans that came. */
    Set<String> spans() {
        return spans;
    }

    private interface Taker {
        void take(byte[] body) throws InvalidProtocolBufferException;
    }

    private static void take(HttpExchange exchange, Taker taker) throws IOException {
        try (exchange;
                InputStream body = exchange.getRequestBody()) {
            boolean zipped = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
            taker.take(zipped ? new GZIPInputStream(body).readAllBytes() : body.readAllBytes());
            exchange.sendResponseHeaders(200, -1);
        }
    }

    private void takeMetrics(byte[] body) throws InvalidProtocolBufferException {
        ExportMetricsServiceRequest.parseFrom(body).getResourceMetricsList().stream()
                .flatMap(resource -> resource.getScopeMetricsList().stream())
                .flatMap(scope -> scope.getMetricsList().stream())
                .map(Metric::getName)
                .forEach(metrics::add);
    }

    private void takeSpans(byte[] body) throws InvalidProtocolBufferException {
        ExportTraceServiceRequest.parseFrom(body).getResourceSpansList().stream()
                .flatMap(resource -> resource.getScopeSpansList().stream())
                .flatMap(scope -> scope.getSpansList().stream())
                .map(Span::getName)
                .forEach(spans::add);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
