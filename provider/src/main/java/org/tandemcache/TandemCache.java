package org.tandemcache;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import javax.cache.Cache;
import org.jspecify.annotations.Nullable;
import org.tandemcache.config.EntryOptions;
import org.tandemcache.config.TagStamp;

/**
 * A cache of Tandem, for what goes beyond {@code javax.cache}: {@code cache.unwrap(TandemCache.class)}. Thread-safe.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
public interface TandemCache<K, V> extends Cache<K, V> {
    /** What this cache does in each of its tiers, and whether its near tier is coherent. A live view; no round trip. */
    TandemCacheMXBean tiers();

    /**
     * The value of a key; where there is none, what the loader brings, which is stored: the cache-aside that is
     * otherwise written by hand, without its hole. The loader runs in the caller's thread. Who asks for the same key
     * meanwhile waits, and a value is not stored if something has happened to its key since its load began: in this
     * JVM, or on all nodes with {@code load.protection = cluster}. It is never written through.
     *
     * <p>No round trip for a near hit, one for another hit, two for a miss, and one more with {@code cluster}.
     *
     * @param loader asked for the key alone; it must not use the cache for that same key. What it throws reaches every
     *     caller that waits for it, as the cause of a {@code CacheLoaderException}
     * @return null if there is no value and the loader knows none, which is remembered with
     *     {@code load.remember-absent}; nothing is stored then
     * @throws NullPointerException if an argument is null
     * @throws IllegalStateException if the cache is closed
     * @throws javax.cache.integration.CacheLoaderException if the loader fails, or another thread's load takes too long
     * @throws javax.cache.CacheException if Redis is away and the cache's failure mode is to fail, or refuses
     */
    @Nullable
    V get(K key, Function<? super K, ? extends @Nullable V> loader);

    /**
     * The value of a key; where there is none, a claim by which to store what the caller finds out elsewhere: for
     * cache-aside whose loader can't be named at the call. In place of {@code get} and {@code put}, which store what
     * was read before a change behind that change.
     *
     * <p>With {@code load.protection = cluster} nothing may happen to the key in between, by whichever node; with less
     * it is stored if there is no entry then. Nobody waits for such a claim, and several may be held for a key: the
     * first store counts. The cache's own loader is not asked. No round trip for a near hit, one for another hit, two
     * for a miss with {@code cluster}, three where somebody else is loading the key.
     *
     * @throws NullPointerException if the key is null
     * @throws IllegalStateException if the cache is closed
     * @throws javax.cache.CacheException if Redis is away and the cache's failure mode is to fail, or refuses
     */
    Claimed<V> getOrClaim(K key);

    /**
     * The value of a key, if a near copy answers by itself, as {@code get} would be answered then; counted as a near
     * hit. Else null, also where the entry is in Redis, where the cache has no near tier, and where a read has to
     * prolong the entry; none of these is counted as a miss. No round trip, and nothing else to wait for.
     *
     * @throws NullPointerException if the key is null
     * @throws IllegalStateException if the cache is closed
     */
    @Nullable
    V getNear(K key);

    /**
     * {@code put} of an entry that has options of its own. As plain {@code put} in all else: the writer, the listeners,
     * the statistics, the round trips. What a later write that brings no options gives the entry is said by the cache's
     * options for entries, else by its expiry policy: eternal and created leave it the end that it has.
     *
     * @param options those that it leaves open are the cache's
     * @throws NullPointerException if an argument is null
     * @throws IllegalStateException if the cache is closed
     * @throws UnsupportedOperationException if there is a lifetime in the options, and by the cache's expiry policy
     *     ({@code accessed} and {@code touched}) each read would replace it
     * @throws javax.cache.CacheException as {@code put} does
     */
    void put(K key, V value, EntryOptions options);

    /**
     * {@code putIfAbsent} of an entry that has options of its own, as {@link #put(Object, Object, EntryOptions)} has.
     *
     * @return whether it is stored: there was no entry
     */
    boolean putIfAbsent(K key, V value, EntryOptions options);

    /**
     * {@code putAll} of entries that all have the same options of their own, as {@link #put(Object, Object,
     * EntryOptions)} has.
     */
    void putAll(Map<? extends K, ? extends V> entries, EntryOptions options);

    /**
     * Invalidates all entries, on all nodes, by one command, however many there are: for a cache with {@code tags.mode}
     * other than {@code off}. Nothing that was stored, or whose load began, before it is there any more, here once this
     * returns, and in each other JVM once the server's notice has reached it. The values lie in Redis until they are
     * read, overwritten or expired, or {@link #clear} removes them. Writer and listeners of JSR-107 are not called; a
     * {@link ChangeListener} is told. One round trip.
     *
     * <p>What another JVM stores before the notice has reached it is not there afterwards: no feature for a cache that
     * is the truth.
     *
     * @throws UnsupportedOperationException if the cache's {@code tags.mode} is {@code off}
     * @throws IllegalStateException if the cache is closed
     * @throws javax.cache.CacheException if Redis is away and the cache's failure mode is to fail; or refuses
     */
    void invalidateAll();

    /**
     * Invalidates all entries that have one of these tags ({@link EntryOptions#withTags}), on all nodes, however many
     * there are. Nothing that was stored, or whose load began, before the call is there any more, here once this
     * returns, and in each other JVM once the server's notice has reached it. As {@link #invalidateAll} in all else.
     * Two round trips. With {@code tags.space} the entries of all caches of that space.
     *
     * @param tags each of 1 to 255 bytes in UTF-8, and not {@code *}; at most 100. Nothing happens without any
     * @throws UnsupportedOperationException if the cache's {@code tags.mode} is not {@code tags}
     * @throws IllegalArgumentException if a name is not allowed
     * @throws NullPointerException if a name is null
     * @throws IllegalStateException if the cache is closed, or an entry processor of it runs in this thread
     * @throws javax.cache.CacheException if Redis is away and the cache's failure mode is to fail; or refuses. Some of
     *     the tags may be invalidated then
     */
    void invalidateTags(String... tags);

    /**
     * What these tags stand for now, to be taken before a value is read from where it comes from, and given to its
     * {@code put} ({@link EntryOptions#withStamp}): what is invalidated in between is not there behind the {@code put}.
     * For cache-aside by hand alone; loaders and {@link #getOrClaim} do without. No round trip for what is known here,
     * else one for all.
     *
     * @param tags as for {@link #invalidateTags}; may be none, for a stamp of the generation
     * @throws UnsupportedOperationException if the cache's {@code tags.mode} is not {@code tags}
     * @throws IllegalArgumentException if a name is not allowed
     * @throws NullPointerException if a name is null
     * @throws IllegalStateException if the cache is closed
     * @throws javax.cache.CacheException if Redis is away and the cache's failure mode is to fail, or refuses. In the
     *     other modes what is stored with the stamp is no entry then
     */
    TagStamp stamp(String... tags);

    /**
     * Frees the memory of entries that {@link #invalidateAll} or {@link #invalidateTags} has ended and nobody has
     * overwritten, in this thread: walks all keys of the server, reads the heads of the values of this cache, and the
     * versions of their tags, in two round trips for 200 of them, and rests as long as it works. Nobody sees a
     * difference: such entries were none before. Of use where entries have no expiry; meant for a thread of the
     * background. Ends early where the cache is closed meanwhile. Several may run at once.
     *
     * @return how many it has removed
     * @throws UnsupportedOperationException if the cache's entries have no generation
     * @throws IllegalStateException if the cache is closed
     * @throws javax.cache.CacheException if Redis is away, whatever the failure mode; or refuses; or the thread is
     *     interrupted. What is removed by then stays so
     */
    long sweep();

    /**
     * How long the entry has still to live, by the server's clock. Neither an access nor a hit. One round trip.
     *
     * @return empty if there is no entry, and while Redis is away and the cache's failure mode is not to fail
     * @throws NullPointerException if the key is null
     * @throws IllegalStateException if the cache is closed
     * @throws javax.cache.CacheException if Redis is away and the cache's failure mode is to fail, or refuses
     */
    Optional<EntryLifetime> lifetime(K key);

    /**
     * Gives the entry another lifetime, from now on and exactly: {@code expiry.jitter} shortens what is stored alone.
     * Near copies in every JVM follow. The value stays, so writer and listeners are not called. Where each read gives
     * the entry the policy's lifetime ({@code accessed}, {@code touched}), it holds until then. One round trip.
     *
     * @param lifetime in whole milliseconds; {@code ChronoUnit.FOREVER.getDuration()} for no end
     * @return whether there is an entry; false also while Redis is away and the cache's failure mode is not to fail
     * @throws NullPointerException if an argument is null
     * @throws IllegalArgumentException if the lifetime is not above zero
     * @throws IllegalStateException if the cache is closed
     * @throws javax.cache.CacheException if Redis is away and the cache's failure mode is to fail, or refuses
     */
    boolean setLifetime(K key, Duration lifetime);

    /**
     * Loads a key anew that has an entry, on another thread, and stores what the loader brings if nobody has changed
     * the entry meanwhile. Readers go on with what there is. A key without an entry is left alone, and so is one that
     * another node refreshes, or did a moment ago: once in {@code refresh.retry} or {@code load.lease}, whichever is
     * longer. Where the loader knows no value any more, the entry is removed.
     *
     * <p>Three round trips, none of them in this thread. What is run behind the future may run on the thread that
     * refreshes.
     *
     * @return true once a new value is stored, false if none is; or the failure: a {@code CacheLoaderException} of the
     *     loader's, a {@code CacheException} if Redis is away or refuses
     * @throws NullPointerException if the key is null
     * @throws IllegalStateException if the cache is closed, or nothing of it is refreshed, for
     *     {@code refresh.before-expiry} is not set
     */
    CompletableFuture<Boolean> refresh(K key);

    /**
     * Reads entries into the near tier, in the background: chunks of 100 keys, one under way at a time, at
     * {@code near.preload.rate}. Keys that have a copy are skipped, and those that have no entry stay misses: no loader
     * is asked, and nothing is counted as a hit or a miss. Needs no {@code near.preload.enabled}, which keeps the list
     * of keys by itself. Each chunk is one or two round trips, none of them in this thread.
     *
     * @param keys the first 100,000 of them are read; they are encoded in this thread
     * @return how many copies were made: 0 for a cache without near tier, and where each read prolongs the entry; or
     *     the failure: a {@code CacheException} if Redis is away, refuses, or is slow, or a slot is moving, which
     *     leaves what could be read, in a cluster from the other masters; or if more keys than 100,000 wait already; an
     *     {@code IllegalStateException} if the cache is closed meanwhile. What is run behind the future may run on the
     *     thread that preloads
     * @throws NullPointerException if the keys, or one of them, are null
     * @throws IllegalStateException if the cache is closed
     * @throws javax.cache.CacheException if a key can't be encoded
     */
    CompletableFuture<Long> preload(Iterable<? extends K> keys);

    /**
     * Forgets every near copy of this cache in this manager; the next read of each key asks Redis. The entries stay. No
     * round trip.
     */
    void dropNear();

    /**
     * Follows all changes of this cache, whoever makes them. The first listener opens one more connection to each
     * master (server-assisted tracking in broadcasting mode), which costs the server a few microseconds a write; others
     * share it. Near copies of what is told are forgotten here, too. Does not wait for the connections: while there are
     * none, nothing is told, and {@link ChangeListener#lost} follows.
     *
     * @param listener held until the subscription or the cache is closed. At most 10,000 keys wait for one that is
     *     slower than the changes; with more, they are dropped and it is told {@link ChangeListener#lost}
     * @throws NullPointerException if the listener is null
     * @throws IllegalStateException if the cache is closed
     */
    ChangeSubscription onChange(ChangeListener<? super K> listener);

    /**
     * Reads what all nodes have written down of their changes of this cache, from behind a position, and goes on with
     * what they write. In order, each event once, across lost connections, failovers and, by the position of the last
     * event, restarts of this JVM; or {@link JournalListener#lost} is called. Needs {@code journal.length} on each node
     * that writes. Does not wait; while Redis is away nothing is told. One more connection, and while there is nothing
     * new a command each second.
     *
     * @param from behind which event to begin: {@link JournalEvent#position} of an earlier reading,
     *     {@link JournalPosition#BEGINNING} or {@link JournalPosition#NOW}
     * @param listener held until the subscription or the cache is closed
     * @throws NullPointerException if an argument is null
     * @throws UnsupportedOperationException if the cache's {@code journal.length} is 0
     * @throws IllegalStateException if the cache is closed
     */
    ChangeSubscription readJournal(JournalPosition from, JournalListener<? super K, ? super V> listener);

    /**
     * The same cache, for callers who don't wait. The same view each time; the first call makes it. Needs no close.
     *
     * @throws IllegalStateException if the cache is closed
     */
    TandemAsyncCache<K, V> async();

    /** How the cache's manager stands with its Redis now. No round trip. */
    TandemHealth health();
}
