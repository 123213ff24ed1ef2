package org.tandemcache.examples.spring;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.json.JsonMapper;

/**
 * The running service and a client of it.
 *
 * @param context of the service
 * @param client for real HTTP
 */
record Shop(ConfigurableApplicationContext context, HttpClient client) implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    /**
     * What the service answered.
     *
     * @param status of HTTP
     * @param body as text
     * @param statements that the call sent to the database
     * @param nanos by the monotonic clock
     */
    record Answer(int status, String body, long statements, long nanos) {}

    static Shop start(String jdbcUrl, String redisUri) {
        SpringApplication application = new SpringApplication(ShopApplication.class);
        application.setDefaultProperties(Map.of("spring.datasource.url", jdbcUrl, "tandem.redis.uri", redisUri));
        return new Shop(
                application.run(),
                HttpClient.newBuilder().connectTimeout(TIMEOUT).build());
    }

    /** @param body null for none; an object of JSON, or text */
    Answer call(String method, String path, @Nullable String body) throws IOException, InterruptedException {
        BodyPublisher publisher = body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body);
        String type = body != null && body.startsWith("{") ? "application/json" : "text/plain";
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + port() + path))
                .timeout(TIMEOUT)
                .header("Content-Type", type)
                .method(method, publisher)
                .build();
        long before = statements();
        long start = System.nanoTime();
        HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
        long nanos = System.nanoTime() - start;
        return new Answer(response.statusCode(), response.body(), statements() - before, nanos);
    }

    private int port() {
        return Objects.requireNonNull(((WebServerApplicationContext) context).getWebServer())
                .getPort();
    }

    private long statements() {
        return context.getBean(StatementCounter.class).statements();
    }

    /** How often a cache gave a result, {@code hit} or {@code miss}, by the actuator. */
    long gets(String cache, String result) throws IOException, InterruptedException {
        Answer answer = call("GET", "/actuator/metrics/cache.gets?tag=cache:" + cache + "&tag=result:" + result, null);
        return JsonMapper.shared()
                .readTree(answer.body())
                .get("measurements")
                .get(0)
                .get("value")
                .asLong();
    }

    @Override
    public void close() {
        context.close();
    }
}
