package org.tandemcache.observability;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.tandemcache.observability.Board.Query;
import org.tandemcache.testkit.RedisServer;

/**
 * Starts a Redis, the application under load, and a real Prometheus with the rules of this folder; freezes Redis, kills
 * it and brings it back; prints what each alert did and when. Needs a JDK and a Prometheus.
 */
public final class FaultExample implements AutoCloseable {
    /** Alerts that wait for minutes wait for seconds here. */
    private static final Pattern MINUTES = Pattern.compile("(?<=\\[|for: )(\\d+)m");

    private static final Set<String> OF_A_FROZEN_REDIS = Set.of("TandemBreakerOpen", "TandemNearTierNotCoherent");

    private static final Set<String> OF_A_KILLED_REDIS =
            Set.of("TandemBreakerOpen", "TandemNearTierNotCoherent", "TandemNodesMissing");

    private static final Duration LONGEST = Duration.ofMinutes(2);
    private static final long POLL_MILLIS = 200;

    private final Consumer<String> out;
    private final RedisServer redis = RedisServer.embedded();
    private final OtlpReceiver receiver;
    private final WatchedApplication application;
    private final Prometheus prometheus;
    private final long start = System.nanoTime();
    private final Map<String, String> alerts = new LinkedHashMap<>();
    private final Set<String> fired = new TreeSet<>();

    private FaultExample(Consumer<String> out, Path program, Path observability, Path folder)
            throws IOException, InterruptedException {
        this.out = out;
        this.receiver = OtlpReceiver.start();
        this.application = WatchedApplication.start(
                "server.port=0",
                "tandem.redis.uri=" + redis.uri(),
                "management.otlp.metrics.export.url=" + receiver.uri() + "/v1/metrics",
                "management.opentelemetry.tracing.export.otlp.endpoint=" + receiver.uri() + "/v1/traces");
        String rules = Files.readString(observability.resolve("prometheus/tandem.rules.yaml"));
        this.prometheus = Prometheus.start(program, folder, hastened(rules), application.port());
    }

    /** Sixty times as fast, but over no less than four scrapes. */
    static String hastened(String rules) {
        return MINUTES.matcher(rules).replaceAll(minutes -> Math.max(8, Integer.parseInt(minutes.group(1))) + "s");
    }

    /**
     * Prints the account.
     *
     * @param arguments the folder {@code observability}; by default that of the work
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path observability = Path.of(arguments.length > 0 ? arguments[0] : ".");
        Optional<Path> program = PrometheusPrograms.find("prometheus");
        if (program.isEmpty()) {
            System.out.println("There is no prometheus here: " + PrometheusPrograms.HINT);
            return;
        }
        Path folder = Files.createTempDirectory("tandem-observability");
        Consumer<String> out = System.out::println;
        try (FaultExample example = start(out, program.get(), observability, folder)) {
            example.run();
        }
    }

    static FaultExample start(Consumer<String> out, Path program, Path observability, Path folder)
            throws IOException, InterruptedException {
        return new FaultExample(out, program, observability, folder);
    }

    void run() throws IOException, InterruptedException {
        tell("the application is under load, and scraped every two seconds");
        watch("every query of the board answers", () -> unanswered().isEmpty());
        redis.pause();
        tell("Redis is frozen");
        fault(OF_A_FROZEN_REDIS, redis::resume, "Redis goes on");
        redis.kill();
        tell("Redis is killed");
        fault(OF_A_KILLED_REDIS, redis::restart, "Redis is back, and empty");
        watch(
                "OTLP has brought calls as metrics and spans",
                () -> hasCalls(receiver.metrics()) && !receiver.spans().isEmpty());
        tell("requests that failed meanwhile: " + application.failed());
        tell("exported by OTLP: " + receiver.metrics().size() + " metrics; spans " + receiver.spans());
    }

    private static boolean hasCalls(Set<String> names) {
        return names.stream().anyMatch(name -> name.startsWith("tandem.redis.calls"));
    }

    /** The queries of the board that have no answer yet, with what stands for all applications and caches put in. */
    Set<String> unanswered() throws IOException, InterruptedException {
        Set<String> unanswered = new TreeSet<>();
        for (Query query : Board.queries()) {
            if (prometheus.query(chosen(query.expression())).isEmpty()) {
                unanswered.add(query.expression());
            }
        }
        return unanswered;
    }

    static String chosen(String expression) {
        return expression
                .replace("$__rate_interval", "12s")
                .replace("$job", ".+")
                .replace("$instance", ".+")
                .replace("$cache", ".+");
    }

    Prometheus prometheus() {
        return prometheus;
    }

    OtlpReceiver receiver() {
        return receiver;
    }

    int port() {
        return application.port();
    }

    /** The alerts that have fired so far. */
    Set<String> fired() {
        return fired;
    }

    private interface Condition {
        boolean holds() throws IOException, InterruptedException;
    }

    /** Waits until these alerts have fired, ends the fault, and waits until they are over. */
    private void fault(Set<String> expected, Runnable end, String ended) throws IOException, InterruptedException {
        fired.removeAll(expected);
        watch("these have fired: " + expected, () -> fired.containsAll(expected));
        end.run();
        tell(ended);
        watch("these are over: " + expected, () -> expected.stream().noneMatch(alerts::containsKey));
    }

    private void watch(String what, Condition condition) throws IOException, InterruptedException {
        long end = System.nanoTime() + LONGEST.toNanos();
        do {
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
            lookAtAlerts();
            if (System.nanoTime() > end) {
                throw new IllegalStateException("waited " + LONGEST + " until " + what + "; scrapes "
                        + prometheus.scrapes() + "; alerts " + alerts + ", without an answer " + unanswered());
            }
        } while (!condition.holds());
    }

    private void lookAtAlerts() throws IOException, InterruptedException {
        Map<String, String> now = prometheus.alerts();
        now.forEach((alert, state) -> {
            if (state.equals("firing")) {
                fired.add(alert);
            }
            if (!state.equals(alerts.put(alert, state))) {
                tell("  " + alert + " is " + state);
            }
        });
        for (String alert : Set.copyOf(alerts.keySet())) {
            if (!now.containsKey(alert)) {
                alerts.remove(alert);
                tell("  " + alert + " is over");
            }
        }
    }

    private void tell(String what) {
        out.accept(String.format(Locale.ROOT, "%5.1f s  %s", (System.nanoTime() - start) / 1e9, what));
    }

    @Override
    public void close() {
        prometheus.close();
        application.close();
        receiver.close();
        redis.close();
    }
}
