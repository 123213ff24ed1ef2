package org.tandemcache.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tandemcache.codec.format.KeyFormat;
import org.tandemcache.engine.NearReads.NearClaim;
import org.tandemcache.far.FarKey;
import org.tandemcache.far.FarTierException;
import org.tandemcache.far.FarTierException.Kind;
import org.tandemcache.far.StoredEntry;
import org.tandemcache.near.NearTier;
import org.tandemcache.near.NearValue;
import org.tandemcache.tags.CacheTags;

/**
 * Reads of which nobody waits for the value: they fill the near tier as the reads of {@link TieredLookup} do, and hand
 * nothing out. A reader who misses such a key meanwhile joins a read that is on its way: what may take long, a
 * connection that is to be made and the code of the user's keys, is done before the keys are reserved. Thread-safe.
 */
final class PreloadReads<K> {
    private static final Logger log = LoggerFactory.getLogger(PreloadReads.class);
    private static final int CHUNK = 100;

    private final NearReads<K> reads;
    private final NearParts<K> parts;
    private final @Nullable CacheTags tags;
    private final Duration longestWait;

    /**
     * @param tags null where entries have no stamps
     * @param longestWait for the answers of a chunk
     */
    PreloadReads(NearReads<K> reads, @Nullable CacheTags tags, Duration longestWait) {
        this.reads = reads;
        this.parts = reads.parts();
        this.tags = tags;
        this.longestWait = longestWait;
    }

    /**
     * What came of a chunk.
     *
     * @param copies how many near copies were made
     * @param failure of the read of a key; null if all were answered
     */
    record Outcome(int copies, @Nullable FarTierException failure) {}

    /** How many keys are read together. */
    int chunk() {
        return Math.min(CHUNK, parts.sizes().entriesPerChunk());
    }

    /** The key as it lies in Redis, with an object of its own that nobody can change. */
    FarKey detached(K key) {
        KeyFormat format = parts.keys().format();
        return format.detached(format.encode(key));
    }

    NearTier<Object> tier() {
        return parts.tier();
    }

    /** Whether there is no copy that could be served. Runs no user code. */
    boolean isMissing(FarKey key) {
        NearValue copy = parts.tier().peek(parts.keys().of(key));
        return copy == null || !copy.servable(System.nanoTime());
    }

    /**
     * Reads keys, and waits for their answers.
     *
     * @param keys which nobody can change
     * @throws FarTierException if no tracked connection can be had; nothing was read
     */
    Outcome read(List<FarKey> keys) {
        List<FarKey> wanted = new ArrayList<>(keys.size());
        for (FarKey key : keys) {
            if (known(key)) {
                wanted.add(key);
            }
        }
        connect(wanted);
        List<NearClaim> claims = new ArrayList<>(wanted.size());
        for (FarKey key : wanted) {
            NearClaim claim = reads.claimForNobody(key);
            if (claim != null) {
                claims.add(claim);
            }
        }
        reads.send(claims);
        return answers(claims);
    }

    /** Where a key is found by its equals and hashCode, which are the user's. */
    private boolean known(FarKey key) {
        try {
            parts.keys().reserving(key);
            return true;
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            log.debug("A key can't be preloaded: {}", e.toString());
            return false;
        }
    }

    /**
     * Waits once for each server that holds one of the keys. One that is away fails its own keys, as they are read.
     *
     * @throws FarTierException if none can be reached
     */
    private void connect(List<FarKey> keys) {
        FarTierException failure = null;
        boolean reached = false;
        for (FarKey key : keys) {
            try {
                if (!parts.reads().isReady(key)) {
                    parts.reads().read(List.of(key), List.of(new ReadBack(() -> {})));
                }
                reached = true;
            } catch (FarTierException e) {
                failure = e;
            }
        }
        if (failure != null && !reached) {
            throw failure;
        }
    }

    private Outcome answers(List<NearClaim> claims) {
        long deadline = System.nanoTime() + longestWait.toNanos();
        List<@Nullable StoredEntry> entries = new ArrayList<>(claims.size());
        int copies = 0;
        long bytes = 0;
        FarTierException failure = null;
        for (NearClaim claim : claims) {
            try {
                NearFill.Found found = awaited(claim, deadline);
                StoredEntry entry = found.entry();
                if (entry != null) {
                    entries.add(entry);
                    bytes += entry.bytes().length;
                }
                copies += found.kept() == null || entry == null ? 0 : 1;
            } catch (FarTierException e) {
                failure = e;
            }
        }
        if (!claims.isEmpty()) {
            parts.sizes().learn(entries.size(), bytes);
        }
        learn(entries);
        return new Outcome(copies, failure);
    }

    /** A copy is served once its stamps can be judged: now, so that no reader has to wait for that. */
    private void learn(List<@Nullable StoredEntry> entries) {
        if (tags == null) {
            return;
        }
        try {
            tags.learn(entries);
        } catch (FarTierException e) {
            log.debug("Who reads what was preloaded has to find out its tags: {}", e.toString());
        }
    }

    private NearFill.Found awaited(NearClaim claim, long deadline) {
        try {
            return (NearFill.Found) Objects.requireNonNull(
                    claim.own().answer().get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS));
        } catch (ExecutionException e) {
            throw e.getCause() instanceof FarTierException known
                    ? known
                    : new FarTierException(Kind.REJECTED, String.valueOf(e.getCause()), e.getCause());
        } catch (TimeoutException e) {
            reads.restore(claim, claim.own()); // nobody is to join it any more
            throw new FarTierException(
                    Kind.UNAVAILABLE, "Redis did not answer within " + longestWait.toMillis() + " ms", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            reads.restore(claim, claim.own());
            throw new FarTierException(Kind.UNAVAILABLE, "interrupted while waiting for Redis's answer", e);
        }
    }
}
