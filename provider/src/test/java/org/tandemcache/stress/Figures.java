package org.tandemcache.stress;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** What a process of a stress run has counted, and what several have together. Thread-safe. */
final class Figures {
    static final String SURVIVORS = "stale survivors after quiet";
    static final String READ_YOUR_WRITES = "read-your-writes violations";
    static final String LONGEST_STALENESS = "longest staleness of a read, us";
    static final String READS = "reads";
    static final String NEAR_HITS = "near hits";
    static final String WRITES = "writes acknowledged";
    static final String FAILURES = "operations that failed";
    static final String COMPARED = "entries compared after quiet";

    private final ConcurrentMap<String, Long> values = new ConcurrentHashMap<>();

    void add(String name, long amount) {
        values.merge(name, amount, Long::sum);
    }

    void max(String name, long value) {
        values.merge(name, value, Math::max);
    }

    long get(String name) {
        return values.getOrDefault(name, 0L);
    }

    void merge(Figures other) {
        other.values.forEach((name, value) -> {
            if (name.equals(LONGEST_STALENESS) || name.equals(LoadWorkload.FAR_STALENESS)) {
                max(name, value);
            } else {
                add(name, value);
            }
        });
    }

    /** One figure a line, for {@link #parse}. */
    String lines() {
        StringBuilder lines = new StringBuilder();
        Map<String, Long> sorted = new TreeMap<>(values);
        sorted.forEach((name, value) ->
                lines.append("FIGURE ").append(value).append(' ').append(name).append('\n'));
        return lines.toString();
    }

    static Figures parse(String output) {
        Figures figures = new Figures();
        output.lines().filter(line -> line.startsWith("FIGURE ")).forEach(line -> {
            String[] parts = line.split(" ", 3);
            figures.add(parts[2], Long.parseLong(parts[1]));
        });
        return figures;
    }

    String report(String title) {
        StringBuilder report = new StringBuilder(title).append('\n');
        new TreeMap<>(values).forEach((name, value) -> report.append(String.format("   %-36s %,15d%n", name, value)));
        return report.toString();
    }
}
