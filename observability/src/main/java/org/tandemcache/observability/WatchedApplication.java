package org.tandemcache.observability;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import java.io.Serial;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.configuration.FactoryBuilder;
import javax.cache.integration.CacheLoader;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.tandemcache.TandemManager;
import org.tandemcache.config.FailureConfiguration;
import org.tandemcache.config.PreloadConfiguration;
import org.tandemcache.config.TandemConfiguration;
import org.tandemcache.examples.instances.Prices;
import org.tandemcache.examples.instances.PricesApplication;

/**
 * The application of the example with Spring, with everything on that watches it, under load of its own: what the
 * compose stack runs, and what {@link FaultExample} brings into trouble.
 */
public final class WatchedApplication implements AutoCloseable {
    private static final int THREADS = 2;
    private static final int PRODUCTS = 200;
    private static final int READS_FOR_EACH_CHANGE = 50;
    private static final long PAUSE_MICROS = 500;
    private static final long LONGEST_REQUEST_MILLIS = 10_000;

    private final ConfigurableApplicationContext context;
    private final Cache<Long, String> names;
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final AtomicLong failed = new AtomicLong();
    private final List<Thread> threads = new ArrayList<>();

    private WatchedApplication(ConfigurableApplicationContext context) {
        this.context = context;
        this.names = context.getBean(TandemManager.class)
                .createCache(
                        "names",
                        TandemConfiguration.builder(Long.class, String.class)
                                .loader(FactoryBuilder.factoryOf(new NameLoader()))
                                .readThrough(true)
                                .near(near -> near.preload(PreloadConfiguration.on()))
                                .journal(journal -> journal.length(1_000))
                                .failure(FailureConfiguration.builder()
                                        .mode(FailureConfiguration.Mode.SERVE_NEAR)
                                        .build())
                                .build());
    }

    /** Runs until the JVM ends, on port 8080, by the settings of the environment. */
    public static void main(String[] arguments) throws InterruptedException {
        for (Thread thread : start("server.port=8080").threads) {
            thread.join();
        }
    }

    /** @param properties beside those that switch everything on */
    static WatchedApplication start(String... properties) {
        // Arguments, which come before the example's own application.properties.
        String[] arguments = Stream.concat(
                        Stream.of(
                                "spring.application.name=shop",
                                "tandem.cache-defaults.failure.mode=serve-near",
                                "management.endpoints.web.exposure.include=health,prometheus,tandem,tandemdoctor",
                                "management.tracing.sampling.probability=1.0",
                                "management.otlp.metrics.export.step=1s",
                                // Prometheus before 2.43 takes no scrape with exemplars beside those of buckets and
                                // counters
                                "management.prometheus.metrics.export.properties[io.prometheus.exporter.exemplarsOnAllMetricTypes]"
                                        + "=false"),
                        Stream.of(properties))
                .map(property -> "--" + property)
                .toArray(String[]::new);
        ConfigurableApplicationContext context = new SpringApplicationBuilder(PricesApplication.class).run(arguments);
        WatchedApplication application = new WatchedApplication(context);
        for (int i = 0; i < THREADS; i++) {
            Thread thread = new Thread(application::work, "load-" + i);
            thread.setDaemon(true);
            thread.start();
            application.threads.add(thread);
        }
        return application;
    }

    /** Where its actuator listens. */
    int port() {
        return Objects.requireNonNull(context.getEnvironment().getProperty("local.server.port", Integer.class));
    }

    /** Requests, each of which reads a price or, now and then, changes one. */
    private void work() {
        Prices prices = context.getBean(Prices.class);
        ObservationRegistry observations = context.getBean(ObservationRegistry.class);
        while (!stopped.get()) {
            long product = ThreadLocalRandom.current().nextLong(PRODUCTS);
            boolean change = ThreadLocalRandom.current().nextInt(READS_FOR_EACH_CHANGE) == 0;
            Runnable request = change ? () -> change(prices, product) : () -> read(prices, product);
            try {
                Observation.createNotStarted("shop.request", observations).observe(request);
                TimeUnit.MICROSECONDS.sleep(PAUSE_MICROS);
            } catch (CacheException e) {
                failed.incrementAndGet();
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void read(Prices prices, long product) {
        prices.of(product);
        names.get(product);
    }

    private void change(Prices prices, long product) {
        prices.changed(product);
        names.remove(product);
    }

    /** How many requests have failed. */
    long failed() {
        return failed.get();
    }

    /** Stands for a table of a database. */
    private static final class NameLoader implements CacheLoader<Long, String>, Serializable {
        @Serial
        private static final long serialVersionUID = 1;

        @Override
        public String load(Long product) {
            return "Product " + product;
        }

        @Override
        public Map<Long, String> loadAll(Iterable<? extends Long> products) {
            Map<Long, String> all = new HashMap<>();
            products.forEach(product -> all.put(product, load(product)));
            return all;
        }
    }

    @Override
    public void close() {
        stopped.set(true);
        try {
            for (Thread thread : threads) {
                thread.join(LONGEST_REQUEST_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        context.close();
    }
}
