package org.tandemcache.far.redis;

import static io.lettuce.core.protocol.CommandKeyword.NX;
import static io.lettuce.core.protocol.CommandKeyword.XX;

import io.lettuce.core.KeyValue;
import io.lettuce.core.RedisException;
import io.lettuce.core.output.IntegerOutput;
import io.lettuce.core.output.ValueOutput;
import io.lettuce.core.protocol.AsyncCommand;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.tandemcache.config.ReadFrom;
import org.tandemcache.far.FarKey;
import org.tandemcache.far.FarOperation.Stored;
import org.tandemcache.far.FarTier;
import org.tandemcache.far.FarTierException;
import org.tandemcache.far.Keyspace;
import org.tandemcache.far.Lifetime;
import org.tandemcache.far.Patience;
import org.tandemcache.far.StoredEntry;
import org.tandemcache.far.UnsentWrite;
import org.tandemcache.far.ValueSizes;
import org.tandemcache.far.WriteLifetimes;

/**
 * The far tier on Redis: one string key per entry, a native command wherever one exists, a script of one key where
 * existence or version decides. Thread-safe.
 */
public final class RedisFarTier implements FarTier {
    /** How many keys of entries that are removed travel together. */
    private static final int KEYS_PER_CHUNK = 500;

    /** Stands for a value that is no string of bytes; it can't be decoded, so it reads as a miss. */
    private static final byte[] NO_STRING = {};

    /** The writer waits for the value to come back, and others for what comes behind it. */
    private static final int LONGEST_OFFERED_BYTES = 16 * 1024;

    private static final byte[] NOTHING_SEEN = {};
    private static final byte[] WANT_OLD = {'1'};
    private static final byte[] NO_OLD = {'0'};

    private final RedisExecutor redis;
    private final @Nullable RedisExecutor replicas; // null where masters alone are read from
    private final Keyspace keyspace;
    private final ValueSizes sizes;

    /** @param patience how long each answer is waited for */
    public RedisFarTier(RedisConnector connector, Keyspace keyspace, Patience patience) {
        this(connector, keyspace, patience, ReadFrom.MASTER, new ValueSizes());
    }

    /**
     * @param patience how long each answer is waited for
     * @param readFrom who answers {@code get}, {@code getTimed}, {@code getAll} and {@code contains}
     * @param sizes of the cache, shared by those who read and write its entries
     */
    public RedisFarTier(
            RedisConnector connector, Keyspace keyspace, Patience patience, ReadFrom readFrom, ValueSizes sizes) {
        this.redis = new RedisExecutor(connector, patience);
        if (readFrom == ReadFrom.MASTER) {
            this.replicas = null;
        } else {
            ReplicaRoute route = new ReplicaRoute(connector, readFrom);
            this.replicas = new RedisExecutor(connector, () -> route, patience);
        }
        this.keyspace = keyspace;
        this.sizes = sizes;
    }

    /** Whatever a replica can't answer, the master is asked. */
    private <T extends @Nullable Object> T read(Function<RedisExecutor, T> reading) {
        if (replicas == null) {
            return reading.apply(redis);
        }
        try {
            return reading.apply(replicas);
        } catch (FarTierException e) {
            if (e.getCause() instanceof InterruptedException) {
                throw e;
            }
            return reading.apply(redis);
        }
    }

    @Override
    public @Nullable StoredEntry get(FarKey key) {
        return this.<@Nullable StoredEntry>read(from -> entry(from.run(Commands.get(key), () -> NO_STRING)));
    }

    @Override
    public @Nullable StoredEntry getTimed(FarKey key) {
        return this.<@Nullable StoredEntry>read(from -> getTimed(from, key));
    }

    private static @Nullable StoredEntry getTimed(RedisExecutor redis, FarKey key) {
        AsyncCommand<byte[], byte[], byte[]> get = Commands.get(key);
        AsyncCommand<byte[], byte[], Long> pttl = Commands.pttl(key);
        redis.send(List.of(get, pttl));
        byte[] value;
        Long remaining;
        try {
            value = redis.answer(get);
            remaining = redis.answer(pttl);
        } catch (RedisException e) {
            if (Failures.isWrongType(e)) {
                return new StoredEntry(NO_STRING);
            }
            throw redis.translate(e);
        }
        if (value == null || remaining == null) {
            return null;
        }
        // -2: gone between the two commands, so it is expired by now
        return remaining == -2 ? new StoredEntry(value, 0) : new StoredEntry(value, remaining);
    }

    @Override
    public @Nullable StoredEntry getAndTouch(FarKey key, Lifetime lifetime) {
        return entry(redis.run(Commands.getex(key, lifetime), () -> NO_STRING));
    }

    @Override
    public List<@Nullable StoredEntry> getAll(List<FarKey> keys) {
        return read(from -> getAll(from, keys));
    }

    private List<@Nullable StoredEntry> getAll(RedisExecutor redis, List<FarKey> keys) {
        return readInChunks(keys, chunk -> {
            List<byte @Nullable []> values = new ArrayList<>(chunk.size());
            for (List<KeyValue<byte[], byte[]>> answers :
                    inGroups(redis, chunk, sizes.expected(chunk.size()), Commands::mget)) {
                answers.forEach(answer -> values.add(answer.getValueOrElse(null)));
            }
            return values;
        });
    }

    @Override
    public List<@Nullable StoredEntry> getAllAndTouch(List<FarKey> keys, Lifetime lifetime) {
        return pipelined(keys, key -> Commands.getex(key, lifetime), key -> getAndTouch(key, lifetime));
    }

    @Override
    public void touch(FarKey key, Lifetime lifetime) {
        redis.run(Commands.expire(key, lifetime));
    }

    @Override
    public boolean contains(FarKey key) {
        return read(from -> Boolean.TRUE.equals(from.run(Commands.exists(key))));
    }

    @Override
    public void put(FarKey key, byte[] value, WriteLifetimes lifetimes) {
        if (lifetimes.coincide()) {
            redis.run(Commands.set(key, value, lifetimes.update()), value.length);
        } else {
            redis.script(RedisScript.PUT, RedisFarTier::bytesOutput, key, putArgs(value, lifetimes, NO_OLD));
        }
    }

    @Override
    public boolean offer(FarKey key, Stored stored, Predicate<UnsentWrite> sender) {
        return stored.lifetimes().coincide()
                && stored.value().length <= LONGEST_OFFERED_BYTES
                && redis.offer(
                        Commands.set(key, stored.value(), stored.lifetimes().update()), sender);
    }

    @Override
    public @Nullable StoredEntry getAndPut(FarKey key, byte[] value, WriteLifetimes lifetimes) {
        if (!lifetimes.coincide()) {
            return entry(
                    redis.script(RedisScript.PUT, RedisFarTier::bytesOutput, key, putArgs(value, lifetimes, WANT_OLD)));
        }
        return entry(redis.run(Commands.setGet(key, value, lifetimes.update()), () -> {
            redis.run(Commands.set(key, value, lifetimes.update()));
            return NO_STRING;
        }));
    }

    @Override
    public boolean putIfAbsent(FarKey key, byte[] value, Lifetime lifetime) {
        return redis.run(Commands.set(key, value, lifetime, NX)) != null;
    }

    @Override
    public boolean replace(FarKey key, byte[] value, Lifetime lifetime) {
        return redis.run(Commands.set(key, value, lifetime, XX)) != null;
    }

    @Override
    public @Nullable StoredEntry getAndReplace(FarKey key, byte[] value, Lifetime lifetime) {
        return entry(redis.run(Commands.setGet(key, value, lifetime, XX), () -> {
            redis.run(Commands.set(key, value, lifetime, XX));
            return NO_STRING;
        }));
    }

    @Override
    public boolean remove(FarKey key) {
        return isOne(redis.run(Commands.del(key)));
    }

    @Override
    public @Nullable StoredEntry getAndRemove(FarKey key) {
        return entry(redis.run(Commands.getdel(key), () -> remove(key) ? NO_STRING : null));
    }

    @Override
    public boolean compareAndPut(FarKey key, @Nullable StoredEntry seen, byte[] value, Lifetime lifetime) {
        return isOne(redis.script(
                RedisScript.COMPARE_AND_PUT, RedisFarTier::integerOutput, key, seen(seen), value, argument(lifetime)));
    }

    @Override
    public boolean compareAndRemove(FarKey key, StoredEntry seen) {
        return isOne(redis.script(RedisScript.COMPARE_AND_REMOVE, RedisFarTier::integerOutput, key, seen(seen)));
    }

    @Override
    public boolean compareAndTouch(FarKey key, StoredEntry seen, Lifetime lifetime) {
        return isOne(redis.script(
                RedisScript.COMPARE_AND_TOUCH, RedisFarTier::integerOutput, key, seen(seen), argument(lifetime)));
    }

    @Override
    public void putAll(List<FarKey> keys, List<byte[]> values, WriteLifetimes lifetimes) {
        for (List<Integer> chunk : chunks(values)) {
            if (lifetimes.coincide()) {
                redis.runAll(
                        chunk.stream()
                                .map(i -> Commands.set(keys.get(i), values.get(i), lifetimes.update()))
                                .toList(),
                        bytesOf(chunk, values),
                        (i, failure) -> {
                            throw redis.translatePart(failure);
                        });
            } else {
                putScripts(chunk, keys, values, lifetimes, NO_OLD);
            }
        }
    }

    @Override
    public List<@Nullable StoredEntry> getAndPutAll(List<FarKey> keys, List<byte[]> values, WriteLifetimes lifetimes) {
        List<@Nullable StoredEntry> replaced = new ArrayList<>(keys.size());
        for (List<Integer> chunk : chunks(values)) {
            putScripts(chunk, keys, values, lifetimes, WANT_OLD).forEach(old -> replaced.add(entry(old)));
        }
        return replaced;
    }

    private List<byte @Nullable []> putScripts(
            List<Integer> chunk, List<FarKey> keys, List<byte[]> values, WriteLifetimes lifetimes, byte[] wantOld) {
        return redis.scripts(
                RedisScript.PUT,
                RedisFarTier::bytesOutput,
                chunk.stream().map(keys::get).toList(),
                bytesOf(chunk, values),
                i -> putArgs(values.get(chunk.get(i)), lifetimes, wantOld));
    }

    @Override
    public List<@Nullable StoredEntry> getAndRemoveAll(List<FarKey> keys) {
        return pipelined(keys, Commands::getdel, this::getAndRemove);
    }

    @Override
    public long removeAll(List<FarKey> keys) {
        long removed = 0;
        for (int from = 0; from < keys.size(); from += KEYS_PER_CHUNK) {
            removed += unlinked(keys.subList(from, Math.min(from + KEYS_PER_CHUNK, keys.size())), Commands::unlink);
        }
        return removed;
    }

    @Override
    public Iterator<List<byte[]>> scan() {
        return new KeyScan(redis, keyspace);
    }

    @Override
    public void clear() {
        for (Iterator<List<byte[]>> pages = scan(); pages.hasNext(); ) {
            unlinked(pages.next(), Commands::unlinkKeys);
        }
    }

    private <K> long unlinked(List<K> keys, Function<List<K>, AsyncCommand<byte[], byte[], Long>> unlink) {
        return inGroups(redis, keys, 0, unlink).stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    /** One flush of commands that name as many keys as the topology allows; their answers in the order of the keys. */
    private static <K, T> List<T> inGroups(
            RedisExecutor redis, List<K> keys, long bytes, Function<List<K>, AsyncCommand<byte[], byte[], T>> command) {
        int size = redis.keysPerCommand();
        if (keys.size() <= size) {
            return List.of(Objects.requireNonNull(redis.run(command.apply(keys), bytes)));
        }
        List<AsyncCommand<byte[], byte[], T>> commands = new ArrayList<>();
        for (int from = 0; from < keys.size(); from += size) {
            commands.add(command.apply(keys.subList(from, Math.min(from + size, keys.size()))));
        }
        return redis
                .runAll(commands, bytes, (i, failure) -> {
                    throw redis.translatePart(failure);
                })
                .stream()
                .map(Objects::requireNonNull)
                .toList();
    }

    /** What one command per key answers, a chunk of commands per flush; {@code single} repeats one that was refused. */
    private List<@Nullable StoredEntry> pipelined(
            List<FarKey> keys,
            Function<FarKey, AsyncCommand<byte[], byte[], byte[]>> command,
            Function<FarKey, @Nullable StoredEntry> single) {
        return readInChunks(
                keys,
                chunk -> redis.runAll(
                        chunk.stream().map(command).toList(), sizes.expected(chunk.size()), (i, failure) -> {
                            if (!Failures.isWrongType(failure)) {
                                throw redis.translatePart(failure);
                            }
                            StoredEntry alone = single.apply(chunk.get(i));
                            return alone == null ? null : alone.bytes();
                        }));
    }

    private List<@Nullable StoredEntry> readInChunks(
            List<FarKey> keys, Function<List<FarKey>, List<byte @Nullable []>> reading) {
        List<@Nullable StoredEntry> entries = new ArrayList<>(keys.size());
        while (entries.size() < keys.size()) {
            int from = entries.size();
            List<FarKey> chunk = keys.subList(from, Math.min(from + sizes.entriesPerChunk(), keys.size()));
            int found = 0;
            long bytes = 0;
            for (byte[] value : reading.apply(chunk)) {
                entries.add(entry(value));
                found += value == null ? 0 : 1;
                bytes += value == null ? 0 : value.length;
            }
            sizes.learn(found, bytes);
        }
        return entries;
    }

    /** The indices of a batch, in chunks. */
    private List<List<Integer>> chunks(List<byte[]> values) {
        List<List<Integer>> chunks = new ArrayList<>();
        int from = 0;
        long bytes = 0;
        for (int i = 0; i < values.size(); i++) {
            int next = values.get(i).length;
            if (!ValueSizes.fits(i - from, bytes, next)) {
                chunks.add(IntStream.range(from, i).boxed().toList());
                sizes.learn(i - from, bytes);
                from = i;
                bytes = 0;
            }
            bytes += next;
        }
        if (from < values.size()) {
            chunks.add(IntStream.range(from, values.size()).boxed().toList());
            sizes.learn(values.size() - from, bytes);
        }
        return chunks;
    }

    private static long bytesOf(List<Integer> chunk, List<byte[]> values) {
        return chunk.stream().mapToLong(i -> values.get(i).length).sum();
    }

    private static byte[][] putArgs(byte[] value, WriteLifetimes lifetimes, byte[] wantOld) {
        return new byte[][] {value, argument(lifetimes.creation()), argument(lifetimes.update()), wantOld};
    }

    private static byte[] argument(Lifetime lifetime) {
        return Long.toString(lifetime.millis()).getBytes(StandardCharsets.US_ASCII);
    }

    /** What the compare scripts call seen: nothing, or a mark and the header. */
    private static byte[] seen(@Nullable StoredEntry entry) {
        if (entry == null) {
            return NOTHING_SEEN;
        }
        byte[] header = entry.header();
        byte[] seen = new byte[header.length + 1];
        seen[0] = 'P';
        System.arraycopy(header, 0, seen, 1, header.length);
        return seen;
    }

    private static @Nullable StoredEntry entry(byte @Nullable [] bytes) {
        return bytes == null ? null : new StoredEntry(bytes);
    }

    private static boolean isOne(@Nullable Long answer) {
        return answer != null && answer == 1;
    }

    private static ValueOutput<byte[], byte[]> bytesOutput() {
        return new ValueOutput<>(Commands.CODEC);
    }

    private static IntegerOutput<byte[], byte[]> integerOutput() {
        return new IntegerOutput<>(Commands.CODEC);
    }
}
