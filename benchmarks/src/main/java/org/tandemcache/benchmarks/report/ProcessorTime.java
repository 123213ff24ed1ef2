package org.tandemcache.benchmarks.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * What a machine's processors have done since it was started: where a host keeps much of their time for others, little
 * can be told from what was measured.
 *
 * @param all in ticks, idle ones too; 0 where the system does not tell
 * @param stolen of these, when there was work and the host gave no processor
 */
record ProcessorTime(long all, long stolen) {
    private static final Path STATISTICS = Path.of("/proc/stat");
    private static final int KINDS = 8; // those behind it are contained in the first ones
    private static final int STOLEN = 7;

    static ProcessorTime now() {
        if (!Files.isReadable(STATISTICS)) { // there is no such file but on Linux
            return new ProcessorTime(0, 0);
        }
        try (Stream<String> lines = Files.lines(STATISTICS)) {
            String total = lines.findFirst().orElse("");
            long[] ticks = Stream.of(total.split(" +"))
                    .skip(1)
                    .limit(KINDS)
                    .mapToLong(Long::parseLong)
                    .toArray();
            return ticks.length < KINDS
                    ? new ProcessorTime(0, 0)
                    : new ProcessorTime(LongStream.of(ticks).sum(), ticks[STOLEN]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The share that was stolen since then, as people write it; nothing where the system does not tell. */
    Optional<String> stolenSince(ProcessorTime before) {
        return all == before.all
                ? Optional.empty()
                : Optional.of(
                        String.format(Locale.ROOT, "%.1f %%", 100.0 * (stolen - before.stolen) / (all - before.all)));
    }
}
