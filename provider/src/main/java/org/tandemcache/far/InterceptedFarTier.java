package org.tandemcache.far;

import static org.tandemcache.far.FarOperation.Effect.COMPARE_AND_STORE;
import static org.tandemcache.far.FarOperation.Effect.COMPARE_AND_WRITE;
import static org.tandemcache.far.FarOperation.Effect.READ;
import static org.tandemcache.far.FarOperation.Effect.READ_AND_TOUCH;
import static org.tandemcache.far.FarOperation.Effect.STORE;
import static org.tandemcache.far.FarOperation.Effect.WRITE;
import static org.tandemcache.far.FarOperation.Reach.KEYS;
import static org.tandemcache.far.FarOperation.Reach.KEY_SPACE;

import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.tandemcache.far.FarInterceptor.Next;
import org.tandemcache.far.FarOperation.Effect;
import org.tandemcache.far.FarOperation.Evidence;

/**
 * A far tier behind interceptors. This and {@link FarOperations} are where each operation is described to them.
 * Thread-safe.
 */
final class InterceptedFarTier implements FarTier {
    private static final Evidence<Boolean> OF_EXISTENCE =
            (exists, any, version) -> exists == (version != StoredEntry.NO_VERSION);
    private static final Evidence<@Nullable Lifetime> OF_LIFETIME =
            (lifetime, any, version) -> (lifetime != null) == (version != StoredEntry.NO_VERSION);

    private final FarTier far;
    private final Next way;

    /** @param way leads to {@code far} */
    InterceptedFarTier(FarTier far, Next way) {
        this.far = far;
        this.way = way;
    }

    // -------------------------------------------------------------------------------------------------- one entry

    @Override
    public boolean mayBePassed() {
        return far.mayBePassed();
    }

    @Override
    public @Nullable StoredEntry get(FarKey key) {
        return way.run(FarOperations.get(key));
    }

    @Override
    public @Nullable StoredEntry getTimed(FarKey key) {
        return way.run(FarOperation.<@Nullable StoredEntry>read(
                "getTimed", key, FarOperations.OF_ENTRY, () -> null, tier -> tier.getTimed(key)));
    }

    @Override
    public boolean contains(FarKey key) {
        return way.run(FarOperation.read("contains", key, OF_EXISTENCE, () -> false, tier -> tier.contains(key)));
    }

    @Override
    public @Nullable StoredEntry header(FarKey key) {
        return way.run(FarOperation.<@Nullable StoredEntry>read(
                "header", key, FarOperations.OF_ENTRY, () -> null, tier -> tier.header(key)));
    }

    /** It stores nothing that anybody reads. */
    @Override
    public boolean claim(FarKey key, byte[] marker, Lifetime lease) {
        return way.run(FarOperation.change("claim", key, WRITE, () -> false, tier -> tier.claim(key, marker, lease)));
    }

    @Override
    public @Nullable StoredEntry getAndTouch(FarKey key, Lifetime lifetime) {
        return entry("getAndTouch", key, READ_AND_TOUCH, tier -> tier.getAndTouch(key, lifetime));
    }

    @Override
    public void touch(FarKey key, Lifetime lifetime) {
        way.run(FarOperation.<@Nullable Void>change(
                "touch", key, WRITE, () -> null, doing(tier -> tier.touch(key, lifetime))));
    }

    @Override
    public @Nullable Lifetime lifetime(FarKey key) {
        return way.run(FarOperation.<@Nullable Lifetime>read(
                "lifetime", key, OF_LIFETIME, () -> null, tier -> tier.lifetime(key)));
    }

    @Override
    public boolean setLifetime(FarKey key, Lifetime lifetime) {
        return way.run(
                FarOperation.change("setLifetime", key, WRITE, () -> false, tier -> tier.setLifetime(key, lifetime)));
    }

    @Override
    public void put(FarKey key, byte[] value, WriteLifetimes lifetimes) {
        way.run(FarOperations.put(key, value, lifetimes));
    }

    @Override
    public @Nullable StoredEntry getAndPut(FarKey key, byte[] value, WriteLifetimes lifetimes) {
        return entry("getAndPut", key, STORE, tier -> tier.getAndPut(key, value, lifetimes));
    }

    @Override
    public boolean putIfAbsent(FarKey key, byte[] value, Lifetime lifetime) {
        return way.run(FarOperations.putIfAbsent(key, value, lifetime));
    }

    @Override
    public boolean replace(FarKey key, byte[] value, Lifetime lifetime) {
        return way.run(
                FarOperation.change("replace", key, STORE, () -> false, tier -> tier.replace(key, value, lifetime)));
    }

    @Override
    public @Nullable StoredEntry getAndReplace(FarKey key, byte[] value, Lifetime lifetime) {
        return entry("getAndReplace", key, STORE, tier -> tier.getAndReplace(key, value, lifetime));
    }

    @Override
    public boolean remove(FarKey key) {
        return way.run(FarOperations.remove(key));
    }

    @Override
    public @Nullable StoredEntry getAndRemove(FarKey key) {
        return way.run(FarOperations.getAndRemove(key));
    }

    /** On an empty cache, who has seen nothing is right. */
    @Override
    public boolean compare(Comparison change) {
        Effect effect = change instanceof Comparison.Put ? COMPARE_AND_STORE : COMPARE_AND_WRITE;
        boolean unsent = change instanceof Comparison.Put && change.seen() == null;
        return way.run(FarOperation.compare("compare", change.key(), effect, unsent, tier -> tier.compare(change)));
    }

    // -------------------------------------------------------------------------------------------- several entries

    @Override
    public List<@Nullable StoredEntry> getAll(List<FarKey> keys) {
        return way.run(FarOperations.getAll(keys));
    }

    @Override
    public List<@Nullable StoredEntry> getAllAndTouch(List<FarKey> keys, Lifetime lifetime) {
        return entries("getAllAndTouch", keys, READ_AND_TOUCH, tier -> tier.getAllAndTouch(keys, lifetime));
    }

    @Override
    public void putAll(List<FarKey> keys, List<byte[]> values, List<WriteLifetimes> lifetimes) {
        way.run(FarOperation.<@Nullable Void>bulk(
                "putAll", KEYS, keys, STORE, () -> null, doing(tier -> tier.putAll(keys, values, lifetimes))));
    }

    @Override
    public void replaceAll(List<FarKey> keys, List<byte[]> values, Lifetime lifetime) {
        way.run(FarOperation.<@Nullable Void>bulk(
                "replaceAll", KEYS, keys, STORE, () -> null, doing(tier -> tier.replaceAll(keys, values, lifetime))));
    }

    @Override
    public List<@Nullable StoredEntry> getAndPutAll(
            List<FarKey> keys, List<byte[]> values, List<WriteLifetimes> lifetimes) {
        return entries("getAndPutAll", keys, STORE, tier -> tier.getAndPutAll(keys, values, lifetimes));
    }

    @Override
    public List<@Nullable StoredEntry> getAndRemoveAll(List<FarKey> keys) {
        return entries("getAndRemoveAll", keys, WRITE, tier -> tier.getAndRemoveAll(keys));
    }

    @Override
    public List<Boolean> claimAll(List<FarKey> keys, List<byte[]> markers, Lifetime lease) {
        return way.run(FarOperation.bulk(
                "claimAll",
                KEYS,
                keys,
                WRITE,
                () -> Collections.nCopies(keys.size(), false),
                tier -> tier.claimAll(keys, markers, lease)));
    }

    @Override
    public void compareAll(List<Comparison> changes, Comparison.Answers answers) {
        List<FarKey> keys = changes.stream().map(Comparison::key).toList();
        way.run(FarOperation.<@Nullable Void>bulk(
                "compareAll",
                KEYS,
                keys,
                COMPARE_AND_STORE,
                () -> null,
                doing(tier -> tier.compareAll(changes, answers))));
    }

    @Override
    public long removeAll(List<FarKey> keys) {
        return way.run(FarOperation.bulk("removeAll", KEYS, keys, WRITE, () -> 0L, tier -> tier.removeAll(keys)));
    }

    // ------------------------------------------------------------------------------------------- the whole of them

    /** Each page is an operation: the far tier may go away between two. */
    @Override
    public Iterator<List<byte[]>> scan() {
        Iterator<List<byte[]>> pages = far.scan();
        return new Iterator<>() {
            private boolean ended;

            @Override
            public boolean hasNext() {
                ended = ended
                        || !way.run(FarOperation.bulk(
                                "scan", KEY_SPACE, List.of(), READ, () -> false, tier -> pages.hasNext()));
                return !ended;
            }

            @Override
            public List<byte[]> next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                return pages.next(); // hasNext has fetched it
            }
        };
    }

    @Override
    public void clear() {
        way.run(FarOperation.<@Nullable Void>bulk(
                "clear", KEY_SPACE, List.of(), WRITE, () -> null, doing(FarTier::clear)));
    }

    private @Nullable StoredEntry entry(
            String name, FarKey key, Effect effect, Function<FarTier, @Nullable StoredEntry> work) {
        return way.run(FarOperation.<@Nullable StoredEntry>change(name, key, effect, () -> null, work));
    }

    private List<@Nullable StoredEntry> entries(
            String name, List<FarKey> keys, Effect effect, Function<FarTier, List<@Nullable StoredEntry>> work) {
        return way.run(FarOperation.bulk(name, KEYS, keys, effect, nothing(keys), work));
    }

    private static Function<FarTier, @Nullable Void> doing(Consumer<FarTier> work) {
        return tier -> {
            work.accept(tier);
            return null;
        };
    }

    private static Supplier<List<@Nullable StoredEntry>> nothing(List<FarKey> keys) {
        return () -> Collections.nCopies(keys.size(), null);
    }
}
