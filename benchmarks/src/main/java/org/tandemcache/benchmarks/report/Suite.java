package org.tandemcache.benchmarks.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Benchmark methods that are run with the same parameters and numbers of threads.
 *
 * @param benchmark the class
 * @param methods its methods
 * @param threads each of these numbers
 * @param parameters values to take in place of those that the class declares
 * @param shots for methods that run once an iteration: how many iterations; 0 for those that run for a time
 * @param warmups how many iterations are not counted, where the code comes to be compiled later than elsewhere; 0 for
 *     as many as the plan says
 */
record Suite(
        Class<?> benchmark,
        List<String> methods,
        List<Integer> threads,
        Map<String, List<String>> parameters,
        int shots,
        int warmups) {
    static Suite of(Class<?> benchmark, String... methods) {
        return new Suite(benchmark, List.of(methods), List.of(1), Map.of(), 0, 0);
    }

    Suite threads(Integer... numbers) {
        return new Suite(benchmark, methods, List.of(numbers), parameters, shots, warmups);
    }

    Suite with(String parameter, String... values) {
        Map<String, List<String>> all = new LinkedHashMap<>(parameters);
        all.put(parameter, List.of(values));
        return new Suite(benchmark, methods, threads, all, shots, warmups);
    }

    Suite shots(int iterations) {
        return new Suite(benchmark, methods, threads, parameters, iterations, warmups);
    }

    Suite warmups(int iterations) {
        return new Suite(benchmark, methods, threads, parameters, shots, iterations);
    }

    /** What JMH has to be told for each number of threads. */
    List<ChainedOptionsBuilder> options() {
        List<ChainedOptionsBuilder> all = new ArrayList<>();
        for (int number : threads) {
            ChainedOptionsBuilder options = new OptionsBuilder().threads(number);
            String name = benchmark.getName().replace(".", "\\.");
            methods.forEach(method -> options.include("^" + name + "\\." + method + "$"));
            parameters.forEach((parameter, values) -> options.param(parameter, values.toArray(String[]::new)));
            all.add(options);
        }
        return all;
    }
}
