package org.tandemcache.event;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tandemcache.ChangeListener;
import org.tandemcache.ChangeSubscription;
import org.tandemcache.codec.format.KeyFormat;
import org.tandemcache.far.FarKey;

/**
 * A listener, and what waits to be told to it. Since each change only says where to look again, several of one key are
 * one, and those from before a loss are none. Thread-safe.
 */
final class Follower<K> implements ChangeSubscription {
    /** How many keys and tags may wait. */
    static final int MOST = 10_000;

    private static final Logger log = LoggerFactory.getLogger(Follower.class);

    private final ChangeListener<? super K> listener;
    private final KeyFormat keys;
    private final Executor executor;
    private final ChangeCounters counters;
    private final Consumer<Follower<K>> onClose;
    // All guarded by this object's monitor.
    private boolean lost;
    private boolean cleared;
    private Set<FarKey> changed = new LinkedHashSet<>();
    private Set<String> tags = new LinkedHashSet<>();
    private boolean running;
    private boolean closed;

    Follower(
            ChangeListener<? super K> listener,
            KeyFormat keys,
            Executor executor,
            ChangeCounters counters,
            Consumer<Follower<K>> onClose) {
        this.listener = listener;
        this.keys = keys;
        this.executor = executor;
        this.counters = counters;
        this.onClose = onClose;
    }

    void changed(FarKey key) {
        synchronized (this) {
            add(changed, key);
        }
        tellLater();
    }

    void tagInvalidated(String tag) {
        synchronized (this) {
            add(tags, tag);
        }
        tellLater();
    }

    private <T> void add(Set<T> waiting, T one) {
        if (changed.size() + tags.size() >= MOST && !waiting.contains(one)) {
            counters.countLoss();
            forget();
        } else {
            waiting.add(one);
        }
    }

    void cleared() {
        synchronized (this) {
            cleared = true;
        }
        tellLater();
    }

    void lost() {
        synchronized (this) {
            forget();
        }
        tellLater();
    }

    private void forget() {
        lost = true;
        cleared = false;
        changed.clear();
        tags.clear();
    }

    private void tellLater() {
        synchronized (this) {
            if (running || closed) {
                return;
            }
            running = true;
        }
        try {
            executor.execute(this::tell);
        } catch (RejectedExecutionException e) { // the manager is being closed
            close();
        }
    }

    /** Tells what waits by now, and makes room for others before it goes on. */
    private void tell() {
        boolean toldLost;
        boolean toldCleared;
        Set<FarKey> toldChanged;
        Set<String> toldTags;
        synchronized (this) {
            toldLost = lost;
            toldCleared = cleared;
            toldChanged = changed;
            toldTags = tags;
            lost = false;
            cleared = false;
            changed = new LinkedHashSet<>();
            tags = new LinkedHashSet<>();
        }
        if (toldLost) {
            call(listener::lost);
        }
        if (toldCleared) {
            call(listener::cleared);
        }
        toldTags.forEach(tag -> call(() -> listener.tagInvalidated(tag)));
        Set<K> decoded = decoded(toldChanged);
        if (!decoded.isEmpty()) {
            call(() -> listener.changed(Collections.unmodifiableSet(decoded)));
        }
        boolean more;
        synchronized (this) {
            running = false;
            more = lost || cleared || !changed.isEmpty() || !tags.isEmpty();
        }
        if (more) {
            tellLater();
        }
    }

    @SuppressWarnings("unchecked") // keys of this cache's format
    private Set<K> decoded(Set<FarKey> named) {
        Set<K> decoded = new LinkedHashSet<>();
        for (FarKey key : named) {
            FarKey own = keys.isPlain(key) ? key : keys.decode(key.bytes());
            if (own != null) { // else another program's, or of a class that is not known here
                decoded.add((K) own.key());
            }
        }
        return decoded;
    }

    private void call(Runnable method) {
        synchronized (this) {
            if (closed) {
                return;
            }
        }
        try {
            method.run();
        } catch (RuntimeException | Error e) {
            log.warn("A change listener failed; the next change is told to it all the same", e);
        }
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            changed.clear();
            tags.clear();
        }
        onClose.accept(this);
    }
}
