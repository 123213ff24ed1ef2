package org.tandemcache.jcache;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tandemcache.TandemAsyncCache;
import org.tandemcache.TandemCacheMXBean;
import org.tandemcache.engine.CacheEngine;
import org.tandemcache.engine.EntryScripts;
import org.tandemcache.event.Changes;
import org.tandemcache.event.EventDispatcher;
import org.tandemcache.event.Journals;
import org.tandemcache.management.Beans;
import org.tandemcache.management.Statistics;
import org.tandemcache.tags.Sweep;

/**
 * What a cache is made of.
 *
 * @param journals null where changes are not written down
 * @param async makes its view for those who don't wait
 * @param scripts on its entries, for Tandem's own modules
 * @param dropNear forgets the copies of its near tier
 * @param sweep null where entries have no stamps
 * @param onClose lets go of what is shared with other caches
 * @param onDestroy removes what lies in Redis beside the entries
 * @param userObjects what the user's factories have made, listeners apart: to be closed with the cache
 */
record CacheParts<K, V>(
        CacheEngine<K, V> engine,
        TandemCacheMXBean tiers,
        EventDispatcher<K, V> events,
        Changes<K> changes,
        @Nullable Journals<K, V> journals,
        Function<ManagedCache<K, V>, TandemAsyncCache<K, V>> async,
        Statistics statistics,
        Beans beans,
        EntryScripts<K> scripts,
        @Nullable Sweep sweep,
        Runnable dropNear,
        Runnable onClose,
        Runnable onDestroy,
        List<Object> userObjects) {}
