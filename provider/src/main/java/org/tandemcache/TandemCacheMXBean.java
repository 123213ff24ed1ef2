package org.tandemcache;

import java.util.Map;
import org.tandemcache.observe.Described;

/**
 * What a cache does in each of its tiers, for people and for monitoring: by {@link TandemCache#tiers()} and as the
 * MBean {@code org.tandemcache:type=TandemCache,CacheManager=...,Cache=...}. All counts are those of this manager since
 * the cache was opened; none costs a round trip.
 */
@Described("A cache of Tandem in this JVM, by its tiers")
public interface TandemCacheMXBean {
    /** Reads that were answered from memory, the knowledge that a key has no entry included. */
    @Described("Reads answered from memory")
    long getNearHits();

    /** Reads that Redis answered with a value. */
    @Described("Reads that Redis answered with a value")
    long getFarHits();

    /** Reads that found no value in either tier. */
    @Described("Reads that found no value in either tier")
    long getMisses();

    /**
     * Answers of Redis that were not kept near, because the entry was changed here, or notice of a change came that
     * they may not have seen, while they were under way.
     */
    @Described("Answers of Redis that were not kept near, because the entry was changed meanwhile")
    long getStoresRefused();

    /** Writes of this manager behind which the entry was read again, because its near copy had had readers. */
    @Described("Writes behind which the entry was read again, because its near copy had readers")
    long getFollowedWrites();

    /** Notices of Redis that an entry has changed, the own changes of this manager included. */
    @Described("Notices of Redis that an entry has changed")
    long getInvalidations();

    /** How often every near copy of the manager lost its promise at once, by cause. */
    @Described("How often every near copy of the manager lost its promise at once, by cause")
    Map<String, Long> getFlushes();

    /** How many keys have a near copy; an estimate. */
    @Described("How many keys have a near copy; an estimate")
    long getNearEntries();

    /**
     * How the near tier stands: {@code DISABLED} by configuration; {@code IDLE}, nothing was read yet;
     * {@code COHERENT}; {@code SUSPENDED}, copies are not served until the connection is back; {@code OFF}, the server
     * can't or may not track.
     */
    @Described("DISABLED, IDLE, COHERENT, SUSPENDED or OFF")
    String getCoherence();

    /** Why the near tier is not coherent and what to do; empty while it is. */
    @Described("Why the near tier is not coherent, and what to do")
    String getCoherenceDetail();

    /** The age of Redis's last proof of life, in milliseconds; -1 for none. */
    @Described("Age of Redis's last proof of life, in ms; -1 for none")
    long getProofAgeMillis();

    /** How the circuit breaker of the manager stands: {@link TandemHealth#breaker}. */
    @Described("The circuit breaker of the manager: CLOSED, OPEN, HALF_OPEN or DISABLED")
    String getBreaker();

    /** With how many of its servers the manager has a connection. */
    @Described("With how many of its servers the manager has a connection")
    int getNodesUp();

    /** What the last failed call of the manager said; empty before the first. Never a secret. */
    @Described("What the last failed call of the manager said")
    String getLastError();

    /** How long the last answered call of the manager took, in microseconds; -1 before the first. */
    @Described("How long the last answered call of the manager took, in microseconds; -1 before the first")
    long getLastRoundTripMicros();

    /** Reads that the failure policy answered while Redis was away: as misses, or by near copies. */
    @Described("Reads that the failure policy answered while Redis was away")
    long getBypassedReads();

    /** Entries that the failure policy did not store or remove while Redis was away, or did so perhaps. */
    @Described("Entries that the failure policy did not store or remove, or did so perhaps")
    long getDroppedWrites();

    /** Reads that were answered by a near copy that nobody could prove, while Redis was away. */
    @Described("Reads answered by a near copy that nobody could prove, while Redis was away")
    long getUnprovenReads();

    /** Keys that another node was loading when they were missed here; the readers waited for it. */
    @Described("Keys that another node was loading when they were missed")
    long getLoadsAwaited();

    /**
     * Values that were loaded and not stored, because something had happened to their keys meanwhile, or the load took
     * longer than its lease. Counted with {@code load.protection = cluster}.
     */
    @Described("Values that were loaded and not stored, for something had happened to their keys meanwhile")
    long getLoadsRefused();

    /**
     * Values that were met in Redis and are entries no more, because the cache or one of their tags was invalidated
     * since they were found out. Counted with {@code tags.mode} other than {@code off}.
     */
    @Described("Values that were met in Redis and are entries no more, for the cache was invalidated")
    long getOutdatedEntries();

    /** Such values that {@link TandemCache#sweep} has removed here. */
    @Described("Values that were entries no more, and were swept away")
    long getSweptEntries();

    /**
     * Values that were found out here, by loaders, refreshes, processors, claims or before a put with a stamp, and were
     * no entries by the time that they were to be stored, because the cache or one of their tags was invalidated
     * meanwhile, or nobody could rule that out. Who has asked for them was given them; the next read is a miss. Of an
     * invalidation that this node has not heard of by then it counts none: the value is met as outdated.
     */
    @Described("Values that were found out and no entries by then, for an invalidation had come meanwhile")
    long getLateValues();

    /** Calls here that have invalidated all entries, and that Redis has confirmed. */
    @Described("Calls that have invalidated all entries")
    long getInvalidationsOfAll();

    /** Calls here that have invalidated tags, each counted once however many it names, and that Redis has confirmed. */
    @Described("Calls that have invalidated tags, however many each")
    long getInvalidationsOfTags();

    /**
     * Versions that were read for operations here, because they were not known: of the generation, of each tag, and of
     * the epoch. After a start, an invalidation, a lost connection; and of the epoch behind each load that has brought
     * a tag that was not known before; and of the generation and each tag by sweeps, once for 200 entries.
     */
    @Described("Versions of the generation, of tags and of the epoch that were read, for they were not known")
    long getTagReads();

    /** Entries that were due, loaded anew here and stored; or removed, where the loader knew no value any more. */
    @Described("Entries that were loaded anew before they expired, and stored")
    long getRefreshes();

    /** Entries whose refresh has failed here: by the loader, or because Redis was away. They were served on. */
    @Described("Entries that could not be loaded anew before they expired")
    long getRefreshesFailed();

    /** Entries that were loaded anew here and not stored, for somebody had changed them meanwhile. */
    @Described("Entries that were loaded anew and not stored, for somebody had changed them meanwhile")
    long getRefreshesRefused();

    /** Entries that were due and not loaded anew, for 1,000 of them waited here already. */
    @Described("Entries that were due and not loaded anew, for too many waited already")
    long getRefreshesSkipped();

    /** Reads that were given a value whose refresh had failed here. It was not past its expiry. */
    @Described("Reads that were given a value whose refresh had failed")
    long getStaleServed();

    /** Near copies that were made here before anybody asked for them: by {@code near.preload} and by preload calls. */
    @Described("Near copies that were made before anybody asked for them")
    long getPreloadedCopies();

    /**
     * Lists of the keys that are read most that were written here, for all nodes. Counted with {@code near.preload}.
     */
    @Described("Lists of the keys that are read most that were written here, for all nodes")
    long getHotKeyLists();

    /**
     * Reads that missed and asked no loader, because it was remembered that it knows no value. Counted with
     * {@code load.remember-absent}.
     */
    @Described("Reads that asked no loader, for it was remembered that it knows no value")
    long getNegativeHits();

    /**
     * Events that an asynchronous listener was not told, because 10,000 of them waited for it already. A cache warns
     * the first time.
     */
    @Described("Events that an asynchronous listener was not told, because too many waited for it")
    long getDroppedEvents();

    /** Notices of changed keys that came for listeners of {@link TandemCache#onChange}; 0 while there are none. */
    @Described("Notices of changed keys that came while somebody follows the changes of the cache")
    long getChangesHeard();

    /**
     * How often listeners of {@link TandemCache#onChange} had to be told that changes may be missed: when a server
     * begins to be followed, a link is lost or a listener is too slow.
     */
    @Described("How often who follows the changes of the cache was told that some may be missed")
    long getChangeLosses();

    /** Changes of other nodes that were heard for listeners, with {@code listener-scope = cluster}; else 0. */
    @Described("Changes of other nodes that were heard for listeners")
    long getRemoteChangesHeard();

    /**
     * Changes of other nodes that are known to have been missed, with {@code listener-scope = cluster}; else 0. A
     * {@link MissedChangesListener} was told of each.
     */
    @Described("Changes of other nodes that listeners were not told, because they were missed")
    long getRemoteChangesMissed();

    /** Events that this manager has written into the journal of the cache; with {@code journal.length}, else 0. */
    @Described("Events that were written into the journal here")
    long getJournalWritten();

    /**
     * Changes that this manager could not write into the journal, or may have made without it; readers are told of a
     * loss. With {@code journal.length}, else 0.
     */
    @Described("Changes that could not be written into the journal here, or may be missing there")
    long getJournalUnwritten();

    /** Events of the journal that readers were told here, each reader by itself; 0 while nobody reads. */
    @Described("Events of the journal that its readers were told here")
    long getJournalRead();

    /**
     * How often readers of the journal were told here that events are gone or may be: {@link JournalListener#lost}. One
     * that begins at {@link JournalPosition#NOW} counts once.
     */
    @Described("How often readers of the journal were told here that events may be missing")
    long getJournalLosses();

    /** How many values were met in Redis that could not be read; each was a miss, unless configured to fail. */
    @Described("Values met in Redis that could not be read")
    long getUnreadableValues();

    /** {@link #getUnreadableValues} by reason: the names of {@link org.tandemcache.codec.UnreadableReason}. */
    @Described("Values met in Redis that could not be read, by reason")
    Map<String, Long> getUnreadableByReason();

    /** How many values could not be encoded; each was an exception, or was not stored where that is configured. */
    @Described("Values that could not be encoded")
    long getUnwritableValues();

    /**
     * How many values did not come back equal when they were decoded right away, of the first of each class; each was
     * stored, or was an exception where that is configured.
     */
    @Described("Values that did not come back equal when they were decoded right away")
    long getUnequalValues();

    /** Copies that went because there was no room for more. */
    @Described("Near copies that went because there was no room for more")
    long getNearEvictions();

    /** Copies that went because their time to live or to idle was over. */
    @Described("Near copies that went because their time to live or to idle was over")
    long getNearExpirations();

    /** What the near copies weigh, in bytes; -1 where their bound counts entries, and without near tier. */
    @Described("What the near copies weigh, in bytes; -1 where their bound counts entries, and without near tier")
    long getNearWeightBytes();

    /** Calls that could not reach Redis; nothing was sent. What breaker or bulkhead refused is none. */
    @Described("Calls that could not reach Redis; nothing was sent")
    long getErrorsUnavailable();

    /** Calls that Redis did not answer in time: a write may have been applied or not. */
    @Described("Calls that Redis did not answer in time: a write may have been applied or not")
    long getErrorsUnknownOutcome();

    /** Reads that Redis did not answer within the soft timeout. */
    @Described("Reads that Redis did not answer within the soft timeout")
    long getErrorsTooSlow();

    /** Calls that Redis answered with an error. */
    @Described("Calls that Redis answered with an error")
    long getErrorsRejected();

    /** How often the loader was called and threw nothing. */
    @Described("Calls of the loader that threw nothing")
    long getLoads();

    /** How often the loader threw. */
    @Described("Calls of the loader that threw")
    long getLoadFailures();

    /** How long all calls of the loader took together, in milliseconds. */
    @Described("How long all calls of the loader took together, in ms")
    long getLoadMillis();

    /** Entries that were stored; counted while the statistics of {@code javax.cache} are on. */
    @Described("Entries that were stored; counted while the statistics of javax.cache are on")
    long getPuts();

    /** Entries that were removed; counted while the statistics of {@code javax.cache} are on. */
    @Described("Entries that were removed; counted while the statistics of javax.cache are on")
    long getRemovals();

    /** How many events wait for asynchronous listeners now. */
    @Described("How many events wait for asynchronous listeners now")
    long getQueuedEvents();

    /** Values that could not be read because they are not of a format that this version knows. */
    @Described("Values that could not be read because they are not of a format that this version knows")
    long getUnreadableUnknownFormat();

    /** Values that could not be read because they name a codec that the cache does not read. */
    @Described("Values that could not be read because they name a codec that the cache does not read")
    long getUnreadableUnknownCodec();

    /** Values that could not be read because they name a class that the class filter refuses. */
    @Described("Values that could not be read because they name a class that the class filter refuses")
    long getUnreadableRefusedClass();

    /** Values that could not be read because they name a class that is not there. */
    @Described("Values that could not be read because they name a class that is not there")
    long getUnreadableMissingClass();

    /** Values that could not be read because they are damaged. */
    @Described("Values that could not be read because they are damaged")
    long getUnreadableCorrupt();

    /** Values that could not be read because they are larger than is allowed. */
    @Described("Values that could not be read because they are larger than is allowed")
    long getUnreadableTooLarge();

    /** Values that could not be read because they are not of the declared type. */
    @Described("Values that could not be read because they are not of the declared type")
    long getUnreadableWrongType();

    /**
     * What the near tier holds of a key. No round trip; it is no access, and counts nothing.
     *
     * @param key as it stands in Redis, whole or behind the cache's prefix: {@code s:CH} for the text {@code CH}
     * @throws IllegalArgumentException if no key of this cache reads so
     */
    @Described("What the near tier holds of a key, since when and of which version; no round trip")
    NearCopy nearCopy(
            @Described("The key as it stands in Redis, whole or behind the cache's prefix, such as s:CH") String key);

    /**
     * The mark of the write that Redis holds of a key, to be compared with those of near copies. One round trip, past
     * the near tier; another one where its tags are not known here.
     *
     * @param key as {@link #nearCopy} takes it
     * @return empty if there is no entry: nothing, a load that is under way, or what an invalidation has ended
     * @throws IllegalArgumentException if no key of this cache reads so
     * @throws javax.cache.CacheException if Redis does not answer
     */
    @Described("The version that Redis holds of a key, to be compared with near copies; one round trip")
    String storedVersion(
            @Described("The key as it stands in Redis, whole or behind the cache's prefix, such as s:CH") String key);

    /** Forgets every near copy of this cache in this manager, as {@link TandemCache#dropNear}. */
    @Described("Forgets every near copy of this cache in this JVM; the entries stay in Redis")
    void dropNearCopies();
}
