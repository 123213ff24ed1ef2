package org.tandemcache.integration;

import static org.tandemcache.integration.RacedSource.NEW;
import static org.tandemcache.integration.RacedSource.OLD;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import javax.cache.processor.MutableEntry;
import org.jspecify.annotations.Nullable;
import org.tandemcache.TandemCache;

/**
 * What users do with a key whose row has changed, with what it answers where there is no entry, or that of the old row.
 */
enum RacedChange {
    PUT(null, null, (cache, key) -> {
        cache.put(key, NEW);
        return null;
    }),
    PUT_ALL(null, null, (cache, key) -> {
        cache.putAll(Map.of(key, NEW));
        return null;
    }),
    PUT_IF_ABSENT(true, false, (cache, key) -> cache.putIfAbsent(key, NEW)),
    GET_AND_PUT(null, OLD, (cache, key) -> cache.getAndPut(key, NEW)),
    REPLACE(false, true, (cache, key) -> cache.replace(key, NEW)),
    REPLACE_BY_VALUE(false, true, (cache, key) -> cache.replace(key, OLD, NEW)),
    GET_AND_REPLACE(null, OLD, (cache, key) -> cache.getAndReplace(key, NEW)),
    REMOVE(false, true, (cache, key) -> cache.remove(key)),
    REMOVE_BY_VALUE(false, true, (cache, key) -> cache.remove(key, OLD)),
    GET_AND_REMOVE(null, OLD, (cache, key) -> cache.getAndRemove(key)),
    REMOVE_ALL_OF_KEYS(null, null, (cache, key) -> {
        cache.removeAll(Set.of(key));
        return null;
    }),
    REMOVE_ALL(null, null, (cache, key) -> {
        cache.removeAll();
        return null;
    }),
    CLEAR(null, null, (cache, key) -> {
        cache.clear();
        return null;
    }),
    INVOKE_THAT_SETS(false, true, (cache, key) -> invoke(cache, key, entry -> entry.setValue(NEW))),
    INVOKE_THAT_REMOVES(false, true, (cache, key) -> invoke(cache, key, MutableEntry::remove)),
    INVOKE_THAT_SETS_WHAT_IS_THERE(
            false,
            true,
            (cache, key) -> invoke(cache, key, entry -> {
                if (entry.exists()) {
                    entry.setValue(NEW);
                }
            }));

    interface By {
        @Nullable
        Object change(TandemCache<String, String> cache, String key);
    }

    private interface Decision {
        void make(MutableEntry<String, String> entry);
    }

    @SuppressWarnings("ImmutableEnumChecker") // a text or a Boolean
    private final @Nullable Object answerToNothing;

    @SuppressWarnings("ImmutableEnumChecker") // a text or a Boolean
    private final @Nullable Object answerToAnEntry;

    @SuppressWarnings("ImmutableEnumChecker") // none of them holds anything
    private final By by;

    RacedChange(@Nullable Object answerToNothing, @Nullable Object answerToAnEntry, By by) {
        this.answerToNothing = answerToNothing;
        this.answerToAnEntry = answerToAnEntry;
        this.by = by;
    }

    @Nullable
    Object by(TandemCache<String, String> cache, String key) {
        return by.change(cache, key);
    }

    @Nullable
    Object answer(boolean thereIsAnEntry) {
        return thereIsAnEntry ? answerToAnEntry : answerToNothing;
    }

    /** Not where there is an entry already: that stays. */
    boolean changes(boolean thereIsAnEntry) {
        return this != PUT_IF_ABSENT || !thereIsAnEntry;
    }

    /** Whether nothing is there behind it, where there was nothing before. */
    boolean leavesNothing() {
        return this != PUT
                && this != PUT_ALL
                && this != PUT_IF_ABSENT
                && this != GET_AND_PUT
                && this != INVOKE_THAT_SETS;
    }

    /** Whether there was an entry. */
    private static boolean invoke(TandemCache<String, String> cache, String key, Decision decision) {
        return cache.invoke(key, (entry, arguments) -> {
            boolean there = entry.exists();
            decision.make(entry);
            return there;
        });
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
