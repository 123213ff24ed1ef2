package org.tandemcache.integration;

import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.cache.integration.CompletionListenerFuture;
import org.jspecify.annotations.Nullable;
import org.tandemcache.Claimed;
import org.tandemcache.TandemCache;

/** The ways in which a row comes into the cache. */
enum RacedLoad {
    GET(false, (cache, key, source) -> cache.get(key)),
    GET_BY_LOADER_OF_THE_CALL(false, (cache, key, source) -> cache.get(key, source::load)),
    GET_ALL(false, (cache, key, source) -> cache.getAll(Set.of(key)).get(key)),
    LOAD_ALL(false, (cache, key, source) -> loadAll(cache, key, false)),
    LOAD_ALL_THAT_REPLACES(false, (cache, key, source) -> loadAll(cache, key, true)),
    INVOKE_THAT_ASKS(false, (cache, key, source) -> cache.invoke(key, (entry, arguments) -> entry.getValue())),
    INVOKE_THAT_SETS(
            false,
            (cache, key, source) -> cache.invoke(key, (entry, arguments) -> {
                String row = source.load(key);
                entry.setValue(row);
                return row;
            })),
    CLAIM_AND_STORE(false, (cache, key, source) -> {
        Claimed<String> claimed = cache.getOrClaim(key);
        String found = claimed.value();
        if (found != null) {
            return found;
        }
        String row = source.load(key);
        claimed.store(row);
        return row;
    }),
    LOAD_ALL_THAT_REPLACES_AN_ENTRY(true, (cache, key, source) -> loadAll(cache, key, true)),
    INVOKE_THAT_SETS_AN_ENTRY(true, INVOKE_THAT_SETS.by),
    REFRESH(true, (cache, key, source) -> cache.refresh(key).get(60, TimeUnit.SECONDS));

    private interface By {
        @Nullable
        Object load(TandemCache<String, String> cache, String key, RacedSource source) throws Exception;
    }

    private final boolean ofAnEntry;

    @SuppressWarnings("ImmutableEnumChecker") // none of them holds anything
    private final By by;

    RacedLoad(boolean ofAnEntry, By by) {
        this.ofAnEntry = ofAnEntry;
        this.by = by;
    }

    /** Whether there is an entry already; else there is none. */
    boolean isOfAnEntry() {
        return ofAnEntry;
    }

    /** Whether others who miss the key wait for it: not for who may never store. */
    boolean makesOthersWait() {
        return this != CLAIM_AND_STORE;
    }

    boolean waitsForOthers() {
        return this != CLAIM_AND_STORE && this != INVOKE_THAT_ASKS && this != INVOKE_THAT_SETS;
    }

    @Nullable
    Object by(TandemCache<String, String> cache, String key, RacedSource source) throws Exception {
        return by.load(cache, key, source);
    }

    private static @Nullable Object loadAll(TandemCache<String, String> cache, String key, boolean replace)
            throws Exception {
        CompletionListenerFuture done = new CompletionListenerFuture();
        cache.loadAll(Set.of(key), replace, done);
        return done.get(60, TimeUnit.SECONDS);
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
