package org.tandemcache.event;

import java.util.List;
import java.util.concurrent.Executor;
import javax.cache.configuration.CacheEntryListenerConfiguration;
import javax.cache.configuration.Factory;
import javax.cache.event.CacheEntryCreatedListener;
import javax.cache.event.CacheEntryEvent;
import javax.cache.event.CacheEntryEventFilter;
import javax.cache.event.CacheEntryExpiredListener;
import javax.cache.event.CacheEntryListener;
import javax.cache.event.CacheEntryListenerException;
import javax.cache.event.CacheEntryRemovedListener;
import javax.cache.event.CacheEntryUpdatedListener;
import javax.cache.event.EventType;
import org.jspecify.annotations.Nullable;
import org.tandemcache.MissedChangesListener;

/** One listener of a cache, made by its factory when it was registered. Thread-safe if the listener is. */
final class Registration<K, V> {
    private final CacheEntryListenerConfiguration<K, V> configuration;
    private final CacheEntryListener<? super K, ? super V> listener;
    private final @Nullable CacheEntryEventFilter<? super K, ? super V> filter;
    private final boolean oldValueRequired;
    private final boolean synchronous;
    private final SerialExecutor executor;

    /** @param dropped told of each event that an asynchronous listener is too slow for */
    Registration(CacheEntryListenerConfiguration<K, V> configuration, Executor executor, Runnable dropped) {
        this.configuration = configuration;
        this.listener = configuration.getCacheEntryListenerFactory().create();
        Factory<CacheEntryEventFilter<? super K, ? super V>> filters = configuration.getCacheEntryEventFilterFactory();
        this.filter = filters == null ? null : filters.create();
        this.oldValueRequired = configuration.isOldValueRequired();
        this.synchronous = configuration.isSynchronous();
        this.executor = new SerialExecutor(executor, dropped, this::missed);
    }

    CacheEntryListenerConfiguration<K, V> configuration() {
        return configuration;
    }

    boolean synchronous() {
        return synchronous;
    }

    boolean oldValueRequired() {
        return oldValueRequired;
    }

    /** Runs the events of an asynchronous listener one after the other, in the order in which they are given. */
    SerialExecutor executor() {
        return executor;
    }

    /** What the user made and may have to be closed with the cache. */
    List<Object> userObjects() {
        return filter == null ? List.of(listener) : List.of(listener, filter);
    }

    boolean listensTo(EventType type) {
        return switch (type) {
            case CREATED -> listener instanceof CacheEntryCreatedListener;
            case UPDATED -> listener instanceof CacheEntryUpdatedListener;
            case REMOVED -> listener instanceof CacheEntryRemovedListener;
            case EXPIRED -> listener instanceof CacheEntryExpiredListener;
        };
    }

    /** Whether it judges events by what they show. */
    boolean filters() {
        return filter != null;
    }

    /** Tells that changes were missed, if it wants to know. */
    private void missed(long changes) {
        if (listener instanceof MissedChangesListener wantsToKnow) {
            wantsToKnow.missed(changes);
        }
    }

    /**
     * Calls the listener unless its filter is against it.
     *
     * @throws CacheEntryListenerException whatever filter or listener throw
     */
    @SuppressWarnings("unchecked") // a listener of a supertype takes the events of its subtypes
    void call(CacheEntryEvent<K, V> event) {
        try {
            if (filter != null && !filter.evaluate(event)) {
                return;
            }
            Iterable<CacheEntryEvent<? extends K, ? extends V>> events = List.of(event);
            Iterable<CacheEntryEvent<?, ?>> widened = (Iterable<CacheEntryEvent<?, ?>>) (Iterable<?>) events;
            dispatch(event.getEventType(), (CacheEntryListener<Object, Object>) listener, widened);
        } catch (CacheEntryListenerException e) {
            throw e;
        } catch (RuntimeException | Error e) {
            throw new CacheEntryListenerException("a listener failed for " + event + ": " + e, e);
        }
    }

    private static void dispatch(
            EventType type, CacheEntryListener<Object, Object> listener, Iterable<CacheEntryEvent<?, ?>> events) {
        switch (type) {
            case CREATED -> ((CacheEntryCreatedListener<Object, Object>) listener).onCreated(events);
            case UPDATED -> ((CacheEntryUpdatedListener<Object, Object>) listener).onUpdated(events);
            case REMOVED -> ((CacheEntryRemovedListener<Object, Object>) listener).onRemoved(events);
            case EXPIRED -> ((CacheEntryExpiredListener<Object, Object>) listener).onExpired(events);
        }
    }
}
