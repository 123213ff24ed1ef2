package org.tandemcache.far.redis;

import io.lettuce.core.RedisException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tandemcache.far.Comparison;
import org.tandemcache.far.FarKey;
import org.tandemcache.far.FarTierException;
import org.tandemcache.far.Lifetime;
import org.tandemcache.far.StoredEntry;
import org.tandemcache.far.WriteLifetimes;
import org.tandemcache.far.redis.RedisExecutor.Answers;
import org.tandemcache.far.redis.RedisExecutor.ScriptCall;

/**
 * The operations of {@link RedisFarTier} that change several entries: a flush for each bounded chunk. Thread-safe.
 *
 * @param put the script that stores an entry whose lifetime depends on whether there is one
 */
record BulkWrites(RedisExecutor redis, RedisScript put, BulkCommands bulk) {
    /** How many keys of entries that are removed travel together. */
    private static final int KEYS_PER_CHUNK = 500;

    List<Boolean> claimAll(List<FarKey> keys, List<byte[]> markers, Lifetime lease) {
        List<Boolean> granted = new ArrayList<>(Collections.nCopies(keys.size(), false));
        for (List<Integer> chunk : BulkCommands.chunksOf(keys.size(), i -> markers.get(i).length)) {
            redis.runAll(
                    chunk.stream()
                            .map(i -> Commands.claim(keys.get(i), markers.get(i), lease))
                            .toList(),
                    BulkCommands.bytesOf(chunk, markers),
                    redis.<String>all((i, ok) -> granted.set(chunk.get(i), ok != null)));
        }
        return granted;
    }

    void compareAll(List<Comparison> changes, Comparison.Answers answers) {
        for (List<Integer> chunk :
                BulkCommands.chunksOf(changes.size(), i -> changes.get(i).size())) {
            List<ScriptCall> calls = new ArrayList<>(chunk.size());
            long bytes = 0;
            for (int i : chunk) {
                Comparison change = changes.get(i);
                calls.add(new ScriptCall(RedisScript.of(change), change.key(), RedisScript.arguments(change)));
                bytes += change.size();
            }
            redis.scripts(RedisScript::integerReply, calls, bytes, new Answers<Long>() {
                @Override
                public void answered(int index, @Nullable Long answer) {
                    answers.answered(chunk.get(index), RedisFarTier.isOne(answer));
                }

                @Override
                public void refused(int index, RedisException failure) {
                    throw redis.translate(failure); // of this one alone
                }

                @Override
                public void failed(int index, FarTierException failure) {
                    answers.failed(chunk.get(index), failure);
                }
            });
        }
    }

    void putAll(List<FarKey> keys, List<byte[]> values, List<WriteLifetimes> lifetimes) {
        BulkCommands.partly(done -> {
            for (List<Integer> chunk : bulk.chunks(values)) {
                Map<Boolean, List<Integer>> parts = chunk.stream()
                        .collect(Collectors.partitioningBy(i -> lifetimes.get(i).coincide()));
                putCommands(parts.getOrDefault(true, List.of()), keys, values, lifetimes, done);
                putScripts(parts.getOrDefault(false, List.of()), keys, values, lifetimes, false, done);
            }
        });
    }

    List<@Nullable StoredEntry> getAndPutAll(List<FarKey> keys, List<byte[]> values, List<WriteLifetimes> lifetimes) {
        return BulkCommands.answers(keys, done -> {
            for (List<Integer> chunk : bulk.chunks(values)) {
                putScripts(chunk, keys, values, lifetimes, true, done);
            }
        });
    }

    private void putCommands(
            List<Integer> chunk,
            List<FarKey> keys,
            List<byte[]> values,
            List<WriteLifetimes> lifetimes,
            Map<Integer, @Nullable StoredEntry> done) {
        if (!chunk.isEmpty()) {
            redis.runAll(
                    chunk.stream()
                            .map(i -> Commands.set(
                                    keys.get(i), values.get(i), lifetimes.get(i).update()))
                            .toList(),
                    BulkCommands.bytesOf(chunk, values),
                    redis.all((i, ok) -> done.put(chunk.get(i), null)));
        }
    }

    private void putScripts(
            List<Integer> chunk,
            List<FarKey> keys,
            List<byte[]> values,
            List<WriteLifetimes> lifetimes,
            boolean wantsOld,
            Map<Integer, @Nullable StoredEntry> done) {
        if (chunk.isEmpty()) {
            return;
        }
        List<ScriptCall> calls = chunk.stream()
                .map(i -> new ScriptCall(
                        put, keys.get(i), RedisScript.putArguments(values.get(i), lifetimes.get(i), wantsOld)))
                .toList();
        redis.scripts(
                RedisScript::bytesReply,
                calls,
                BulkCommands.bytesOf(chunk, values),
                redis.<byte[]>all((i, old) -> done.put(chunk.get(i), RedisFarTier.entry(old))));
    }

    long removeAll(List<FarKey> keys) {
        LongAdder removed = new LongAdder();
        BulkCommands.partly(done -> {
            for (int from = 0; from < keys.size(); from += KEYS_PER_CHUNK) {
                List<FarKey> chunk = keys.subList(from, Math.min(from + KEYS_PER_CHUNK, keys.size()));
                int offset = from;
                BulkCommands.inGroups(redis, chunk, 0, Commands::unlink, (first, count) -> {
                    removed.add(count);
                    if (count <= 1) { // a command of one key each, where one can fail and others not
                        done.put(offset + first, count == 1 ? RedisFarTier.noString() : null);
                    }
                });
            }
        });
        return removed.sum();
    }
}
