package org.tandemcache.tags;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.tandemcache.far.Comparison;
import org.tandemcache.far.FarKey;
import org.tandemcache.far.FarTier;
import org.tandemcache.far.FarTierException;
import org.tandemcache.far.KeyScript;
import org.tandemcache.far.KeyScripts;
import org.tandemcache.far.Stamps;
import org.tandemcache.far.StoredEntry;

/**
 * Frees the memory of entries that are none any more. Their stamps are read before the versions of their tags are: what
 * has another one by then is over, for versions don't come back. It is removed if it is still the same. Thread-safe.
 */
public final class Sweep {
    private static final KeyScript HEAD = KeyScript.of(Sweep.class, "stamp-head.lua");

    /** How many heads are asked for in one flush. */
    private static final int CHUNK = 200;

    private static final long LONGEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(100);

    private final FarTier entries;
    private final KeyScripts scripts;
    private final CacheTags tags;

    /** @param entries as they lie there */
    public Sweep(FarTier entries, KeyScripts scripts, CacheTags tags) {
        this.entries = entries;
        this.scripts = scripts;
        this.tags = tags;
    }

    /**
     * Walks all keys, in the caller's thread, and rests as long as it works.
     *
     * @param goesOn looked at before each chunk
     * @return how many it has removed
     * @throws FarTierException if the far tier fails, or the thread is interrupted
     */
    public long run(BooleanSupplier goesOn) {
        long removed = 0;
        Iterator<List<byte[]>> pages = entries.scan();
        while (pages.hasNext()) {
            List<byte[]> page = pages.next();
            for (int from = 0; from < page.size(); from += CHUNK) {
                if (!goesOn.getAsBoolean()) {
                    return removed;
                }
                if (Thread.currentThread().isInterrupted()) { // answers that are there already are not waited for
                    throw new FarTierException(
                            FarTierException.Kind.UNKNOWN_OUTCOME,
                            "interrupted, having removed " + removed + " entries",
                            new InterruptedException());
                }
                long start = System.nanoTime();
                removed += swept(page.subList(from, Math.min(page.size(), from + CHUNK)));
                LockSupport.parkNanos(Math.min(LONGEST_PAUSE, System.nanoTime() - start));
            }
        }
        return removed;
    }

    private long swept(List<byte[]> keys) {
        List<CompletableFuture<List<Object>>> heads = new ArrayList<>(keys.size());
        List<FarKey> asked = new ArrayList<>(keys.size());
        for (byte[] key : keys) {
            FarKey farKey = FarKey.ofBytes(key);
            asked.add(farKey);
            heads.add(scripts.run(HEAD, farKey));
        }
        List<Comparison> stamped = new ArrayList<>();
        List<Stamps> stamps = new ArrayList<>();
        for (int i = 0; i < asked.size(); i++) {
            StoredEntry head = new StoredEntry(head(heads.get(i)));
            Stamps found = head.isMarker() ? null : Stamps.of(head.bytes());
            if (found != null) { // else something else decides of it, or a node that can read its stamps
                stamped.add(new Comparison.Remove(asked.get(i), head));
                stamps.add(found);
            }
        }
        if (stamped.isEmpty()) {
            return 0;
        }
        VersionsNow versions = tags.versionsBehind(stamps);
        List<Comparison> over = new ArrayList<>();
        for (int i = 0; i < stamped.size(); i++) {
            if (versions.endOf(stamps.get(i))) {
                over.add(stamped.get(i));
            }
        }
        return over.isEmpty() ? 0 : removed(over);
    }

    /** Within the command timeout. */
    private static byte[] head(CompletableFuture<List<Object>> answer) {
        try {
            List<Object> reply = answer.join();
            return !reply.isEmpty() && reply.get(0) instanceof byte[] head ? head : new byte[0];
        } catch (CompletionException e) {
            FarTierException failure = FarTierException.of(e);
            throw failure == null ? e : failure;
        }
    }

    private long removed(List<Comparison> over) {
        long[] done = {0};
        entries.compareAll(over, new Comparison.Answers() {
            @Override
            public void answered(int index, boolean removed) {
                done[0] += removed ? 1 : 0;
            }

            @Override
            public void failed(int index, FarTierException failure) {
                // the first one is thrown
            }
        });
        tags.counts().swept(done[0]);
        return done[0];
    }
}
