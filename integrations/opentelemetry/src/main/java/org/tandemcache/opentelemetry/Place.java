package org.tandemcache.opentelemetry;

import javax.cache.Cache;
import org.tandemcache.TandemManager;
import org.tandemcache.observe.FarCall;

/**
 * Which cache of which manager: several managers may have a cache of one name.
 *
 * @param manager its URI, without a password
 */
record Place(String manager, String cache) {
    static Place of(Cache<?, ?> cache) {
        TandemManager manager = cache.getCacheManager().unwrap(TandemManager.class);
        return new Place(manager.metrics().getName(), cache.getName());
    }

    static Place of(FarCall call) {
        return new Place(call.managerName(), call.cacheName());
    }
}
