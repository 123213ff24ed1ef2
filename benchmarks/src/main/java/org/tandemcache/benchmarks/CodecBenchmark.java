package org.tandemcache.benchmarks;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.tandemcache.codec.format.ValueFormat;

/** Encoding and decoding by each codec and compressor; {@code -prof gc} shows the memory that they take. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class CodecBenchmark {
    @Param({"kryo", "json", "java"})
    private String codec;

    @Param({"none", "lz4", "zstd"})
    private String compressor;

    @Param
    private CodecSamples sample;

    private ValueFormat format;
    private Object value;
    private byte[] stored;

    @Setup
    public void encodeOnce() {
        format = CodecFormats.of(codec, compressor);
        value = sample.value();
        stored = format.encode(value);
    }

    @Benchmark
    public byte[] encode() {
        return format.encode(value);
    }

    @Benchmark
    public Object decode() {
        return format.decode(stored);
    }
}
