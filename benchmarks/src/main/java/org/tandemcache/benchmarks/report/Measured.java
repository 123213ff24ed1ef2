package org.tandemcache.benchmarks.report;

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
 * @param score of the unit: the median of the forks, for times of single operations the median of these
 * @param error half of the 99.9% confidence interval, NaN if there is too little to tell
 * @param unit of score and error
 * @param higherIsBetter whether a score above another one is the better one
 * @param bytesPerOperation allocated in the JVM, NaN if it was not measured
 */
record Measured(
        String benchmark,
        Map<String, String> parameters,
        String peer,
        int threads,
        double score,
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
        double score = mode == Mode.SampleTime ? result.getStatistics().getPercentile(50) : medianOfForks(run);
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

    /** On a machine with other work one fork can be far off. */
    private static double medianOfForks(RunResult run) {
        double[] scores = run.getBenchmarkResults().stream()
                .mapToDouble(fork -> fork.getPrimaryResult().getScore())
                .sorted()
                .toArray();
        int middle = scores.length / 2;
        return scores.length % 2 == 1 ? scores[middle] : (scores[middle - 1] + scores[middle]) / 2;
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
                score,
                error,
                unit,
                higherIsBetter,
                bytesPerOperation);
    }

    private static String name(BenchmarkParams run) {
        String name = run.getBenchmark();
        return name.substring(name.lastIndexOf('.', name.lastIndexOf('.') - 1) + 1);
    }

    /** How many times as good as another one this is; below 1 it is worse. */
    double ratioTo(Measured other) {
        return higherIsBetter ? score / other.score : other.score / score;
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
        return String.format(Locale.ROOT, "%-60s %-26s %,14.2f %s", title(), peer, score, unit);
    }
}
