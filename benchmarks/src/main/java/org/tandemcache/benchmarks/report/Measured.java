package org.tandemcache.benchmarks.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;

/**
 * What one benchmark gave for one peer.
 *
 * @param benchmark class and method, such as {@code FarBenchmark.get}
 * @param parameters all but the peer, in the order of their names
 * @param peer what was measured
 * @param threads how many called at once
 * @param scores of each JVM, in the order in which they ran; for times of single operations the median of these
 * @param error of a single JVM half of the 99.9% confidence interval, NaN if there is too little to tell; of several
 *     half of the distance from the lowest to the highest
 * @param unit of score and error
 * @param higherIsBetter whether a score above another one is the better one
 * @param bytesPerOperation allocated in the JVM, NaN if it was not measured
 */
record Measured(
        String benchmark,
        Map<String, String> parameters,
        String peer,
        int threads,
        List<Double> scores,
        double error,
        String unit,
        boolean higherIsBetter,
        double bytesPerOperation) {
    static final String TANDEM = "tandem";

    private static final String PEER = "peer";
    private static final String ALLOCATION = "gc.alloc.rate.norm";

    static Measured of(RunResult run) {
        Result<?> result = run.getPrimaryResult();
        Mode mode = run.getParams().getMode();
        double score = mode == Mode.SampleTime ? result.getStatistics().getPercentile(50) : result.getScore();
        Result<?> allocation = run.getSecondaryResults().get(ALLOCATION);
        return of(
                run.getParams(),
                name(run.getParams()),
                score,
                result.getScoreError(),
                result.getScoreUnit(),
                mode == Mode.Throughput,
                allocation == null ? Double.NaN : allocation.getScore());
    }

    /** The same benchmark of the same peer, run in several JVMs. */
    static Measured together(List<Measured> runs) {
        Measured first = runs.get(0);
        if (runs.size() == 1) {
            return first;
        }
        List<Double> scores = runs.stream().map(Measured::score).toList();
        return new Measured(
                first.benchmark,
                first.parameters,
                first.peer,
                first.threads,
                scores,
                (Collections.max(scores) - Collections.min(scores)) / 2,
                first.unit,
                first.higherIsBetter,
                median(runs.stream().map(Measured::bytesPerOperation).toList()));
    }

    /** On a machine with other work one JVM can be far off. */
    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    double score() {
        return median(scores);
    }

    /** What a benchmark has itself counted, in bytes. */
    static Measured counted(BenchmarkParams run, String counter, double value) {
        return of(run, name(run).replaceAll("\\..*", "." + counter), value, Double.NaN, "B", false, Double.NaN);
    }

    private static Measured of(
            BenchmarkParams run,
            String benchmark,
            double score,
            double error,
            String unit,
            boolean higherIsBetter,
            double bytesPerOperation) {
        Map<String, String> parameters = new TreeMap<>();
        for (String parameter : run.getParamsKeys()) {
            parameters.put(parameter, run.getParam(parameter));
        }
        String peer = parameters.remove(PEER);
        return new Measured(
                benchmark,
                parameters,
                peer == null ? TANDEM : peer,
                run.getThreads(),
                List.of(score),
                error,
                unit,
                higherIsBetter,
                bytesPerOperation);
    }

    private static String name(BenchmarkParams run) {
        String name = run.getBenchmark();
        return name.substring(name.lastIndexOf('.', name.lastIndexOf('.') - 1) + 1);
    }

    /**
     * How many times as good as another one this is; below 1 it is worse. The median of what came of those JVMs that
     * ran next to each other: the machine may be slower an hour later.
     */
    double ratioTo(Measured other) {
        return median(ratiosTo(other));
    }

    /** {@link #ratioTo} of each pair of JVMs. */
    List<Double> ratiosTo(Measured other) {
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < Math.min(scores.size(), other.scores.size()); i++) {
            double times = scores.get(i) / other.scores.get(i);
            ratios.add(higherIsBetter ? times : 1 / times);
        }
        return ratios;
    }

    /** Whether both tell of the same work of the same peer. */
    boolean isRepetitionOf(Measured other) {
        return title().equals(other.title()) && peer.equals(other.peer);
    }

    /** Whether both tell of the same work. */
    boolean isPeerOf(Measured other) {
        return benchmark.equals(other.benchmark)
                && parameters.equals(other.parameters)
                && threads == other.threads
                && !peer.equals(other.peer);
    }

    /** Such as {@code FarBenchmark.get size=100, 8 threads}. */
    String title() {
        StringBuilder title = new StringBuilder(benchmark);
        parameters.forEach(
                (name, value) -> title.append(' ').append(name).append('=').append(value));
        return title.append(threads == 1 ? ", 1 thread" : ", " + threads + " threads")
                .toString();
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%-60s %-26s %,14.2f %s", title(), peer, score(), unit);
    }
}
