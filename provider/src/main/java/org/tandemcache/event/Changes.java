package org.tandemcache.event;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tandemcache.ChangeListener;
import org.tandemcache.ChangeSubscription;
import org.tandemcache.codec.format.KeyFormat;
import org.tandemcache.coherence.ChangeFeed;
import org.tandemcache.far.FarKey;

/**
 * Who follows the changes of one cache, and what tells of them, which is there while somebody does. Near copies go
 * before a listener hears of the change, for their own notice may come later. Thread-safe.
 *
 * @param <K> the type of keys
 */
public final class Changes<K> implements ChangeFeed.Sink, AutoCloseable {
    private final KeyFormat keys;
    private final Executor executor;
    private final Function<ChangeFeed.Sink, ChangeFeed> opener;
    private final ChangeCounters counters;
    private final Consumer<FarKey> dropCopy;
    private final Runnable dropCopies;
    private final Function<byte[], @Nullable String> tagOf;
    private final String allTag;
    // Replaced as a whole under this object's monitor.
    private volatile List<Follower<K>> followers = List.of();
    // Both guarded by this object's monitor.
    private @Nullable ChangeFeed feed;
    private boolean closed;

    /**
     * @param executor runs the listeners
     * @param opener follows the changes for the first of them; does not block
     * @param counters of what is heard
     * @param dropCopy forgets the near copy of a key that was {@linkplain KeyFormat#named named}
     * @param dropCopies forgets all of them
     * @param tagOf forgets what is known of the tag that has this key, and names it; null for other keys
     * @param allTag the tag of all entries
     */
    public Changes(
            KeyFormat keys,
            Executor executor,
            Function<ChangeFeed.Sink, ChangeFeed> opener,
            ChangeCounters counters,
            Consumer<FarKey> dropCopy,
            Runnable dropCopies,
            Function<byte[], @Nullable String> tagOf,
            String allTag) {
        this.keys = keys;
        this.executor = executor;
        this.opener = opener;
        this.counters = counters;
        this.dropCopy = dropCopy;
        this.dropCopies = dropCopies;
        this.tagOf = tagOf;
        this.allTag = allTag;
    }

    /**
     * Adds a listener.
     *
     * @throws IllegalStateException if the cache is closed
     */
    public synchronized ChangeSubscription subscribe(ChangeListener<? super K> listener) {
        if (closed) {
            throw new IllegalStateException("the cache is closed");
        }
        Follower<K> follower = new Follower<>(listener, keys, executor, counters, this::unsubscribe);
        List<Follower<K>> more = new ArrayList<>(followers);
        more.add(follower);
        followers = List.copyOf(more);
        if (feed == null) {
            feed = opener.apply(this);
        } else {
            follower.lost(); // what the first one was told when it began
        }
        return follower;
    }

    private synchronized void unsubscribe(Follower<K> follower) {
        followers = followers.stream().filter(other -> other != follower).toList();
        if (followers.isEmpty() && feed != null) {
            feed.close();
            feed = null;
        }
    }

    @Override
    public void changed(byte[] key) {
        FarKey named = keys.named(key);
        if (named != null) {
            counters.countHeard();
            dropCopy.accept(named);
            followers.forEach(follower -> follower.changed(named));
            return;
        }
        String tag = tagOf.apply(key);
        if (tag != null) { // else no key of this cache
            counters.countHeard();
            followers.forEach(tag.equals(allTag) ? Follower::cleared : follower -> follower.tagInvalidated(tag));
        }
    }

    @Override
    public void cleared() {
        dropCopies.run();
        followers.forEach(Follower::cleared);
    }

    @Override
    public void lost() {
        counters.countLoss();
        dropCopies.run();
        followers.forEach(Follower::lost);
    }

    /** Ends all subscriptions; later calls do nothing. */
    @Override
    public synchronized void close() {
        closed = true;
        followers.forEach(Follower::close);
    }
}
