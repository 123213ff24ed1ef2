package org.tandemcache.far.redis;

import io.lettuce.core.RedisException;
import io.lettuce.core.protocol.AsyncCommand;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.tandemcache.far.FarKey;
import org.tandemcache.far.FarTierException;
import org.tandemcache.far.StoredEntry;
import org.tandemcache.far.ValueSizes;
import org.tandemcache.far.redis.connection.Failures;

/**
 * The commands of bulk operations: in chunks of a bounded size, and so that it is known what is done though another
 * part fails. Thread-safe.
 */
final class BulkCommands {
    private final ValueSizes sizes;

    /** @param sizes of the cache */
    BulkCommands(ValueSizes sizes) {
        this.sizes = sizes;
    }

    /**
     * One flush of commands that name as many keys as the topology allows.
     *
     * @param answers are told each answer, with the index of the first key of its command
     */
    static <K, T> void inGroups(
            RedisExecutor redis,
            List<K> keys,
            long bytes,
            Function<List<K>, AsyncCommand<byte[], byte[], T>> command,
            BiConsumer<Integer, T> answers) {
        int size = redis.keysPerCommand();
        if (keys.size() <= size) {
            answers.accept(0, Objects.requireNonNull(redis.run(command.apply(keys), bytes)));
            return;
        }
        List<AsyncCommand<byte[], byte[], T>> commands = new ArrayList<>();
        for (int from = 0; from < keys.size(); from += size) {
            commands.add(command.apply(keys.subList(from, Math.min(from + size, keys.size()))));
        }
        redis.runAll(
                commands, bytes, redis.<T>all((i, answer) -> answers.accept(i * size, Objects.requireNonNull(answer))));
    }

    /** What one command per key answers, a chunk of commands per flush; {@code single} repeats one that was refused. */
    List<@Nullable StoredEntry> pipelined(
            RedisExecutor redis,
            List<FarKey> keys,
            Function<FarKey, AsyncCommand<byte[], byte[], byte[]>> command,
            Function<FarKey, @Nullable StoredEntry> single) {
        return inChunks(
                keys,
                (chunk, found) -> redis.runAll(
                        chunk.stream().map(command).toList(),
                        sizes.expected(chunk.size()),
                        new RedisExecutor.Answers<byte[]>() {
                            @Override
                            public void answered(int index, byte @Nullable [] value) {
                                found.accept(index, value);
                            }

                            @Override
                            public void refused(int index, RedisException failure) {
                                if (!Failures.isWrongType(failure)) {
                                    throw redis.translatePart(failure);
                                }
                                StoredEntry alone = single.apply(chunk.get(index));
                                found.accept(index, alone == null ? null : alone.bytes());
                            }
                        }));
    }

    /** Reads a chunk, and tells each value, or that there is none, by the index of its key. */
    interface ChunkReading {
        void read(List<FarKey> chunk, BiConsumer<Integer, byte @Nullable []> found);
    }

    /** Reads in chunks as large as the values allow. */
    List<@Nullable StoredEntry> inChunks(List<FarKey> keys, ChunkReading reading) {
        return answers(keys, done -> {
            int next = 0;
            while (next < keys.size()) {
                int from = next;
                next = Math.min(from + sizes.entriesPerChunk(), keys.size());
                Chunk chunk = new Chunk(from, done);
                reading.read(keys.subList(from, next), chunk);
                sizes.learn(chunk.found, chunk.bytes);
            }
        });
    }

    /** Notes what a chunk of a read has found. */
    private static final class Chunk implements BiConsumer<Integer, byte @Nullable []> {
        private final int from;
        private final Map<Integer, @Nullable StoredEntry> done;
        private int found;
        private long bytes;

        Chunk(int from, Map<Integer, @Nullable StoredEntry> done) {
            this.from = from;
            this.done = done;
        }

        @Override
        public void accept(Integer index, byte @Nullable [] value) {
            done.put(from + index, RedisFarTier.entry(value));
            found += value == null ? 0 : 1;
            bytes += value == null ? 0 : value.length;
        }
    }

    /**
     * Runs a bulk operation that notes what is done, by the index of its key; the failure of another part takes that
     * with it.
     */
    static void partly(Consumer<Map<Integer, @Nullable StoredEntry>> work) {
        Map<Integer, @Nullable StoredEntry> done = new HashMap<>();
        try {
            work.accept(done);
        } catch (FarTierException e) {
            throw e.having(done);
        }
    }

    /** {@link #partly} with an answer for each key. */
    static List<@Nullable StoredEntry> answers(List<FarKey> keys, Consumer<Map<Integer, @Nullable StoredEntry>> work) {
        List<@Nullable StoredEntry> answers = new ArrayList<>(keys.size());
        partly(done -> {
            work.accept(done);
            for (int i = 0; i < keys.size(); i++) {
                answers.add(done.get(i));
            }
        });
        return answers;
    }

    /** The indices of values that are stored, in chunks. */
    List<List<Integer>> chunks(List<byte[]> values) {
        List<List<Integer>> chunks = chunksOf(values.size(), i -> values.get(i).length);
        chunks.forEach(chunk -> sizes.learn(chunk.size(), bytesOf(chunk, values)));
        return chunks;
    }

    /** The indices of a batch, in chunks. */
    static List<List<Integer>> chunksOf(int count, IntUnaryOperator length) {
        List<List<Integer>> chunks = new ArrayList<>();
        int from = 0;
        long bytes = 0;
        for (int i = 0; i < count; i++) {
            int next = length.applyAsInt(i);
            if (!ValueSizes.fits(i - from, bytes, next)) {
                chunks.add(IntStream.range(from, i).boxed().toList());
                from = i;
                bytes = 0;
            }
            bytes += next;
        }
        if (from < count) {
            chunks.add(IntStream.range(from, count).boxed().toList());
        }
        return chunks;
    }

    static long bytesOf(List<Integer> chunk, List<byte[]> values) {
        return chunk.stream().mapToLong(i -> values.get(i).length).sum();
    }
}
