package org.tandemcache.observability;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A real Prometheus in a process of its own, with rules, that scrapes one application every two seconds. */
final class Prometheus implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final HttpClient client = HttpClient.newHttpClient();
    private final Process process;
    private final int port;
    private final Path log;

    private Prometheus(Process process, int port, Path log) {
        this.process = process;
        this.port = port;
        this.log = log;
    }

    /**
     * Starts it, and returns when it answers.
     *
     * @param folder for its data, empty
     * @param rules text of its rules
     * @param target port of the application on this machine
     */
    static Prometheus start(Path program, Path folder, String rules, int target)
            throws IOException, InterruptedException {
        Files.writeString(folder.resolve("rules.yaml"), rules);
        Path config = Files.writeString(folder.resolve("prometheus.yaml"), """
                global:
                  scrape_interval: 2s
                  evaluation_interval: 1s
                rule_files: [rules.yaml]
                scrape_configs:
                  - job_name: shop
                    metrics_path: /actuator/prometheus
                    static_configs:
                      - targets: ['127.0.0.1:%d']
                """.formatted(target));
        int port = freePort();
        Path log = folder.resolve("prometheus.log");
        Process process = new ProcessBuilder(
                        program.toString(),
                        "--config.file=" + config,
                        "--storage.tsdb.path=" + folder.resolve("data"),
                        "--web.listen-address=127.0.0.1:" + port)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        Prometheus prometheus = new Prometheus(process, port, log);
        try {
            prometheus.awaitReady();
        } catch (IOException | InterruptedException | RuntimeException e) {
            prometheus.close();
            throw e;
        }
        return prometheus;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void awaitReady() throws IOException, InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!isReady()) {
            if (!process.isAlive() || System.nanoTime() > end) {
                throw new IllegalStateException("Prometheus does not start: " + Files.readString(log));
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    private boolean isReady() throws InterruptedException {
        try {
            return get("/-/ready").statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(PATIENCE)
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    /** The answer to a query, now: a list of series with a value each. */
    JsonNode query(String expression) throws IOException, InterruptedException {
        return result("/api/v1/query?query=" + encoded(expression));
    }

    /** The answer to a query over time: a list of series with values each. Times are seconds since 1970. */
    JsonNode query(String expression, double from, double to) throws IOException, InterruptedException {
        return result("/api/v1/query_range?query=" + encoded(expression) + "&start=" + from + "&end=" + to + "&step=1");
    }

    private JsonNode result(String path) throws IOException, InterruptedException {
        HttpResponse<String> response = get(path);
        if (response.statusCode() != 200) {
            throw new IllegalStateException("Prometheus refuses " + path + ": " + response.body());
        }
        return JsonMapper.shared().readTree(response.body()).get("data").get("result");
    }

    private static String encoded(String expression) {
        return URLEncoder.encode(expression, StandardCharsets.UTF_8);
    }

    /** How the last scrapes went: "up", or what has kept them from it. */
    String scrapes() throws IOException, InterruptedException {
        StringBuilder told = new StringBuilder();
        for (JsonNode target : JsonMapper.shared()
                .readTree(get("/api/v1/targets").body())
                .get("data")
                .get("activeTargets")) {
            told.append(target.get("health").asString())
                    .append(' ')
                    .append(target.get("lastError").asString());
        }
        return told.toString();
    }

    /** The alerts that are pending or firing, by their names; firing goes first where one has several. */
    Map<String, String> alerts() throws IOException, InterruptedException {
        Map<String, String> alerts = new TreeMap<>();
        for (JsonNode alert : JsonMapper.shared()
                .readTree(get("/api/v1/alerts").body())
                .get("data")
                .get("alerts")) {
            alerts.merge(
                    alert.get("labels").get("alertname").asString(),
                    alert.get("state").asString(),
                    (one, other) -> one.equals("firing") ? one : other);
        }
        return alerts;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
