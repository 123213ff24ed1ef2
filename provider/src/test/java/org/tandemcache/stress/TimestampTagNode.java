package org.tandemcache.stress;

import java.net.URI;
import java.util.concurrent.TimeUnit;
import javax.cache.Cache;
import javax.cache.CacheManager;
import org.jspecify.annotations.Nullable;
import org.tandemcache.CacheFixture;
import org.tandemcache.TandemCachingProvider;
import org.tandemcache.config.NearConfiguration;
import org.tandemcache.config.TandemConfiguration;

/**
 * A node whose tags are times: an entry counts if none of its tags was invalidated since it was stored. So others do
 * it, and the stress has to find what that costs where a load is under way, or clocks differ.
 */
final class TimestampTagNode implements TagNode {
    private final TandemCachingProvider provider = new TandemCachingProvider();
    private final Cache<Integer, Long> invalidated;
    private final Cache<Integer, String> entries;
    private final TagRows rows;
    private final long skewMicros;

    /** @param skewMicros how far the clock of this node is before the others' */
    TimestampTagNode(String uri, TagRows rows, long skewMicros) {
        this.rows = rows;
        this.skewMicros = skewMicros;
        CacheManager manager = provider.getCacheManager(URI.create("naive"), null, CacheFixture.properties(uri));
        invalidated = manager.createCache(
                "times",
                TandemConfiguration.builder(Integer.class, Long.class).build().withNear(NearConfiguration.off()));
        entries = manager.createCache(
                "entries",
                TandemConfiguration.builder(Integer.class, String.class).build().withNear(NearConfiguration.off()));
    }

    private long now() {
        return TimeUnit.NANOSECONDS.toMicros(System.nanoTime()) + skewMicros;
    }

    @Override
    public long get(int row) {
        Long there = peek(row);
        if (there != null) {
            return there;
        }
        long value = rows.load(row);
        entries.put(row, now() + " " + value);
        return value;
    }

    @Override
    public @Nullable Long peek(int row) {
        String entry = entries.get(row);
        if (entry == null) {
            return null;
        }
        int blank = entry.indexOf(' ');
        long stored = Long.parseLong(entry.substring(0, blank));
        boolean counts = TagRows.tagsOf(row).stream().allMatch(tag -> {
            Long time = invalidated.get(tag);
            return time == null || time < stored;
        });
        return counts ? Long.valueOf(entry.substring(blank + 1)) : null;
    }

    @Override
    public void invalidate(int tag, int version) {
        invalidated.put(tag, now());
    }

    @Override
    public int heard(int tag) {
        return 0;
    }

    @Override
    public long noticeNanos() {
        return 0;
    }

    @Override
    public void close() {
        provider.close();
    }
}
