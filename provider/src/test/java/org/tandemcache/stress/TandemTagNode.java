package org.tandemcache.stress;

import java.net.URI;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.jspecify.annotations.Nullable;
import org.tandemcache.CacheFixture;
import org.tandemcache.TandemCache;
import org.tandemcache.TandemCachingProvider;
import org.tandemcache.config.EntryOptions;
import org.tandemcache.config.ManagerSettings;
import org.tandemcache.config.TagConfiguration;
import org.tandemcache.config.TandemConfiguration;

/**
 * A node with tags. Behind each invalidation it rings a bell: an entry without tags. On one server, whoever has a near
 * copy of that has had the notice of the tag before, on the same connection.
 */
final class TandemTagNode implements TagNode {
    private static final int BELLS = 1_000;

    /** A lease of near copies, and a thread that waits for one of two cores. */
    private static final long NOTICE_NANOS = TimeUnit.MILLISECONDS.toNanos(800 + 1_700);

    private final TandemCachingProvider provider = new TandemCachingProvider();
    private final TandemCache<Integer, Long> cache;
    private final TagRows rows;
    private final boolean near;
    private final boolean bells;
    private final AtomicIntegerArray own = new AtomicIntegerArray(TagRows.TAGS);

    /** @param bells whether all keys lie on one server */
    TandemTagNode(String uri, TagRows rows, boolean near, boolean bells) {
        this.rows = rows;
        this.near = near;
        this.bells = bells;
        Properties properties = CacheFixture.properties(uri);
        properties.setProperty(ManagerSettings.NEAR_ENABLED, Boolean.toString(near));
        properties.setProperty(ManagerSettings.NEAR_LEASE, "800 ms");
        cache = CacheFixture.own(provider.getCacheManager(URI.create("node"), null, properties)
                .createCache(
                        CacheFixture.NAME,
                        TandemConfiguration.builder(Integer.class, Long.class)
                                .tags(tags -> tags.mode(TagConfiguration.Mode.TAGS))
                                .entryOptions(() -> (row, value) -> optionsOf(row))
                                .build()));
    }

    private static EntryOptions optionsOf(int row) {
        return row >= BELLS
                ? EntryOptions.none()
                : EntryOptions.none()
                        .withTags(TagRows.tagsOf(row).stream()
                                .map(TandemTagNode::name)
                                .toList());
    }

    private static String name(int tag) {
        return "tag-" + tag;
    }

    /** The key in Redis. */
    static String keyOf(int tag) {
        return keyOf(name(tag));
    }

    static String keyOf(String name) {
        return "tandem:" + CacheFixture.NAME + ":tag:{}" + name;
    }

    @Override
    public long get(int row) {
        return cache.get(row, rows::load);
    }

    @Override
    public @Nullable Long peek(int row) {
        return cache.get(row);
    }

    @Override
    public void invalidate(int tag, int version) {
        cache.invalidateTags(name(tag));
        own.set(tag, version);
        cache.put(BELLS + tag, (long) version);
    }

    @Override
    public int heard(int tag) {
        Long rung = near && bells ? cache.getNear(BELLS + tag) : null;
        if (rung == null) {
            cache.get(BELLS + tag); // for the next one
            return own.get(tag);
        }
        return Math.max(own.get(tag), rung.intValue());
    }

    @Override
    public long noticeNanos() {
        return near ? NOTICE_NANOS : 0;
    }

    /** How many reads were answered by a near copy. */
    long nearHits() {
        return cache.tiers().getNearHits();
    }

    @Override
    public void close() {
        provider.close();
    }
}
