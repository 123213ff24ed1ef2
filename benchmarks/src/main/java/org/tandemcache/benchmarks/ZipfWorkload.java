package org.tandemcache.benchmarks;

import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.DiscreteSampler;
import org.apache.commons.rng.sampling.distribution.RejectionInversionZipfSampler;
import org.apache.commons.rng.simple.RandomSource;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.ThreadParams;

/** What a thread does next: the same sequence for every peer, drawn before the measurement. */
@State(Scope.Thread)
public class ZipfWorkload {
    private static final int LENGTH = 1 << 16;
    private static final double EXPONENT = 0.99;
    private static final double WRITES = 0.05;

    private final int[] indices = new int[LENGTH];
    private final boolean[] writes = new boolean[LENGTH];
    private int next;

    @Setup
    public void draw(MixedBenchmark benchmark, ThreadParams threads) {
        UniformRandomProvider random = RandomSource.XO_RO_SHI_RO_128_PP.create(threads.getThreadIndex());
        DiscreteSampler zipf = RejectionInversionZipfSampler.of(random, benchmark.entries(), EXPONENT);
        for (int i = 0; i < LENGTH; i++) {
            indices[i] = zipf.sample() - 1;
            writes[i] = random.nextDouble() < WRITES;
        }
    }

    /** The entry of the next operation. */
    int next() {
        next = (next + 1) & (LENGTH - 1);
        return indices[next];
    }

    /** Whether that operation is a write. */
    boolean isWrite() {
        return writes[next];
    }
}
