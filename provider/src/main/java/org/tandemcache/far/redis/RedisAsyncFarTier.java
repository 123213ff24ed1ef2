package org.tandemcache.far.redis;

import static io.lettuce.core.protocol.CommandKeyword.NX;

import io.lettuce.core.protocol.AsyncCommand;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.tandemcache.far.AsyncFarTier;
import org.tandemcache.far.FarKey;
import org.tandemcache.far.Lifetime;
import org.tandemcache.far.Patience;
import org.tandemcache.far.StoredEntry;
import org.tandemcache.far.ValueSizes;
import org.tandemcache.far.WriteLifetimes;
import org.tandemcache.far.redis.connection.Failures;
import org.tandemcache.far.redis.topology.RedisConnector;

/** The commands of {@link RedisFarTier} that stand for a whole operation, begun. Thread-safe. */
public final class RedisAsyncFarTier implements AsyncFarTier {
    private final RedisConnector connector;
    private final RedisFutures redis;
    private final ValueSizes sizes;
    private final Executor answers;

    /**
     * @param patience how long each answer is waited for
     * @param sizes of the cache's values
     * @param answers where answers are handed on; refuses nothing
     */
    public RedisAsyncFarTier(RedisConnector connector, Patience patience, ValueSizes sizes, Executor answers) {
        this.connector = connector;
        this.redis = new RedisFutures(connector, patience);
        this.sizes = sizes;
        this.answers = answers;
    }

    @Override
    public boolean isReady(FarKey key) {
        return connector.isUp(key);
    }

    @Override
    public CompletableFuture<@Nullable StoredEntry> get(FarKey key) {
        AsyncCommand<byte[], byte[], byte[]> command = Commands.get(key);
        return handedOn(redis.within(entry(redis.sent(command)), () -> command, 0));
    }

    @Override
    public CompletableFuture<List<@Nullable StoredEntry>> getAll(List<FarKey> keys) {
        return handedOn(connector.topology().keysPerCommand() >= keys.size() ? together(keys) : eachAlone(keys))
                .thenApply(entries -> {
                    List<byte[]> found = entries.stream()
                            .filter(entry -> entry != null)
                            .map(StoredEntry::bytes)
                            .toList();
                    sizes.learn(
                            found.size(),
                            found.stream().mapToLong(bytes -> bytes.length).sum());
                    return entries;
                });
    }

    private CompletableFuture<List<@Nullable StoredEntry>> together(List<FarKey> keys) {
        AsyncCommand<byte[], byte[], List<byte @Nullable []>> command = Commands.mget(keys);
        CompletableFuture<List<@Nullable StoredEntry>> entries = redis.sent(command)
                .thenApply(values -> {
                    List<@Nullable StoredEntry> found = new ArrayList<>(keys.size());
                    for (byte @Nullable [] value : values == null ? List.<byte @Nullable []>of() : values) {
                        found.add(RedisFarTier.entry(value));
                    }
                    return found;
                });
        return redis.within(entries, () -> command, sizes.expected(keys.size()));
    }

    /** In one flush for each node. */
    private CompletableFuture<List<@Nullable StoredEntry>> eachAlone(List<FarKey> keys) {
        List<AsyncCommand<byte[], byte[], byte[]>> commands =
                keys.stream().map(Commands::get).toList();
        List<CompletableFuture<byte @Nullable []>> sent = redis.allSent(commands);
        List<CompletableFuture<@Nullable StoredEntry>> each = new ArrayList<>(keys.size());
        for (int i = 0; i < commands.size(); i++) {
            AsyncCommand<byte[], byte[], byte[]> command = commands.get(i);
            each.add(redis.within(entry(sent.get(i)), () -> command, sizes.expected(keys.size())));
        }
        return CompletableFuture.allOf(each.toArray(CompletableFuture<?>[]::new))
                .thenApply(all -> {
                    List<@Nullable StoredEntry> found = new ArrayList<>(keys.size());
                    each.forEach(entry -> found.add(entry.join()));
                    return found;
                });
    }

    @Override
    public CompletableFuture<@Nullable Void> put(FarKey key, byte[] value, WriteLifetimes lifetimes) {
        AsyncCommand<byte[], byte[], String> command = Commands.set(key, value, lifetimes.update());
        return handedOn(redis.within(redis.sent(command).thenAccept(ok -> {}), () -> command, value.length));
    }

    @Override
    public CompletableFuture<Boolean> putIfAbsent(FarKey key, byte[] value, Lifetime lifetime) {
        AsyncCommand<byte[], byte[], String> command = Commands.set(key, value, lifetime, NX);
        return handedOn(redis.within(redis.sent(command).thenApply(ok -> ok != null), () -> command, 0));
    }

    @Override
    public CompletableFuture<Boolean> remove(FarKey key) {
        return handedOn(removed(key));
    }

    private CompletableFuture<Boolean> removed(FarKey key) {
        AsyncCommand<byte[], byte[], Long> command = Commands.del(key);
        return redis.within(redis.sent(command).thenApply(count -> count != null && count == 1), () -> command, 0);
    }

    @Override
    public CompletableFuture<@Nullable StoredEntry> getAndRemove(FarKey key) {
        AsyncCommand<byte[], byte[], byte[]> command = Commands.getdel(key);
        CompletableFuture<@Nullable StoredEntry> entry = redis.sent(command)
                .<@Nullable StoredEntry>thenApply(RedisFarTier::entry)
                .exceptionallyCompose(failure -> isWrongType(failure)
                        ? removed(key).thenApply(was -> was ? RedisFarTier.noString() : null)
                        : CompletableFuture.failedFuture(failure));
        return handedOn(redis.within(entry, () -> command, 0));
    }

    /** What is no string of bytes is an empty one. */
    private static CompletableFuture<@Nullable StoredEntry> entry(CompletableFuture<byte @Nullable []> value) {
        return value.handle((bytes, failure) -> {
            if (isWrongType(failure)) {
                return RedisFarTier.noString();
            }
            if (failure != null) {
                throw new CompletionException(failure);
            }
            return RedisFarTier.entry(bytes);
        });
    }

    private static boolean isWrongType(@Nullable Throwable failure) {
        Throwable cause = failure instanceof CompletionException wrapper ? wrapper.getCause() : failure;
        return cause != null && Failures.isWrongType(cause);
    }

    /** From here on, no I/O thread: what follows drops copies and decodes. */
    private <T> CompletableFuture<T> handedOn(CompletableFuture<T> answer) {
        return answer.whenCompleteAsync((any, failure) -> {}, answers);
    }
}
