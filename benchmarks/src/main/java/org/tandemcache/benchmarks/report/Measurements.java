package org.tandemcache.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs a plan's benchmarks by JMH, each peer in JVMs of its own. */
final class Measurements {
    private static final TimeValue LONGEST_ITERATION = TimeValue.minutes(3);

    private Measurements() {}

    /** @throws RunnerException if a benchmark fails */
    static List<Measured> of(Plan plan) throws RunnerException {
        // Another JMH on the machine makes results worse, but is no reason to have none.
        System.setProperty("jmh.ignoreLock", "true");
        List<Measured> all = new ArrayList<>();
        for (Suite suite : plan.suites()) {
            for (ChainedOptionsBuilder options : suite.options()) {
                all.addAll(measured(plan, suite, options));
            }
        }
        return all;
    }

    /** Each peer once, then each peer again: so that those whom we compare ran next to each other. */
    private static List<Measured> measured(Plan plan, Suite suite, ChainedOptionsBuilder options)
            throws RunnerException {
        boolean timed = suite.shots() == 0;
        options.forks(Math.min(plan.forks(), 1))
                .warmupIterations(timed ? warmups(plan, suite) : 0)
                .measurementIterations(timed ? plan.iterations() : suite.shots())
                .timeout(LONGEST_ITERATION)
                .addProfiler(GCProfiler.class)
                .shouldFailOnError(true)
                .jvmArgsAppend("-Dorg.slf4j.simpleLogger.defaultLogLevel=warn", "-Dkryo.unsafe=false")
                .verbosity(VerboseMode.SILENT);
        if (timed) {
            options.warmupTime(plan.time()).measurementTime(plan.time());
        }
        List<Measured> runs = new ArrayList<>();
        for (int round = 0; round < (timed ? Math.max(plan.forks(), 1) : 1); round++) {
            for (RunResult run : new Runner(options.build()).run()) {
                List<Measured> found = measured(run);
                found.forEach(System.out::println); // it takes a while: show that it goes on
                runs.addAll(found);
            }
        }
        return together(runs);
    }

    private static List<Measured> together(List<Measured> runs) {
        List<Measured> all = new ArrayList<>();
        for (Measured run : runs) {
            if (all.stream().noneMatch(run::isRepetitionOf)) {
                all.add(Measured.together(
                        runs.stream().filter(run::isRepetitionOf).toList()));
            }
        }
        return all;
    }

    private static int warmups(Plan plan, Suite suite) {
        return suite.warmups() == 0 ? plan.warmups() : suite.warmups();
    }

    private static List<Measured> measured(RunResult run) {
        List<Measured> all = new ArrayList<>();
        List<String> counters = run.getSecondaryResults().keySet().stream()
                .filter(name -> name.endsWith("PerEntry"))
                .toList();
        for (String counter : counters) {
            double value =
                    run.getSecondaryResults().get(counter).getStatistics().getMean(); // the score is their sum
            if (value > 0) { // else it is not kept there
                all.add(Measured.counted(run.getParams(), counter, value));
            }
        }
        return counters.isEmpty() ? List.of(Measured.of(run)) : all;
    }
}
