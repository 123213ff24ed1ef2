package org.tandemcache.event;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import javax.cache.Cache;
import javax.cache.configuration.CacheEntryListenerConfiguration;
import javax.cache.event.EventType;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tandemcache.far.FarKey;
import org.tandemcache.far.StoredEntry;

/**
 * The listeners of one cache. Changes are {@link #publish published} under the lock of their key, which settles their
 * order, and {@link Delivery#deliver delivered} when it is released: no listener runs with a lock held. Thread-safe.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
public final class EventDispatcher<K, V> {
    private static final Logger log = LoggerFactory.getLogger(EventDispatcher.class);

    private final Cache<K, V> source;
    private final Executor executor;
    private final Duration longestWait;
    private final ConcurrentMap<FarKey, Delivery> latest = new ConcurrentHashMap<>();
    private final LongAdder dropped = new LongAdder();
    private final AtomicBoolean toldOfDrops = new AtomicBoolean();

    private volatile @Nullable OtherNodes<K, V> others; // null where the own manager alone is heard

    // Replaced as a whole under this object's monitor.
    private volatile List<Registration<K, V>> registrations = List.of();

    /**
     * @param source the cache that the events name
     * @param executor runs asynchronous listeners
     * @param longestWait how long an operation waits for the listeners of an earlier one on the same key
     */
    public EventDispatcher(Cache<K, V> source, Executor executor, Duration longestWait) {
        this.source = source;
        this.executor = executor;
        this.longestWait = longestWait;
    }

    /** Whether anybody listens, so that operations must find out what they change. */
    public boolean active() {
        return !registrations.isEmpty();
    }

    private void drop() {
        dropped.increment();
        if (toldOfDrops.compareAndSet(false, true)) {
            log.warn(
                    "An asynchronous listener of cache \"{}\" is slower than the changes: {} events wait for it, and further ones"
                            + " are dropped and counted (droppedEvents), which is told this once",
                    source.getName(),
                    SerialExecutor.MOST);
        }
    }

    /** How many events were not told to an asynchronous listener because too many waited for it. */
    public long droppedEvents() {
        return dropped.sum();
    }

    /** How many changes of other nodes were heard; 0 where they are not. */
    public long heardChanges() {
        OtherNodes<K, V> all = others;
        return all == null ? 0 : all.heardChanges();
    }

    /** How many changes of other nodes were surely missed; 0 where they are not heard. */
    public long missedChanges() {
        OtherNodes<K, V> all = others;
        return all == null ? 0 : all.missedChanges();
    }

    /** How many events wait for asynchronous listeners. */
    public long queuedEvents() {
        return registrations.stream()
                .mapToLong(registration -> registration.executor().waiting())
                .sum();
    }

    /** Whether anybody who listens to expiry is shown what an entry has held. */
    public boolean wantsExpiredValues() {
        for (Registration<K, V> registration : registrations) {
            if (registration.oldValueRequired() && registration.listensTo(EventType.EXPIRED)) {
                return true;
            }
        }
        return false;
    }

    /** Whether anybody listens to expiry. */
    public boolean listensToExpiry() {
        for (Registration<K, V> registration : registrations) {
            if (registration.listensTo(EventType.EXPIRED)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Listeners hear other nodes, too, which synchronous ones can't. To be called before any is registered.
     *
     * @param all told of each change of the listeners, and of expiries that are found here
     */
    public void hearOtherNodes(OtherNodes<K, V> all) {
        others = all;
    }

    /**
     * To be told of each change that another node makes, on an I/O thread: the key, and the entry that is there now or
     * its header, null for none.
     */
    public void onChangeElsewhere(BiConsumer<FarKey, @Nullable StoredEntry> watcher) {
        OtherNodes<K, V> all = others;
        if (all != null) {
            all.watchedBy(watcher);
        }
    }

    /**
     * An entry was found to have expired.
     *
     * @param held what it was, or its header alone
     * @param whole whether it is all of it
     * @return whether that is to be told here, and was not before, because another node has found it
     */
    public boolean expired(FarKey key, StoredEntry held, boolean whole) {
        OtherNodes<K, V> all = others;
        return all == null || all.foundExpired(key, held, whole);
    }

    private void tellOfListeners() {
        OtherNodes<K, V> all = others;
        if (all != null) {
            all.listen();
        }
    }

    /** Whether anybody must be told what an entry holds or has held, to be shown what other nodes do. */
    public boolean wantsValues() {
        for (Registration<K, V> registration : registrations) {
            if (registration.oldValueRequired()
                    || registration.filters()
                    || registration.listensTo(EventType.CREATED)
                    || registration.listensTo(EventType.UPDATED)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Queues what another node did. Does not block.
     *
     * @param heard asked in the threads of the listeners; null for what can't be read
     */
    void hear(EventType type, Supplier<OtherNodes.@Nullable Heard<K, V>> heard) {
        for (Registration<K, V> registration : registrations) {
            if (registration.listensTo(type)) {
                registration.executor().execute(() -> {
                    OtherNodes.Heard<K, V> told = heard.get();
                    if (told != null) {
                        registration.call(
                                new EntryEvent<>(source, told.key(), told.change(), registration.oldValueRequired()));
                    }
                });
            }
        }
    }

    /** Queues that changes of other nodes were missed; 0 for nobody knows how many. Does not block. */
    void missed(long changes) {
        for (Registration<K, V> registration : registrations) {
            registration.executor().miss(changes);
        }
    }

    /**
     * Makes and adds a listener.
     *
     * @throws IllegalArgumentException if one of an equal configuration is there already, or it can't hear what it is
     *     to hear
     */
    public synchronized void register(CacheEntryListenerConfiguration<K, V> configuration) {
        if (find(configuration) != null) {
            throw new IllegalArgumentException(
                    "this listener is registered already on cache \"" + source.getName() + "\": " + configuration);
        }
        if (others != null && configuration.isSynchronous()) {
            throw new IllegalArgumentException(
                    "a synchronous listener can't be registered on cache \"" + source.getName()
                            + "\", whose listener-scope is cluster: each write would wait for the listeners of all nodes, and"
                            + " hang with any of them. Let the listener be asynchronous, or set listener-scope = manager: "
                            + configuration);
        }
        List<Registration<K, V>> more = new ArrayList<>(registrations);
        more.add(new Registration<>(configuration, executor, this::drop));
        registrations = List.copyOf(more);
        tellOfListeners();
    }

    /**
     * Takes a listener away.
     *
     * @return what the user's factories made for it, to be closed; empty if there is no such listener
     */
    public synchronized List<Object> deregister(CacheEntryListenerConfiguration<K, V> configuration) {
        Registration<K, V> found = find(configuration);
        if (found == null) {
            return List.of();
        }
        List<Registration<K, V>> fewer = new ArrayList<>(registrations);
        fewer.remove(found);
        registrations = List.copyOf(fewer);
        tellOfListeners();
        return found.userObjects();
    }

    private @Nullable Registration<K, V> find(CacheEntryListenerConfiguration<K, V> configuration) {
        for (Registration<K, V> registration : registrations) {
            if (registration.configuration().equals(configuration)) {
                return registration;
            }
        }
        return null;
    }

    /** What the user's factories made for all listeners, to be closed with the cache. */
    public List<Object> userObjects() {
        return registrations.stream()
                .flatMap(registration -> registration.userObjects().stream())
                .toList();
    }

    /**
     * Queues changes for the asynchronous listeners and takes their place in the order of the key for the synchronous
     * ones. To be called under the lock of the key.
     *
     * @return calls the synchronous listeners
     */
    @SuppressWarnings("unchecked") // the cache's own key
    public Delivery publish(FarKey key, List<Change<V>> changes) {
        List<Runnable> calls = new ArrayList<>();
        for (Change<V> change : changes) {
            for (Registration<K, V> registration : registrations) {
                if (registration.listensTo(change.type())) {
                    EntryEvent<K, V> event =
                            new EntryEvent<>(source, (K) key.key(), change, registration.oldValueRequired());
                    if (registration.synchronous()) {
                        calls.add(() -> registration.call(event));
                    } else {
                        registration.executor().execute(() -> registration.call(event));
                    }
                }
            }
        }
        return calls.isEmpty() ? Delivery.NONE : Delivery.next(key, calls, latest, longestWait);
    }
}
