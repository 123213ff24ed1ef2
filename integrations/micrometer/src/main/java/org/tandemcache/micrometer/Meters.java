package org.tandemcache.micrometer;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Meters in one registry that share tags, and go together. Thread-safe. */
final class Meters {
    /** Redis answers in fractions of a millisecond: the buckets that Redis's own clients have. */
    private static final Duration[] BUCKETS = List.of(
                    100, 250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000,
                    2_500_000)
            .stream()
            .map(micros -> Duration.ofNanos(micros * 1_000L))
            .toArray(Duration[]::new);

    private final MeterRegistry registry;
    private final Tags tags;
    private final List<Meter> bound = new CopyOnWriteArrayList<>();
    private volatile boolean unbound;

    Meters(MeterRegistry registry, Tags tags) {
        this.registry = registry;
        this.tags = tags;
    }

    /**
     * A count that only rises.
     *
     * @param of held weakly: its cache or manager keeps it
     * @param more further tags: names and values by turns
     */
    <T> void counter(String name, String description, T of, ToDoubleFunction<T> count, String... more) {
        bound.add(FunctionCounter.builder(name, of, count)
                .description(description)
                .tags(tags)
                .tags(more)
                .register(registry));
    }

    /**
     * What is so now.
     *
     * @param unit null for a plain number
     * @param of held weakly: its cache or manager keeps it
     * @param more further tags: names and values by turns
     */
    <T> void gauge(
            String name, String description, @Nullable String unit, T of, ToDoubleFunction<T> value, String... more) {
        bound.add(Gauge.builder(name, of, value)
                .description(description)
                .baseUnit(unit)
                .tags(tags)
                .tags(more)
                .register(registry));
    }

    /** Which of several states holds: 1 for that one, 0 for the others. */
    <T> void state(String name, String description, T of, Function<T, String> now, String... states) {
        for (String state : states) {
            gauge(name, description, null, of, all -> now.apply(all).equalsIgnoreCase(state) ? 1 : 0, "state", state);
        }
    }

    /** Times with a bucket for each of 14 bounds, from 100 µs to 2.5 s. */
    Timer timer(String name, String description, String... more) {
        Timer timer = Timer.builder(name)
                .description(description)
                .tags(tags)
                .tags(more)
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
        bound.add(timer);
        if (unbound) { // meanwhile, by a call that was under way
            unbind();
        }
        return timer;
    }

    /** Takes them out of the registry, and those that come later. */
    void unbind() {
        unbound = true;
        bound.forEach(registry::remove);
        bound.clear();
    }
}
