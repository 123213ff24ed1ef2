package org.tandemcache.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tandemcache.codec.ClassFilter.Mode;
import org.tandemcache.codec.format.KeyFormat;
import org.tandemcache.codec.format.ValueFormat;
import org.tandemcache.codec.graph.ReadBudget;
import org.tandemcache.far.FarKey;
import org.tandemcache.far.Keyspace;
import org.tandemcache.far.Stamps;
import org.tandemcache.far.StoredEntry;

/**
 * Bytes that somebody has damaged or forged, in every decoder: a value or a miss, no exception, and memory in
 * proportion. {@code -Dtandem.test.fuzz=1000000} tries so many inputs on each.
 */
class FuzzTest {
    private static final int INPUTS = Integer.getInteger("tandem.test.fuzz", 3_000);
    private static final long MOST_MEMORY = 96L << 20; // a legal 64 MiB value and then some
    private static final byte[] HUGE = {(byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x07};

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @ParameterizedTest
    @ValueSource(strings = {"kryo", "json", "java", "string", "bytes", "json-typed", "lz4", "zstd", "stamped"})
    void bytes_mutatedRandomOrForged_areAValueOrAMiss(String decoder) {
        ValueFormat format = format(decoder);
        List<byte[]> corpus = corpus(format, decoder);
        Random random = new Random(decoder.hashCode());
        long most = 0;
        long mostAsked = 0;
        int read = 0;
        int markers = 0;
        for (int i = 0; i < INPUTS; i++) {
            byte[] input = mutated(corpus.get(random.nextInt(corpus.size())), random);
            long before = threads.getCurrentThreadAllocatedBytes();
            long asked = Counted.asked();
            long unreadable = format.unreadable();
            Object value = format.decode(input);
            Stamps.of(input); // says nothing of them, or null
            mostAsked = Math.max(mostAsked, Counted.asked() - asked);
            most = Math.max(most, threads.getCurrentThreadAllocatedBytes() - before);
            read += value == null ? 0 : 1;
            if (value == null && format.unreadable() == unreadable) {
                assertThat(new StoredEntry(input).isMarker()).isTrue();
                markers++;
            }
        }
        Map<UnreadableReason, Long> reasons = new TreeMap<>();
        for (UnreadableReason reason : UnreadableReason.values()) {
            reasons.put(reason, format.unreadable(reason));
        }
        System.out.printf(
                "Fuzz %s: %d inputs, %d read, %s, most memory %d KiB, most hash codes %d%n",
                decoder, INPUTS, read, reasons, most >> 10, mostAsked);
        assertThat(read + markers + format.unreadable()).isEqualTo(INPUTS);
        assertThat(most).isLessThan(MOST_MEMORY);
        assertThat(mostAsked).isLessThan(ReadBudget.FREE_VISITS);
    }

    private static ValueFormat format(String decoder) {
        ClassFilter filter = TestFormats.filter(Mode.LEARNED);
        return switch (decoder) {
            case "stamped" -> TestFormats.stamped(Object.class, "kryo", "lz4", filter);
            case "lz4", "zstd" -> TestFormats.values(Object.class, "kryo", decoder, filter);
            case "json-typed" -> TestFormats.values(Samples.Order.class, "json", null, filter);
            default -> TestFormats.values(Object.class, decoder, null, filter);
        };
    }

    private static List<byte[]> corpus(ValueFormat format, String decoder) {
        if (decoder.equals("stamped")) {
            byte[] stamps = new Stamps(7, List.of(new Stamps.Stamp("tag", 8))).toBytes();
            return List.of(
                    Objects.requireNonNull(format.encodeIfWritable("a text", stamps)),
                    Objects.requireNonNull(format.encodeIfWritable("a text ".repeat(1_000), stamps)));
        }
        if (decoder.equals("json-typed")) {
            return List.of(format.encode(Samples.order(1)), format.encode(Samples.order(2)));
        }
        List<Object> values = new ArrayList<>(List.of(Samples.order(1), "a text", new byte[] {1, 2, 3}, 42, 'x'));
        if (List.of("kryo", "json", "java", "lz4", "zstd").contains(decoder)) {
            for (int seed = 0; seed < 10; seed++) {
                values.add(Samples.graph(new Random(seed), 3));
            }
            values.add(new ArrayList<>(Samples.orders(50)));
            values.add(new HashSet<>(List.of("a", "b")));
            values.add(new long[] {1, 2, 3});
            values.add(new Object[] {1, "a", null, new int[] {1}});
            if (!decoder.equals("json")) {
                values.add(ForgedBytes.keyOfManyMaps(20, 8));
            }
        } else {
            values.remove(0);
        }
        return values.stream().map(format::encode).toList();
    }

    private static byte[] mutated(byte[] good, Random random) {
        byte[] input = good.clone();
        switch (random.nextInt(8)) {
            case 0 -> { // anything behind a good header
                input = Arrays.copyOf(good, 20 + random.nextInt(200));
                byte[] noise = new byte[input.length - 20];
                random.nextBytes(noise);
                System.arraycopy(noise, 0, input, 20, noise.length);
            }
            case 1 -> input = Arrays.copyOf(good, random.nextInt(good.length + 1));
            case 2 -> { // a huge length
                int at = random.nextInt(good.length);
                input = new byte[good.length + HUGE.length];
                System.arraycopy(good, 0, input, 0, at);
                System.arraycopy(HUGE, 0, input, at, HUGE.length);
                System.arraycopy(good, at, input, at + HUGE.length, good.length - at);
            }
            case 3 -> { // a part of it twice
                int from = random.nextInt(good.length);
                int length = random.nextInt(good.length - from);
                input = Arrays.copyOf(good, good.length + length);
                System.arraycopy(good, from, input, good.length, length);
            }
            default -> {
                for (int n = 1 + random.nextInt(4); n > 0; n--) {
                    input[random.nextInt(input.length)] = (byte) random.nextInt(256);
                }
            }
        }
        return input;
    }

    @Test
    void keys_mutatedOrRandom_areAKeyOrForeign() {
        KeyFormat format = new KeyFormat(
                new Keyspace("ns", "cache"),
                Object.class,
                TestFormats.canonicalKryo(),
                null,
                TestFormats.filter(Mode.LEARNED),
                TestFormats.LOADER);
        List<FarKey> corpus =
                List.of(format.encode("text"), format.encode(42), format.encode(Samples.order(1)), format.encode(1.5));
        Random random = new Random(1);
        int keys = 0;
        for (int i = 0; i < INPUTS; i++) {
            FarKey key = format.decode(
                    mutated(corpus.get(random.nextInt(corpus.size())).bytes(), random));
            keys += key == null ? 0 : 1;
        }
        assertThat(keys).isBetween(1, INPUTS - 1);
    }
}
