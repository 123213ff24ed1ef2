package org.tandemcache.jcache;

import java.time.Duration;
import java.util.ArrayList;
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
import java.util.function.Function;
import javax.cache.CacheManager;
import javax.cache.configuration.CacheEntryListenerConfiguration;
import javax.cache.configuration.Configuration;
import javax.cache.integration.CompletionListener;
import javax.cache.processor.EntryProcessor;
import javax.cache.processor.EntryProcessorResult;
import org.jspecify.annotations.Nullable;
import org.tandemcache.ChangeListener;
import org.tandemcache.ChangeSubscription;
import org.tandemcache.Claimed;
import org.tandemcache.EntryLifetime;
import org.tandemcache.JournalListener;
import org.tandemcache.JournalPosition;
import org.tandemcache.TandemAsyncCache;
import org.tandemcache.TandemCache;
import org.tandemcache.TandemCacheMXBean;
import org.tandemcache.TandemHealth;
import org.tandemcache.codec.CodecException;
import org.tandemcache.config.EntryOptions;
import org.tandemcache.config.ListenerScope;
import org.tandemcache.config.TagStamp;
import org.tandemcache.config.TandemConfiguration;
import org.tandemcache.engine.EntryScripts;
import org.tandemcache.engine.Invocations;
import org.tandemcache.engine.Loads;
import org.tandemcache.engine.Preload;
import org.tandemcache.engine.Reads;
import org.tandemcache.engine.Refreshes;
import org.tandemcache.engine.Removals;
import org.tandemcache.engine.Updates;
import org.tandemcache.event.Journals;
import org.tandemcache.far.FarTierException;
import org.tandemcache.far.KeysText;
import org.tandemcache.tags.CacheTags;
import org.tandemcache.tags.Sweep;

/**
 * A cache as users see it: checks what they give, hands the work to the engine, and turns failures into the exceptions
 * of the specification. Thread-safe.
 */
final class ManagedCache<K, V> extends CheckedCalls<K, V> implements TandemCache<K, V> {
    private final TandemCacheManager manager;
    private final String name;
    private final CacheParts<K, V> parts;
    private final Reads<K, V> reads;
    private final Updates<K, V> updates;
    private final Removals<K, V> removals;
    private final Invocations<K, V> invocations;
    private volatile @Nullable TandemAsyncCache<K, V> async; // made for the first who asks
    // Replaced as a whole under this object's monitor.
    private volatile TandemConfiguration<K, V> configuration;

    ManagedCache(TandemCacheManager manager, String name, TandemConfiguration<K, V> configuration) {
        super(name, configuration.getKeyType(), configuration.getValueType());
        this.manager = manager;
        this.name = name;
        this.configuration = configuration;
        this.parts = Assembler.assemble(manager, this, configuration);
        this.reads = parts.engine().reads();
        this.updates = parts.engine().updates();
        this.removals = parts.engine().removals();
        this.invocations = parts.engine().invocations();
    }

    // -------------------------------------------------------------------------------------------------- reading

    @Override
    public @Nullable V get(K key) {
        open();
        checkKey(key);
        try {
            return reads.get(key);
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
            return reads.get(key, () -> loaded(key, loader));
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
            return reads.getNear(key);
        } catch (CodecException e) {
            throw failed("getNear", key, e);
        }
    }

    @Override
    public Claimed<V> getOrClaim(K key) {
        open();
        checkKey(key);
        Claimed<V> claimed = guarded("getOrClaim", key, () -> reads.getOrClaim(key));
        return claimed.value() == null ? new CheckedClaim<>(this, key, claimed) : claimed;
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
        return refreshes
                .refresh(key)
                .exceptionallyCompose(failure -> CompletableFuture.failedFuture(failedLater("refresh", key, failure)));
    }

    @Override
    public CompletableFuture<Long> preload(Iterable<? extends K> keys) {
        open();
        Objects.requireNonNull(keys, "the keys are null");
        Preload<K> preload = parts.engine().preload();
        if (preload == null) {
            return CompletableFuture.completedFuture(0L);
        }
        return guarded("preload", "any", () -> preload.preload(keys, this::checkKey))
                .exceptionallyCompose(
                        failure -> CompletableFuture.failedFuture(failedLater("preload", "any", failure)));
    }

    /** What a caller is told who did not wait. */
    private Throwable failedLater(String operation, Object keys, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof FarTierException || cause instanceof CodecException
                ? failed(operation, keys, (RuntimeException) cause)
                : cause;
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
        return guarded("getAll", keys, () -> reads.getAll(keys));
    }

    @Override
    public boolean containsKey(K key) {
        open();
        checkKey(key);
        return guarded("containsKey", key, () -> reads.containsKey(key));
    }

    @Override
    public Iterator<Entry<K, V>> iterator() {
        open();
        return guarded(
                "iterator",
                "any",
                () -> new CheckedIterator<>(this, parts.engine().iteration().iterator(CacheEntry::new)));
    }

    // -------------------------------------------------------------------------------------------------- storing

    @Override
    public void put(K key, V value) {
        open();
        checkKey(key);
        checkValue(value);
        change("put", key, () -> updates.put(key, value));
    }

    @Override
    public @Nullable V getAndPut(K key, V value) {
        open();
        checkKey(key);
        checkValue(value);
        return changing("getAndPut", key, () -> updates.getAndPut(key, value));
    }

    @Override
    public void putAll(Map<? extends K, ? extends V> entries) {
        open();
        checkEntries(entries);
        change("putAll", entries.keySet(), () -> updates.putAll(entries));
    }

    @Override
    public boolean putIfAbsent(K key, V value) {
        open();
        checkKey(key);
        checkValue(value);
        return changing("putIfAbsent", key, () -> updates.putIfAbsent(key, value));
    }

    @Override
    public boolean replace(K key, V oldValue, V newValue) {
        open();
        checkKey(key);
        checkValue(oldValue);
        checkValue(newValue);
        return changing("replace", key, () -> updates.replace(key, oldValue, newValue));
    }

    @Override
    public boolean replace(K key, V value) {
        open();
        checkKey(key);
        checkValue(value);
        return changing("replace", key, () -> updates.replace(key, value));
    }

    @Override
    public @Nullable V getAndReplace(K key, V value) {
        open();
        checkKey(key);
        checkValue(value);
        return changing("getAndReplace", key, () -> updates.getAndReplace(key, value));
    }

    // --------------------------------------------------------------------------------------- options, lifetimes

    @Override
    public void put(K key, V value, EntryOptions options) {
        open();
        checkKey(key);
        checkValue(value);
        checkOptions(options);
        change("put", key, () -> updates.put(key, value, options));
    }

    @Override
    public boolean putIfAbsent(K key, V value, EntryOptions options) {
        open();
        checkKey(key);
        checkValue(value);
        checkOptions(options);
        return changing("putIfAbsent", key, () -> updates.putIfAbsent(key, value, options));
    }

    @Override
    public void putAll(Map<? extends K, ? extends V> entries, EntryOptions options) {
        open();
        checkEntries(entries);
        checkOptions(options);
        change("putAll", entries.keySet(), () -> updates.putAll(entries, options));
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
        return changing("remove", key, () -> removals.remove(key));
    }

    @Override
    public boolean remove(K key, V oldValue) {
        open();
        checkKey(key);
        checkValue(oldValue);
        return changing("remove", key, () -> removals.remove(key, oldValue));
    }

    @Override
    public @Nullable V getAndRemove(K key) {
        open();
        checkKey(key);
        return changing("getAndRemove", key, () -> removals.getAndRemove(key));
    }

    @Override
    public void removeAll(Set<? extends K> keys) {
        open();
        checkKeys(keys);
        change("removeAll", keys, () -> removals.removeAll(keys));
    }

    @Override
    public void removeAll() {
        open();
        change("removeAll", "any", () -> removals.removeAll());
    }

    @Override
    public void clear() {
        open();
        change("clear", "any", () -> removals.clear());
    }

    @Override
    public void invalidateAll() {
        checkGenerations();
        change("invalidateAll", "any", () -> invalidated(removals::invalidateAll));
    }

    /** That it is open, and its entries have one. */
    void checkGenerations() {
        open();
        if (parts.engine().tags() == null) {
            throw new UnsupportedOperationException("cache \"" + name + "\" has tags.mode off, so its entries have no"
                    + " generation that could end; allowed: tags.mode generation, or clear()");
        }
    }

    /** What is no event is a loss to who reads the journal. */
    private void invalidated(Runnable invalidation) {
        invalidation.run();
        Journals<K, V> journals = parts.journals();
        if (journals != null) {
            journals.cleared();
        }
    }

    @Override
    public void invalidateTags(String... tags) {
        Set<String> named = checkedTags(tags);
        if (!named.isEmpty()) {
            change("invalidateTags", "any", () -> invalidated(() -> removals.invalidateTags(named)));
        }
    }

    @Override
    public TagStamp stamp(String... tags) {
        Set<String> named = checkedTags(tags);
        return guarded(
                "stamp",
                "any",
                () -> Objects.requireNonNull(parts.engine().tags()).stamp(named));
    }

    /** The names, if it is open, its entries have tags, and these are some that are allowed. */
    Set<String> checkedTags(String... tags) {
        open();
        CacheTags known = parts.engine().tags();
        if (known == null || !known.areNamed()) {
            throw new UnsupportedOperationException("cache \"" + name + "\" has tags.mode "
                    + (known == null ? "off" : "generation")
                    + ", so its entries have no tags of yours; allowed: tags.mode tags");
        }
        return EntryOptions.none().withTags(tags).tags();
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
        return changing("invoke", key, () -> invocations.invoke(key, processor, arguments));
    }

    @Override
    public <T> Map<K, EntryProcessorResult<T>> invokeAll(
            Set<? extends K> keys, EntryProcessor<K, V, T> processor, Object... arguments) {
        open();
        checkKeys(keys);
        Objects.requireNonNull(processor, "the entry processor is null");
        Map<K, EntryProcessorResult<T>> results = new HashMap<>();
        invocations.invokeAll(keys, processor, new ProcessorResults<>(this, results), arguments);
        return results;
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
        Runnable load = () -> {
            if (loads.hasLoader()) {
                run("loadAll", wanted, () -> loads.loadAll(wanted, replaceExisting));
            }
        };
        LoadTask task = new LoadTask(this, load, listener);
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
    public ChangeSubscription readJournal(JournalPosition from, JournalListener<? super K, ? super V> listener) {
        open();
        Objects.requireNonNull(from, "the position in the journal is null");
        Objects.requireNonNull(listener, "the listener is null");
        Journals<K, V> journals = parts.journals();
        if (journals == null) {
            throw new UnsupportedOperationException("cache \"" + name + "\" has journal.length 0, so nothing is written"
                    + " down of its changes; allowed: a journal.length above 0");
        }
        return journals.read(from, listener);
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

    /**
     * Leaves the entries in Redis. Waits for the loads that are under way, which store nothing any more, but for what
     * this thread itself is in. What the user's factories have made is closed once no load and no change is under way.
     */
    @Override
    public void close() {
        new CacheEnd(this, manager, parts).close();
    }

    /** Removes the entries from Redis, once no change is under way here, and closes. */
    void destroy() {
        new CacheEnd(this, manager, parts).destroy();
    }

    @Override
    public <T> T unwrap(Class<T> type) {
        if (type == EntryScripts.class) {
            if (configuration().listenerScope() != ListenerScope.MANAGER) {
                throw new IllegalArgumentException("cache \"" + name + "\" has listener-scope "
                        + configuration().listenerScope()
                        + ", but who writes it by scripts of its own, as Hibernate's regions do, tells no other node;"
                        + " allowed: listener-scope = manager");
            }
            return type.cast(parts.scripts());
        }
        return type.isInstance(this) ? type.cast(this) : manager.unwrap(type);
    }

    @Override
    public String toString() {
        return "TandemCache \"" + name + "\" of " + manager + (isClosed() ? ", closed" : "");
    }
}
