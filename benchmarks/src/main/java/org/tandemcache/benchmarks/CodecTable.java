package org.tandemcache.benchmarks;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.lang.management.ManagementFactory;
import java.util.function.Supplier;
import org.tandemcache.codec.format.ValueFormat;

/**
 * Prints codec × compressor × sample: bytes in Redis, time and memory of encoding and decoding, beside Java
 * serialization. Rougher than {@link CodecBenchmark}, and done in a few minutes.
 */
public final class CodecTable {
    private static final long WARM_UP_NANOS = Long.getLong("table.millis", 700) * 1_000_000;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private static Object sink;

    private CodecTable() {}

    public static void main(String[] arguments) {
        warmUp();
        System.out.println(
                "sample               | codec              | compressor | bytes in Redis | encode us | decode us"
                        + " | encode B/op | decode B/op");
        for (CodecSamples sample : CodecSamples.values()) {
            Object value = sample.value();
            byte[] plain = serialized(value);
            print(sample, "Java serialization", "none", plain, () -> serialized(value), () -> deserialized(plain));
            for (String codec : CodecFormats.CODECS) {
                for (String compressor : CodecFormats.COMPRESSORS) {
                    ValueFormat format = CodecFormats.of(codec, compressor);
                    byte[] stored = format.encode(value);
                    if (format.decode(stored) == null) {
                        throw new IllegalStateException(codec + " does not read " + sample);
                    }
                    print(sample, codec, compressor, stored, () -> format.encode(value), () -> format.decode(stored));
                }
            }
        }
    }

    /** Once through everything, so that the first rows are not those of a cold JVM. */
    private static void warmUp() {
        for (CodecSamples sample : CodecSamples.values()) {
            Object value = sample.value();
            for (String codec : CodecFormats.CODECS) {
                for (String compressor : CodecFormats.COMPRESSORS) {
                    ValueFormat format = CodecFormats.of(codec, compressor);
                    byte[] stored = format.encode(value);
                    run(() -> format.encode(value), WARM_UP_NANOS / 2);
                    run(() -> format.decode(stored), WARM_UP_NANOS / 2);
                }
            }
        }
    }

    private static void print(
            CodecSamples sample,
            String codec,
            String compressor,
            byte[] stored,
            Supplier<Object> encode,
            Supplier<Object> decode) {
        double[] encoding = measured(encode);
        double[] decoding = measured(decode);
        System.out.printf(
                "%-20s | %-18s | %-10s | %14d | %9.2f | %9.2f | %11.0f | %11.0f%n",
                sample, codec, compressor, stored.length, encoding[0], decoding[0], encoding[1], decoding[1]);
    }

    /** Microseconds and bytes of one call. */
    private static double[] measured(Supplier<Object> work) {
        long calls = run(work, WARM_UP_NANOS);
        calls = Math.max(calls, 10);
        long allocated = THREADS.getCurrentThreadAllocatedBytes();
        long start = System.nanoTime();
        for (long i = 0; i < calls; i++) {
            sink = work.get();
        }
        double nanos = System.nanoTime() - start;
        allocated = THREADS.getCurrentThreadAllocatedBytes() - allocated;
        return new double[] {nanos / calls / 1_000, (double) allocated / calls};
    }

    private static long run(Supplier<Object> work, long nanos) {
        long calls = 0;
        for (long end = System.nanoTime() + nanos; System.nanoTime() < end; calls++) {
            sink = work.get();
        }
        return calls;
    }

    private static byte[] serialized(Object value) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        try (ObjectOutputStream output = new ObjectOutputStream(bytes)) {
            output.writeObject(value);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return bytes.toByteArray();
    }

    private static Object deserialized(byte[] bytes) {
        try (ObjectInputStream input = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
            return input.readObject();
        } catch (IOException | ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }
}
