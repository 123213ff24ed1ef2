package org.tandemcache.far.redis;

import static io.lettuce.core.protocol.CommandKeyword.NX;
import static io.lettuce.core.protocol.CommandKeyword.XX;

import io.lettuce.core.RedisException;
import io.lettuce.core.protocol.AsyncCommand;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tandemcache.config.ReadFrom;
import org.tandemcache.far.Comparison;
import org.tandemcache.far.FarKey;
import org.tandemcache.far.FarTier;
import org.tandemcache.far.FarTierException;
import org.tandemcache.far.Keyspace;
import org.tandemcache.far.Lifetime;
import org.tandemcache.far.Patience;
import org.tandemcache.far.StoredEntry;
import org.tandemcache.far.ValueSizes;
import org.tandemcache.far.WriteLifetimes;
import org.tandemcache.far.redis.connection.Failures;
import org.tandemcache.far.redis.topology.RedisConnector;
import org.tandemcache.far.redis.topology.ReplicaRoute;

/**
 * The far tier on Redis: one string key per entry, a native command wherever one exists, a script of one key where
 * existence or version decides. Thread-safe.
 */
public final class RedisFarTier implements FarTier {
    /** Stands for a value that is no string of bytes; it can't be decoded, so it reads as a miss. */
    private static final byte[] NO_STRING = {};

    /** Stands for the first bytes of a value that is no string. */
    private static final byte[] FOREIGN = {0};

    /** What PTTL answers where there is nothing. */
    private static final long NO_ENTRY = -2;

    private final RedisExecutor redis;
    private final @Nullable RedisExecutor replicas; // null where masters alone are read from
    private final Keyspace keyspace;
    private final ValueSizes sizes;
    private final boolean amongMarkers;
    private final RedisScript put;
    private final BulkCommands bulk;
    private final BulkWrites writes;

    /** @param patience how long each answer is waited for */
    public RedisFarTier(RedisConnector connector, Keyspace keyspace, Patience patience) {
        this(connector, keyspace, patience, ReadFrom.MASTER, new ValueSizes(), false);
    }

    /**
     * @param patience how long each answer is waited for
     * @param readFrom who answers {@code get}, {@code getTimed}, {@code getAll} and {@code contains}
     * @param sizes of the cache, shared by those who read and write its entries
     * @param amongMarkers whether what lies there need not be an entry
     */
    public RedisFarTier(
            RedisConnector connector,
            Keyspace keyspace,
            Patience patience,
            ReadFrom readFrom,
            ValueSizes sizes,
            boolean amongMarkers) {
        this.redis = new RedisExecutor(connector, patience);
        if (readFrom == ReadFrom.MASTER) {
            this.replicas = null;
        } else {
            ReplicaRoute route = new ReplicaRoute(connector, readFrom);
            this.replicas = new RedisExecutor(connector, () -> route, patience);
        }
        this.keyspace = keyspace;
        this.sizes = sizes;
        this.amongMarkers = amongMarkers;
        this.put = amongMarkers ? RedisScript.PUT_AMONG_MARKERS : RedisScript.PUT;
        this.bulk = new BulkCommands(sizes);
        this.writes = new BulkWrites(redis, put, bulk);
    }

    /** Whatever a replica can't answer, the master is asked. */
    private <T extends @Nullable Object> T read(Function<RedisExecutor, T> reading) {
        if (replicas == null) {
            return reading.apply(redis);
        }
        try {
            return reading.apply(replicas);
        } catch (FarTierException e) {
            if (e.getCause() instanceof InterruptedException || redis.isTimeOver()) {
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
        return bulk.inChunks(
                keys,
                (chunk, found) -> BulkCommands.inGroups(
                        redis, chunk, sizes.expected(chunk.size()), Commands::mget, (first, answers) -> {
                            for (int i = 0; i < answers.size(); i++) {
                                found.accept(first + i, answers.get(i));
                            }
                        }));
    }

    @Override
    public List<@Nullable StoredEntry> getAllAndTouch(List<FarKey> keys, Lifetime lifetime) {
        return bulk.pipelined(redis, keys, key -> Commands.getex(key, lifetime), key -> getAndTouch(key, lifetime));
    }

    @Override
    public void touch(FarKey key, Lifetime lifetime) {
        redis.run(Commands.expire(key, lifetime));
    }

    @Override
    public @Nullable Lifetime lifetime(FarKey key) {
        Long millis = amongMarkers
                ? redis.script(RedisScript.LIFETIME_AMONG_MARKERS, RedisScript::integerReply, key)
                : redis.run(Commands.pttl(key));
        if (millis == null || millis == NO_ENTRY) {
            return null;
        }
        return millis == StoredEntry.ETERNAL ? Lifetime.ETERNAL : new Lifetime(Math.max(1, millis));
    }

    @Override
    public boolean setLifetime(FarKey key, Lifetime lifetime) {
        return isOne(
                lifetime.isLimited() && !amongMarkers
                        ? redis.run(Commands.expire(key, lifetime))
                        : redis.script(
                                RedisScript.SET_LIFETIME,
                                RedisScript::integerReply,
                                key,
                                RedisScript.argument(lifetime)));
    }

    @Override
    public boolean contains(FarKey key) {
        return read(from -> Boolean.TRUE.equals(from.run(Commands.exists(key))));
    }

    @Override
    public @Nullable StoredEntry header(FarKey key) {
        return this.<@Nullable StoredEntry>read(from -> {
            byte[] head = from.run(Commands.head(key, StoredEntry.HEADER_LENGTH), () -> FOREIGN);
            return head == null || head.length == 0 ? null : new StoredEntry(head);
        });
    }

    @Override
    public boolean claim(FarKey key, byte[] marker, Lifetime lease) {
        return redis.run(Commands.claim(key, marker, lease)) != null;
    }

    @Override
    public void put(FarKey key, byte[] value, WriteLifetimes lifetimes) {
        if (lifetimes.coincide()) {
            redis.run(Commands.set(key, value, lifetimes.update()), value.length);
        } else {
            redis.script(put, RedisScript::bytesReply, key, RedisScript.putArguments(value, lifetimes, false));
        }
    }

    @Override
    public @Nullable StoredEntry getAndPut(FarKey key, byte[] value, WriteLifetimes lifetimes) {
        if (!lifetimes.coincide()) {
            return entry(
                    redis.script(put, RedisScript::bytesReply, key, RedisScript.putArguments(value, lifetimes, true)));
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
    public void replaceAll(List<FarKey> keys, List<byte[]> values, Lifetime lifetime) {
        for (List<Integer> chunk : BulkCommands.chunksOf(values.size(), i -> values.get(i).length)) {
            redis.runAll(
                    chunk.stream()
                            .map(i -> Commands.set(keys.get(i), values.get(i), lifetime, XX))
                            .toList(),
                    BulkCommands.bytesOf(chunk, values),
                    redis.all((i, ok) -> {}));
        }
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
    public boolean compare(Comparison change) {
        return isOne(redis.script(
                RedisScript.of(change), RedisScript::integerReply, change.key(), RedisScript.arguments(change)));
    }

    @Override
    public List<Boolean> claimAll(List<FarKey> keys, List<byte[]> markers, Lifetime lease) {
        return writes.claimAll(keys, markers, lease);
    }

    @Override
    public void compareAll(List<Comparison> changes, Comparison.Answers answers) {
        writes.compareAll(changes, answers);
    }

    @Override
    public void putAll(List<FarKey> keys, List<byte[]> values, List<WriteLifetimes> lifetimes) {
        writes.putAll(keys, values, lifetimes);
    }

    @Override
    public List<@Nullable StoredEntry> getAndPutAll(
            List<FarKey> keys, List<byte[]> values, List<WriteLifetimes> lifetimes) {
        return writes.getAndPutAll(keys, values, lifetimes);
    }

    @Override
    public List<@Nullable StoredEntry> getAndRemoveAll(List<FarKey> keys) {
        return bulk.pipelined(redis, keys, Commands::getdel, this::getAndRemove);
    }

    @Override
    public long removeAll(List<FarKey> keys) {
        return writes.removeAll(keys);
    }

    @Override
    public Iterator<List<byte[]>> scan() {
        return new KeyScan(redis, keyspace, false);
    }

    @Override
    public void clear() {
        for (KeyScan pages = new KeyScan(redis, keyspace, true); pages.hasNext(); ) {
            BulkCommands.inGroups(redis, pages.next(), 0, Commands::unlinkKeys, (first, count) -> {});
        }
    }

    static StoredEntry noString() {
        return new StoredEntry(NO_STRING);
    }

    static @Nullable StoredEntry entry(byte @Nullable [] bytes) {
        return bytes == null ? null : new StoredEntry(bytes);
    }

    static boolean isOne(@Nullable Long answer) {
        return answer != null && answer == 1;
    }
}
