package org.tandemcache.jcache;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.cache.CacheException;
import javax.cache.CacheManager;
import javax.cache.configuration.CacheEntryListenerConfiguration;
import javax.cache.configuration.Configuration;
import javax.cache.integration.CompletionListener;
import javax.cache.processor.EntryProcessor;
import javax.cache.processor.EntryProcessorException;
import javax.cache.processor.EntryProcessorResult;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tandemcache.ChangeListener;
import org.tandemcache.ChangeSubscription;
import org.tandemcache.Claimed;
import org.tandemcache.EntryLifetime;
import org.tandemcache.TandemAsyncCache;
import org.tandemcache.TandemCache;
import org.tandemcache.TandemCacheMXBean;
import org.tandemcache.TandemHealth;
import org.tandemcache.codec.CodecException;
import org.tandemcache.config.EntryOptions;
import org.tandemcache.config.TandemConfiguration;
import org.tandemcache.engine.EntryScripts;
import org.tandemcache.engine.Invocations;
import org.tandemcache.engine.Loads;
import org.tandemcache.engine.Refreshes;
import org.tandemcache.far.FarTierException;
import org.tandemcache.far.KeysText;
import org.tandemcache.integration.LoadsUnderWay;
import org.tandemcache.tags.Sweep;

/**
 * A cache as users see it: checks what they give, hands the work to the engine, and turns failures into the exceptions
 * of the specification. Thread-safe.
 */
final class ManagedCache<K, V> implements TandemCache<K, V> {
    private static final Logger log = LoggerFactory.getLogger(ManagedCache.class);

    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(5);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(1);

    private final TandemCacheManager manager;
    private final String name;
    private final CacheParts<K, V> parts;
    // What the configuration says, kept here because each call asks.
    private final Class<K> keyType;
    private final Class<V> valueType;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final CallsUnderWay changes = new CallsUnderWay();
    private volatile @Nullable TandemAsyncCache<K, V> async; // made for the first who asks
    // Replaced as a whole under this object's monitor.
    private volatile TandemConfiguration<K, V> configuration;

    ManagedCache(TandemCacheManager manager, String name, TandemConfiguration<K, V> configuration) {
        this.manager = manager;
        this.name = name;
        this.configuration = configuration;
        this.keyType = configuration.getKeyType();
        this.valueType = configuration.getValueType();
        this.parts = Assembler.assemble(manager, this, configuration);
    }

    // -------------------------------------------------------------------------------------------------- reading

    @Override
    public @Nullable V get(K key) {
        open();
        checkKey(key);
        try {
            return parts.engine().reads().get(key);
        } catch (FarTierException | CodecException e) {
            throw failed("get", key, e);
        }
    }

    @Override
    public @Nullable V get(K key, Function<? super K, ? extends @Nullable V> loader) {
        open();
        checkKey(key);
        Objects.requireNonNull(loader, "the loader is null");
        try {
            return parts.engine().reads().get(key, () -> loaded(key, loader));
        } catch (FarTierException | CodecException e) {
            throw failed("get", key, e);
        }
    }

    private @Nullable V loaded(K key, Function<? super K, ? extends @Nullable V> loader) {
        V value = loader.apply(key);
        if (value != null) {
            checkValue(value);
        }
        return value;
    }

    @Override
    public @Nullable V getNear(K key) {
        open();
        checkKey(key);
        try {
            return parts.engine().reads().getNear(key);
        } catch (CodecException e) {
            throw failed("getNear", key, e);
        }
    }

    @Override
    public Claimed<V> getOrClaim(K key) {
        open();
        checkKey(key);
        Claimed<V> claimed =
                guarded("getOrClaim", key, () -> parts.engine().reads().getOrClaim(key));
        return claimed.value() == null ? new OpenClaim(key, claimed) : claimed;
    }

    private final class OpenClaim implements Claimed<V> {
        private final K key;
        private final Claimed<V> claimed;

        OpenClaim(K key, Claimed<V> claimed) {
            this.key = key;
            this.claimed = claimed;
        }

        @Override
        public @Nullable V value() {
            return null;
        }

        @Override
        public boolean store(V value) {
            open();
            checkValue(value);
            return changing("store", key, () -> claimed.store(value));
        }

        @Override
        public void release() {
            claimed.release();
        }
    }

    @Override
    public CompletableFuture<Boolean> refresh(K key) {
        open();
        checkKey(key);
        Refreshes<K> refreshes = parts.engine().refreshes();
        if (refreshes == null) {
            throw new IllegalStateException(
                    "cache \"" + name + "\" refreshes nothing, for refresh.before-expiry is not set;"
                            + " loadAll that replaces existing values loads keys anew in any cache with a loader");
        }
        return refreshes.refresh(key).exceptionallyCompose(failure -> {
            Throwable cause =
                    failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
            return CompletableFuture.failedFuture(
                    cause instanceof FarTierException || cause instanceof CodecException
                            ? failed("refresh", key, (RuntimeException) cause)
                            : cause);
        });
    }

    @Override
    public void dropNear() {
        open();
        parts.dropNear().run();
    }

    @Override
    public Map<K, V> getAll(Set<? extends K> keys) {
        open();
        checkKeys(keys);
        return guarded("getAll", keys, () -> parts.engine().reads().getAll(keys));
    }

    @Override
    public boolean containsKey(K key) {
        open();
        checkKey(key);
        return guarded("containsKey", key, () -> parts.engine().reads().containsKey(key));
    }

    @Override
    public Iterator<Entry<K, V>> iterator() {
        open();
        return guarded(
                "iterator",
                "any",
                () -> new GuardedIterator(parts.engine().iteration().iterator(CacheEntry::new)));
    }

    private final class GuardedIterator implements Iterator<Entry<K, V>> {
        private final Iterator<Entry<K, V>> entries;

        GuardedIterator(Iterator<Entry<K, V>> entries) {
            this.entries = entries;
        }

        @Override
        public boolean hasNext() {
            open();
            return guarded("iterator", "any", entries::hasNext);
        }

        @Override
        public Entry<K, V> next() {
            open();
            return guarded("iterator", "any", entries::next);
        }

        @Override
        public void remove() {
            open();
            change("iterator.remove", "any", entries::remove);
        }
    }

    // -------------------------------------------------------------------------------------------------- storing

    @Override
    public void put(K key, V value) {
        open();
        checkKey(key);
        checkValue(value);
        change("put", key, () -> parts.engine().updates().put(key, value));
    }

    @Override
    public @Nullable V getAndPut(K key, V value) {
        open();
        checkKey(key);
        checkValue(value);
        return changing("getAndPut", key, () -> parts.engine().updates().getAndPut(key, value));
    }

    @Override
    public void putAll(Map<? extends K, ? extends V> entries) {
        open();
        checkEntries(entries);
        change("putAll", entries.keySet(), () -> parts.engine().updates().putAll(entries));
    }

    @Override
    public boolean putIfAbsent(K key, V value) {
        open();
        checkKey(key);
        checkValue(value);
        return changing("putIfAbsent", key, () -> parts.engine().updates().putIfAbsent(key, value));
    }

    @Override
    public boolean replace(K key, V oldValue, V newValue) {
        open();
        checkKey(key);
        checkValue(oldValue);
        checkValue(newValue);
        return changing("replace", key, () -> parts.engine().updates().replace(key, oldValue, newValue));
    }

    @Override
    public boolean replace(K key, V value) {
        open();
        checkKey(key);
        checkValue(value);
        return changing("replace", key, () -> parts.engine().updates().replace(key, value));
    }

    @Override
    public @Nullable V getAndReplace(K key, V value) {
        open();
        checkKey(key);
        checkValue(value);
        return changing("getAndReplace", key, () -> parts.engine().updates().getAndReplace(key, value));
    }

    // --------------------------------------------------------------------------------------- options, lifetimes

    @Override
    public void put(K key, V value, EntryOptions options) {
        open();
        checkKey(key);
        checkValue(value);
        checkOptions(options);
        change("put", key, () -> parts.engine().updates().put(key, value, options));
    }

    @Override
    public boolean putIfAbsent(K key, V value, EntryOptions options) {
        open();
        checkKey(key);
        checkValue(value);
        checkOptions(options);
        return changing("putIfAbsent", key, () -> parts.engine().updates().putIfAbsent(key, value, options));
    }

    @Override
    public void putAll(Map<? extends K, ? extends V> entries, EntryOptions options) {
        open();
        checkEntries(entries);
        checkOptions(options);
        change("putAll", entries.keySet(), () -> parts.engine().updates().putAll(entries, options));
    }

    @Override
    public Optional<EntryLifetime> lifetime(K key) {
        open();
        checkKey(key);
        return guarded("lifetime", key, () -> parts.engine().lifetimes().of(key));
    }

    @Override
    public boolean setLifetime(K key, Duration lifetime) {
        open();
        checkKey(key);
        Objects.requireNonNull(lifetime, "the lifetime is null");
        if (lifetime.isNegative() || lifetime.isZero()) {
            throw new IllegalArgumentException("the lifetime for key " + KeysText.of(key) + " is " + lifetime
                    + "; allowed: above zero; to end an entry now, remove it");
        }
        return changing("setLifetime", key, () -> parts.engine().lifetimes().set(key, lifetime));
    }

    // ------------------------------------------------------------------------------------------------- removing

    @Override
    public boolean remove(K key) {
        open();
        checkKey(key);
        return changing("remove", key, () -> parts.engine().removals().remove(key));
    }

    @Override
    public boolean remove(K key, V oldValue) {
        open();
        checkKey(key);
        checkValue(oldValue);
        return changing("remove", key, () -> parts.engine().removals().remove(key, oldValue));
    }

    @Override
    public @Nullable V getAndRemove(K key) {
        open();
        checkKey(key);
        return changing("getAndRemove", key, () -> parts.engine().removals().getAndRemove(key));
    }

    @Override
    public void removeAll(Set<? extends K> keys) {
        open();
        checkKeys(keys);
        change("removeAll", keys, () -> parts.engine().removals().removeAll(keys));
    }

    @Override
    public void removeAll() {
        open();
        change("removeAll", "any", () -> parts.engine().removals().removeAll());
    }

    @Override
    public void clear() {
        open();
        change("clear", "any", () -> parts.engine().removals().clear());
    }

    @Override
    public void invalidateAll() {
        open();
        if (parts.engine().tags() == null) {
            throw new UnsupportedOperationException("cache \"" + name + "\" has tags.mode off, so its entries have no"
                    + " generation that could end; allowed: tags.mode generation, or clear()");
        }
        change("invalidateAll", "any", () -> parts.engine().removals().invalidateAll());
    }

    @Override
    public long sweep() {
        open();
        Sweep sweep = parts.sweep();
        if (sweep == null) {
            throw new UnsupportedOperationException("cache \"" + name + "\" has entries without a generation, so none"
                    + " of them is outdated; allowed: tags.mode generation");
        }
        return guarded("sweep", "any", () -> sweep.run(() -> !isClosed()));
    }

    // ----------------------------------------------------------------------------------------- user code at work

    @Override
    public <T> @Nullable T invoke(K key, EntryProcessor<K, V, T> processor, Object... arguments) {
        open();
        checkKey(key);
        Objects.requireNonNull(processor, "the entry processor is null");
        return changing("invoke", key, () -> parts.engine().invocations().invoke(key, processor, arguments));
    }

    @Override
    public <T> Map<K, EntryProcessorResult<T>> invokeAll(
            Set<? extends K> keys, EntryProcessor<K, V, T> processor, Object... arguments) {
        open();
        checkKeys(keys);
        Objects.requireNonNull(processor, "the entry processor is null");
        Map<K, EntryProcessorResult<T>> results = new HashMap<>();
        parts.engine().invocations().invokeAll(keys, processor, new ResultsOf<>(results), arguments);
        return results;
    }

    /** What comes of several invocations, as the specification hands it out. Used by one thread. */
    private final class ResultsOf<T> implements Invocations.Results<K, T> {
        private final Map<K, EntryProcessorResult<T>> results;

        ResultsOf(Map<K, EntryProcessorResult<T>> results) {
            this.results = results;
        }

        @Override
        public void during(Runnable part) {
            // a cache that was closed meanwhile ends them all
            change("invokeAll", "any", part);
        }

        @Override
        public void result(K key, @Nullable T result) {
            if (result != null) {
                results.put(key, new ProcessorResult<>(result, null));
            }
        }

        @Override
        public void failed(K key, RuntimeException failure) {
            if (failure instanceof EntryProcessorException known) {
                results.put(key, new ProcessorResult<>(null, known));
                return;
            }
            open();
            RuntimeException cause = failure instanceof FarTierException || failure instanceof CodecException
                    ? ManagedCache.this.failed("invoke", key, failure)
                    : failure;
            results.put(key, new ProcessorResult<>(null, new EntryProcessorException(cause)));
        }
    }

    @Override
    public void loadAll(Set<? extends K> keys, boolean replaceExisting, @Nullable CompletionListener listener) {
        open();
        checkKeys(keys);
        List<K> wanted = new ArrayList<>(keys);
        Loads<K, V> loads = parts.engine().loads();
        if (loads.hasLoader() && replaceExisting) {
            run("loadAll", wanted, () -> loads.refuseInProcessor(wanted));
        }
        CompletionListener told = listener == null ? new LoggedCompletion(name) : listener;
        Runnable load = () -> {
            if (loads.hasLoader()) {
                run("loadAll", wanted, () -> loads.loadAll(wanted, replaceExisting));
            }
        };
        LoadTask task = new LoadTask(this, load, told);
        if (manager.resources().loads().isOwnThread()) { // its loader may wait for this one
            task.run();
            return;
        }
        try {
            manager.resources().loads().execute(task);
        } catch (RejectedExecutionException e) { // the manager is being closed
            task.abandon();
        }
    }

    /** Listens for a caller who does not. */
    private record LoggedCompletion(String cacheName) implements CompletionListener {
        @Override
        public void onCompletion() {
            log.debug("loadAll of cache \"{}\" is done", cacheName);
        }

        @Override
        public void onException(Exception e) {
            log.warn("loadAll of cache \"{}\" failed, and nobody listens to its completion", cacheName, e);
        }
    }

    @Override
    public synchronized void registerCacheEntryListener(CacheEntryListenerConfiguration<K, V> listener) {
        open();
        Objects.requireNonNull(listener, "the listener's configuration is null");
        parts.events().register(listener);
        configuration = configuration.with(listener);
    }

    @Override
    public synchronized void deregisterCacheEntryListener(CacheEntryListenerConfiguration<K, V> listener) {
        open();
        Objects.requireNonNull(listener, "the listener's configuration is null");
        UserObjects.close(parts.events().deregister(listener));
        configuration = configuration.without(listener);
    }

    @Override
    public ChangeSubscription onChange(ChangeListener<? super K> listener) {
        open();
        Objects.requireNonNull(listener, "the listener is null");
        return parts.changes().subscribe(listener);
    }

    @Override
    public TandemAsyncCache<K, V> async() {
        open();
        TandemAsyncCache<K, V> made = async;
        return made != null ? made : makeAsync();
    }

    private synchronized TandemAsyncCache<K, V> makeAsync() {
        TandemAsyncCache<K, V> made = async;
        if (made == null) {
            made = parts.async().apply(this);
            async = made;
        }
        return made;
    }

    // ------------------------------------------------------------------------------------------------ life cycle

    @Override
    public String getName() {
        return name;
    }

    @Override
    public CacheManager getCacheManager() {
        return manager;
    }

    @Override
    public <C extends Configuration<K, V>> C getConfiguration(Class<C> type) {
        if (type.isInstance(configuration)) {
            return type.cast(configuration);
        }
        throw new IllegalArgumentException("the configuration of cache \"" + name + "\" is a "
                + configuration.getClass().getName() + ", not a " + type.getName());
    }

    TandemConfiguration<K, V> configuration() {
        return configuration;
    }

    /** Shows the beans that the configuration asks for. */
    void showBeans() {
        parts.beans().showTiers();
        parts.beans().showStatistics(configuration.isStatisticsEnabled());
        parts.beans().showConfiguration(configuration.isManagementEnabled());
    }

    synchronized void enableStatistics(boolean enabled) {
        open();
        parts.statistics().enable(enabled);
        parts.beans().showStatistics(enabled);
        configuration = configuration.withStatistics(enabled);
    }

    synchronized void enableManagement(boolean enabled) {
        open();
        parts.beans().showConfiguration(enabled);
        configuration = configuration.withManagement(enabled);
    }

    @Override
    public TandemCacheMXBean tiers() {
        return parts.tiers();
    }

    @Override
    public TandemHealth health() {
        return manager.health();
    }

    @Override
    public boolean isClosed() {
        return closed.get();
    }

    /**
     * Leaves the entries in Redis. Waits for the loads that are under way, which store nothing any more, but for what
     * this thread itself is in. What the user's factories have made is closed once no load and no change is under way.
     */
    @Override
    public void close() {
        end(() -> {});
    }

    /** Removes the entries from Redis, once no change is under way here, and closes. */
    void destroy() {
        end(() -> {
            if (!awaited(changes::isIdle)) {
                log.warn("Cache \"{}\" is destroyed while changes of it are under way, which may leave entries", name);
            }
            run("destroyCache", "any", () -> {
                parts.engine().removals().clear();
                parts.onDestroy().run();
            });
        });
    }

    private void end(Runnable last) {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        try {
            LoadsUnderWay loads = parts.engine().underWay();
            loads.close();
            if (!awaited(loads::isIdle)) {
                log.warn(
                        "A loader or entry processor of cache \"{}\" has not ended within {} of its close; what the"
                                + " cache's factories have made is closed once it has",
                        name,
                        LONGEST_CLOSE);
            }
            last.run();
        } finally {
            release();
        }
    }

    private void release() {
        try {
            parts.beans().hideAll();
            parts.changes().close();
            parts.onClose().run();
            List<Object> userObjects = new ArrayList<>(parts.userObjects());
            userObjects.addAll(parts.events().userObjects());
            // Not under their work, which can be what closes the cache.
            parts.engine().underWay().whenIdle(() -> changes.whenIdle(() -> UserObjects.close(userObjects)));
        } finally {
            manager.forget(this); // last: the name is free once nothing of this cache is left
        }
    }

    /** Waits, within a bound; whether it has come. */
    private static boolean awaited(BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > LONGEST_CLOSE.toNanos()
                    || Thread.currentThread().isInterrupted()) {
                return false;
            }
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
        }
        return true;
    }

    @Override
    public <T> T unwrap(Class<T> type) {
        if (type == EntryScripts.class) {
            return type.cast(parts.scripts());
        }
        return type.isInstance(this) ? type.cast(this) : manager.unwrap(type);
    }

    @Override
    public String toString() {
        return "TandemCache \"" + name + "\" of " + manager + (isClosed() ? ", closed" : "");
    }

    // -------------------------------------------------------------------------------------------------- checking

    private void open() {
        if (closed.get()) {
            throw new IllegalStateException("cache \"" + name + "\" is closed");
        }
    }

    /** As each method checks what it is given; and that the cache is open. */
    void checkCall(K key) {
        open();
        checkKey(key);
    }

    void checkCall(K key, V value) {
        checkCall(key);
        checkValue(value);
    }

    void checkCall(Set<? extends K> keys) {
        open();
        checkKeys(keys);
    }

    private void checkKeys(Collection<? extends K> keys) {
        Objects.requireNonNull(keys, "the set of keys is null");
        keys.forEach(this::checkKey);
    }

    private void checkEntries(Map<? extends K, ? extends V> entries) {
        Objects.requireNonNull(entries, "the map to put is null");
        entries.forEach((key, value) -> {
            checkKey(key);
            checkValue(value);
        });
    }

    private static void checkOptions(EntryOptions options) {
        Objects.requireNonNull(options, "the entry options are null");
    }

    private void checkKey(K key) {
        check("key", keyType, key);
    }

    private void checkValue(V value) {
        check("value", valueType, value);
    }

    private void check(String what, Class<?> type, @Nullable Object given) {
        if (given == null) {
            throw new NullPointerException("a " + what + " for cache \"" + name + "\" is null");
        }
        if (!type.isInstance(given)) {
            throw new ClassCastException("a " + what + " for cache \"" + name + "\" is a "
                    + given.getClass().getName() + ", its type is " + type.getName());
        }
    }

    private void run(String operation, Object keys, Runnable work) {
        guarded(operation, keys, () -> {
            work.run();
            return null;
        });
    }

    private void change(String operation, Object keys, Runnable work) {
        changing(operation, keys, () -> {
            work.run();
            return null;
        });
    }

    /** {@link #guarded} for what changes entries: who destroys the cache waits for it. */
    private <T extends @Nullable Object> T changing(String operation, Object keys, Supplier<T> work) {
        changes.begin();
        try {
            open(); // once more, for who closes looks at the changes then
            return guarded(operation, keys, work);
        } finally {
            changes.end();
        }
    }

    /**
     * {@link #changing} for a change that no thread waits for.
     *
     * @param begin null for one that is made otherwise
     */
    <T> @Nullable CompletableFuture<T> changingLater(Supplier<@Nullable CompletableFuture<T>> begin) {
        changes.beginDetached();
        CompletableFuture<T> begun = null;
        try {
            open();
            begun = begin.get();
        } finally {
            if (begun == null) {
                changes.endDetached();
            }
        }
        return begun == null ? null : begun.whenComplete((answer, failure) -> changes.endDetached());
    }

    private <T extends @Nullable Object> T guarded(String operation, Object keys, Supplier<T> work) {
        try {
            return work.get();
        } catch (FarTierException | CodecException e) {
            throw failed(operation, keys, e);
        }
    }

    CacheException failed(String operation, Object keys, RuntimeException cause) {
        return new CacheException(
                operation + " of cache \"" + name + "\", key " + KeysText.of(keys) + ": " + cause.getMessage(), cause);
    }
}
