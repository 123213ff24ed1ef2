package org.tandemcache.tags;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.tandemcache.far.Comparison;
import org.tandemcache.far.FarKey;
import org.tandemcache.far.FarTier;
import org.tandemcache.far.FarTierException;
import org.tandemcache.far.FarTierException.Kind;
import org.tandemcache.far.Lifetime;
import org.tandemcache.far.StoredEntry;
import org.tandemcache.far.WriteLifetimes;

/**
 * A far tier whose entries have stamps: one whose stamps don't hold any more is handed out as
 * {@linkplain StoredEntry#isOutdated outdated}, and where existence decides, it is not there. Thread-safe.
 */
public final class TaggedFarTier implements FarTier {
    private static final int MOST_ATTEMPTS = 10;

    private final FarTier far;
    private final CacheTags tags;

    public TaggedFarTier(FarTier far, CacheTags tags) {
        this.far = far;
        this.tags = tags;
    }

    private static boolean isEntry(@Nullable StoredEntry judged) {
        return judged != null && !judged.isAbsent();
    }

    /** Judges what a change has replaced: it is made, though nobody can tell what it has replaced. */
    private @Nullable StoredEntry replaced(@Nullable StoredEntry before) {
        try {
            return tags.judge(before);
        } catch (FarTierException e) {
            throw unknown(e);
        }
    }

    private static FarTierException unknown(FarTierException cause) {
        return cause.kind() == Kind.UNAVAILABLE
                ? new FarTierException(Kind.UNKNOWN_OUTCOME, String.valueOf(cause.getMessage()), cause)
                : cause;
    }

    private List<@Nullable StoredEntry> judged(Supplier<List<@Nullable StoredEntry>> bulk) {
        return tags.judgeAll(read(bulk));
    }

    private List<@Nullable StoredEntry> read(Supplier<List<@Nullable StoredEntry>> bulk) {
        try {
            return bulk.get();
        } catch (FarTierException e) {
            throw e.done().isEmpty() ? e : e.having(judgedDone(e.done()));
        }
    }

    /** What has come before the failure; without what can't be judged. */
    private Map<Integer, @Nullable StoredEntry> judgedDone(Map<Integer, @Nullable StoredEntry> done) {
        List<Integer> places = List.copyOf(done.keySet());
        List<@Nullable StoredEntry> stored = new ArrayList<>();
        places.forEach(place -> stored.add(done.get(place)));
        Map<Integer, @Nullable StoredEntry> known = new HashMap<>();
        try {
            List<@Nullable StoredEntry> all = tags.judgeAll(stored);
            for (int i = 0; i < all.size(); i++) {
                known.put(places.get(i), all.get(i));
            }
        } catch (FarTierException e) {
            known.clear();
        }
        return known;
    }

    @Override
    public boolean mayBePassed() {
        return far.mayBePassed();
    }

    @Override
    public @Nullable StoredEntry get(FarKey key) {
        return tags.judge(far.get(key));
    }

    @Override
    public @Nullable StoredEntry getTimed(FarKey key) {
        return tags.judge(far.getTimed(key));
    }

    @Override
    public @Nullable StoredEntry getAndTouch(FarKey key, Lifetime lifetime) {
        return tags.judge(far.getAndTouch(key, lifetime));
    }

    @Override
    public List<@Nullable StoredEntry> getAll(List<FarKey> keys) {
        return judged(() -> far.getAll(keys));
    }

    @Override
    public void touch(FarKey key, Lifetime lifetime) {
        far.touch(key, lifetime); // what is outdated stays so, and its reader replaces it
    }

    @Override
    public @Nullable Lifetime lifetime(FarKey key) {
        StoredEntry entry = getTimed(key);
        if (entry == null || entry.isAbsent()) {
            return null;
        }
        long millis = entry.remainingMillis();
        return millis < 0 ? Lifetime.ETERNAL : new Lifetime(Math.max(1, millis));
    }

    @Override
    public boolean setLifetime(FarKey key, Lifetime lifetime) {
        for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
            StoredEntry seen = get(key);
            if (seen == null || seen.isAbsent()) {
                return false;
            }
            if (far.compare(new Comparison.Touch(key, seen, lifetime))) {
                return true;
            }
        }
        throw overtaken();
    }

    @Override
    public List<@Nullable StoredEntry> getAllAndTouch(List<FarKey> keys, Lifetime lifetime) {
        return judged(() -> far.getAllAndTouch(keys, lifetime));
    }

    @Override
    public boolean contains(FarKey key) {
        return isEntry(header(key));
    }

    /** All of it: the stamps have no bound that is worth another read. */
    @Override
    public @Nullable StoredEntry header(FarKey key) {
        return get(key);
    }

    /** What is outdated gives way to the marker. */
    @Override
    public boolean claim(FarKey key, byte[] marker, Lifetime lease) {
        if (far.claim(key, marker, lease)) {
            return true;
        }
        StoredEntry there = get(key);
        return there != null && there.isOutdated() && far.compare(new Comparison.Put(key, there, marker, lease));
    }

    @Override
    public List<Boolean> claimAll(List<FarKey> keys, List<byte[]> markers, Lifetime lease) {
        List<Boolean> granted = new ArrayList<>(far.claimAll(keys, markers, lease));
        List<Integer> refused = new ArrayList<>();
        for (int i = 0; i < granted.size(); i++) {
            if (!granted.get(i)) {
                refused.add(i);
            }
        }
        if (refused.isEmpty()) {
            return granted;
        }
        List<@Nullable StoredEntry> there =
                getAll(refused.stream().map(keys::get).toList());
        List<Integer> places = new ArrayList<>();
        List<Comparison> changes = new ArrayList<>();
        for (int i = 0; i < there.size(); i++) {
            StoredEntry entry = there.get(i);
            if (entry != null && entry.isOutdated()) {
                int place = refused.get(i);
                places.add(place);
                changes.add(new Comparison.Put(keys.get(place), entry, markers.get(place), lease));
            }
        }
        far.compareAll(changes, new Comparison.Answers() {
            @Override
            public void answered(int index, boolean done) {
                granted.set(places.get(index), done);
            }

            @Override
            public void failed(int index, FarTierException failure) {
                // the first one is thrown
            }
        });
        return granted;
    }

    @Override
    public void put(FarKey key, byte[] value, WriteLifetimes lifetimes) {
        far.put(key, value, lifetimes);
    }

    @Override
    public @Nullable StoredEntry getAndPut(FarKey key, byte[] value, WriteLifetimes lifetimes) {
        return replaced(far.getAndPut(key, value, lifetimes));
    }

    @Override
    public boolean putIfAbsent(FarKey key, byte[] value, Lifetime lifetime) {
        for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
            if (far.putIfAbsent(key, value, lifetime)) {
                return true;
            }
            StoredEntry there = get(key);
            if (isEntry(there)) {
                return false;
            }
            if (there != null && far.compare(new Comparison.Put(key, there, value, lifetime))) {
                return true;
            }
        }
        throw overtaken();
    }

    private static FarTierException overtaken() {
        return new FarTierException(
                Kind.REJECTED, "the entry was changed by others at each of " + MOST_ATTEMPTS + " attempts", null);
    }

    @Override
    public boolean replace(FarKey key, byte[] value, Lifetime lifetime) {
        return getAndReplace(key, value, lifetime) != null;
    }

    @Override
    public void replaceAll(List<FarKey> keys, List<byte[]> values, Lifetime lifetime) {
        for (int i = 0; i < keys.size(); i++) {
            replace(keys.get(i), values.get(i), lifetime);
        }
    }

    @Override
    public @Nullable StoredEntry getAndReplace(FarKey key, byte[] value, Lifetime lifetime) {
        for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
            StoredEntry seen = get(key);
            if (!isEntry(seen)) {
                return null;
            }
            if (far.compare(new Comparison.Put(key, seen, value, lifetime))) {
                return seen;
            }
        }
        throw overtaken();
    }

    @Override
    public boolean remove(FarKey key) {
        return isEntry(getAndRemove(key));
    }

    @Override
    public @Nullable StoredEntry getAndRemove(FarKey key) {
        return replaced(far.getAndRemove(key));
    }

    @Override
    public boolean compare(Comparison change) {
        return far.compare(change);
    }

    @Override
    public void compareAll(List<Comparison> changes, Comparison.Answers answers) {
        far.compareAll(changes, answers);
    }

    @Override
    public void putAll(List<FarKey> keys, List<byte[]> values, List<WriteLifetimes> lifetimes) {
        far.putAll(keys, values, lifetimes);
    }

    @Override
    public List<@Nullable StoredEntry> getAndPutAll(
            List<FarKey> keys, List<byte[]> values, List<WriteLifetimes> lifetimes) {
        return judgedChange(() -> far.getAndPutAll(keys, values, lifetimes));
    }

    @Override
    public List<@Nullable StoredEntry> getAndRemoveAll(List<FarKey> keys) {
        return judgedChange(() -> far.getAndRemoveAll(keys));
    }

    private List<@Nullable StoredEntry> judgedChange(Supplier<List<@Nullable StoredEntry>> bulk) {
        tags.begin(); // what can't be known is known before anything is changed
        List<@Nullable StoredEntry> before = read(bulk);
        try {
            return tags.judgeAll(before);
        } catch (FarTierException e) {
            throw unknown(e);
        }
    }

    @Override
    public long removeAll(List<FarKey> keys) {
        return far.removeAll(keys);
    }

    @Override
    public Iterator<List<byte[]>> scan() {
        return far.scan();
    }

    @Override
    public void clear() {
        far.clear();
    }
}
