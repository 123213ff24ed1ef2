package org.tandemcache;

import javax.cache.CacheManager;

/**
 * A cache manager of Tandem, for what goes beyond {@code javax.cache}: {@code manager.unwrap(TandemManager.class)}.
 * Thread-safe.
 */
public interface TandemManager extends CacheManager {
    /** How this manager stands with its Redis now. No round trip. */
    TandemHealth health();
}
