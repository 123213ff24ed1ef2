package org.tandemcache.event;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import javax.cache.Cache;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.event.CacheEntryCreatedListener;
import javax.cache.event.CacheEntryEvent;
import javax.cache.event.CacheEntryEventFilter;
import javax.cache.event.CacheEntryExpiredListener;
import javax.cache.event.CacheEntryRemovedListener;
import javax.cache.event.CacheEntryUpdatedListener;
import org.tandemcache.Await;
import org.tandemcache.MissedChangesListener;

/** Writes down what it hears. Thread-safe. */
final class ListenerRecorder
        implements CacheEntryCreatedListener<String, String>,
                CacheEntryUpdatedListener<String, String>,
                CacheEntryRemovedListener<String, String>,
                CacheEntryExpiredListener<String, String>,
                MissedChangesListener {
    final Queue<String> heard = new ConcurrentLinkedQueue<>();
    final AtomicLong interruptions = new AtomicLong();
    final AtomicLong missed = new AtomicLong();

    private void record(Iterable<CacheEntryEvent<? extends String, ? extends String>> events) {
        events.forEach(event -> heard.add(event.getEventType() + " " + event.getKey() + "=" + event.getValue()
                + (event.isOldValueAvailable() ? " was " + event.getOldValue() : "")));
    }

    @Override
    public void onCreated(Iterable<CacheEntryEvent<? extends String, ? extends String>> events) {
        record(events);
    }

    @Override
    public void onUpdated(Iterable<CacheEntryEvent<? extends String, ? extends String>> events) {
        record(events);
    }

    @Override
    public void onRemoved(Iterable<CacheEntryEvent<? extends String, ? extends String>> events) {
        record(events);
    }

    @Override
    public void onExpired(Iterable<CacheEntryEvent<? extends String, ? extends String>> events) {
        record(events);
    }

    @Override
    public void missed(long changes) {
        if (changes == 0) {
            interruptions.incrementAndGet();
        } else {
            missed.addAndGet(changes);
        }
    }

    ListenerRecorder on(Cache<String, String> cache, CacheEntryEventFilter<String, String> filter) {
        cache.registerCacheEntryListener(new MutableCacheEntryListenerConfiguration<>(
                () -> this, filter == null ? null : () -> filter, true, false));
        Await.until("other nodes are heard", () -> interruptions.get() > 0);
        return this;
    }

    void awaitHeard(int events) {
        Await.until(events + " events are heard", () -> heard.size() >= events);
    }
}
