package org.tandemcache.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.concurrent.TimeUnit;
import javax.cache.Cache;
import org.tandemcache.TandemCache;

/** So that a server or a JVM that stands still for a moment is no outage, and ends no near copy. */
public final class Patience {
    /** Near copies hold so long. */
    public static final String LEASE = "tandem.near.lease=60 s";

    private static final long SECONDS = 60;

    private Patience() {}

    /** The setting of a server that is waited for. */
    public static String uri(URI redis) {
        return "tandem.redis.uri=" + redis + "?timeout=30s";
    }

    /** Until the cache's manager keeps near copies: no read waits for long until Redis tracks what is read. */
    public static void awaitCopies(Cache<Object, Object> warm) {
        @SuppressWarnings("unchecked") // of the same types
        TandemCache<Object, Object> cache = warm.unwrap(TandemCache.class);
        cache.put("warm", 1);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        while (cache.getNear("warm") == null) {
            assertThat(System.nanoTime()).as("time until a copy is kept").isLessThan(end);
            cache.get("warm");
        }
    }
}
