package org.tandemcache.integration;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.event.CacheEntryCreatedListener;
import javax.cache.event.CacheEntryEvent;
import javax.cache.event.CacheEntryRemovedListener;
import javax.cache.event.CacheEntryUpdatedListener;
import javax.cache.processor.MutableEntry;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;
import org.tandemcache.Claimed;
import org.tandemcache.TandemCache;

/** A cache on a node, the claims that it holds, and what it has counted and told. */
final class MarkerNode {
    private final TandemCache<String, String> cache;
    private final Map<String, Deque<Claimed<String>>> claims = new HashMap<>();
    private final Recorder recorder = new Recorder();

    /** @param listens whether changes are told: they take other commands then */
    MarkerNode(TandemCache<String, String> cache, boolean listens) {
        this.cache = cache;
        if (listens) {
            cache.registerCacheEntryListener(
                    new MutableCacheEntryListenerConfiguration<>(() -> recorder, null, true, true));
        }
    }

    TandemCache<String, String> cache() {
        return cache;
    }

    List<String> events() {
        return List.copyOf(recorder.events);
    }

    /** Makes a step; what it answers. */
    @Nullable
    Object answer(MarkerStep step, Consumer<MarkerStep> during) {
        String key = step.key();
        String value = step.value();
        switch (step.op()) {
            case CONTAINS_KEY -> {
                return cache.containsKey(key);
            }
            case SET_LIFETIME -> {
                return cache.setLifetime(key, Duration.ofHours(1));
            }
            case GET -> {
                return cache.get(key);
            }
            case PUT -> {
                cache.put(key, value);
                return null;
            }
            case GET_AND_PUT -> {
                return cache.getAndPut(key, value);
            }
            case PUT_IF_ABSENT -> {
                return cache.putIfAbsent(key, value);
            }
            case REPLACE -> {
                return cache.replace(key, value);
            }
            case REPLACE_BY_VALUE -> {
                return cache.replace(key, step.expected(), value);
            }
            case GET_AND_REPLACE -> {
                return cache.getAndReplace(key, value);
            }
            case REMOVE -> {
                return cache.remove(key);
            }
            case REMOVE_BY_VALUE -> {
                return cache.remove(key, step.expected());
            }
            case GET_AND_REMOVE -> {
                return cache.getAndRemove(key);
            }
            case REMOVE_ALL_OF_KEYS -> {
                cache.removeAll(Set.of(key));
                return null;
            }
            case CLEAR -> {
                cache.clear();
                return null;
            }
            case INVOKE_THAT_LOOKS -> {
                return invoke(key, entry -> {});
            }
            case INVOKE_THAT_SETS -> {
                return invoke(key, entry -> entry.setValue(value));
            }
            case INVOKE_THAT_REMOVES -> {
                return invoke(key, MutableEntry::remove);
            }
            case CLAIM -> {
                Claimed<String> claimed = cache.getOrClaim(key);
                claims(key).add(claimed);
                return claimed.value();
            }
            case STORE -> {
                Claimed<String> claimed = claims(key).poll();
                return claimed != null && claimed.store(value);
            }
            case RELEASE -> {
                Claimed<String> claimed = claims(key).poll();
                if (claimed != null) {
                    claimed.release();
                }
                return null;
            }
            case LOAD, LOAD_OF_NOTHING -> {
                return cache.get(key, same -> {
                    if (step.during() != null) {
                        during.accept(step.during());
                    }
                    return step.op() == MarkerStep.Op.LOAD ? value : null;
                });
            }
        }
        throw new AssertionError(step);
    }

    private boolean invoke(String key, Consumer<MutableEntry<String, String>> decision) {
        return cache.invoke(key, (entry, arguments) -> {
            boolean there = entry.exists();
            decision.accept(entry);
            return there;
        });
    }

    private Deque<Claimed<String>> claims(String key) {
        return claims.computeIfAbsent(key, same -> new ArrayDeque<>());
    }

    /** Hits, misses, puts and removals. */
    List<Long> counts() {
        try {
            MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
            ObjectName name = beans.queryNames(
                            new ObjectName("javax.cache:type=CacheStatistics,Cache=" + cache.getName()
                                    + ",CacheManager=" + cache.getCacheManager().getURI()),
                            null)
                    .iterator()
                    .next();
            List<Long> counts = new ArrayList<>();
            for (String attribute : List.of("CacheHits", "CacheMisses", "CachePuts", "CacheRemovals")) {
                counts.add((Long) beans.getAttribute(name, attribute));
            }
            return counts;
        } catch (JMException e) {
            throw new AssertionError(e);
        }
    }

    private static final class Recorder
            implements CacheEntryCreatedListener<String, String>,
                    CacheEntryUpdatedListener<String, String>,
                    CacheEntryRemovedListener<String, String> {
        private final List<String> events = new CopyOnWriteArrayList<>();

        @Override
        public void onCreated(Iterable<CacheEntryEvent<? extends String, ? extends String>> created) {
            created.forEach(event -> events.add("created " + event.getKey() + "=" + event.getValue()));
        }

        @Override
        public void onUpdated(Iterable<CacheEntryEvent<? extends String, ? extends String>> updated) {
            updated.forEach(event ->
                    events.add("updated " + event.getKey() + "=" + event.getValue() + " from " + event.getOldValue()));
        }

        @Override
        public void onRemoved(Iterable<CacheEntryEvent<? extends String, ? extends String>> removed) {
            removed.forEach(event -> events.add("removed " + event.getKey() + " from " + event.getOldValue()));
        }
    }
}
