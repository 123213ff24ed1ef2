package org.tandemcache;

import org.tandemcache.config.EntryOptions;
import org.tandemcache.config.EntryOptionsSource;
import org.tandemcache.config.NearConfiguration;
import org.tandemcache.config.TagConfiguration;
import org.tandemcache.config.TandemConfiguration;

/** Caches of texts whose entries have a generation, or tags too. */
final class TaggedCaches {
    static final String KEY = "key";
    static final String TAG = "category:7";
    static final EntryOptions TAGGED = EntryOptions.none().withTags(TAG, "tenant:42");

    private TaggedCaches() {}

    static TandemConfiguration.Builder<String, String> stamped(TagConfiguration.Mode mode) {
        return TandemConfiguration.builder(String.class, String.class).tags(tags -> tags.mode(mode));
    }

    static TandemConfiguration.Builder<String, String> stamped(
            TagConfiguration.Mode mode, NearConfiguration.Mode near) {
        return stamped(mode).near(tier -> tier.mode(near));
    }

    /** The key in Redis of a tag of {@value CacheFixture#NAME}. */
    static String keyOf(String tag) {
        return "tandem:" + CacheFixture.NAME + ":tag:{}" + tag;
    }

    /** Tags what a loader brings with the text behind its last colon, if it has one. */
    static final class BySuffix implements EntryOptionsSource<String, String> {
        @Override
        public EntryOptions of(String key, String value) {
            int colon = value.lastIndexOf(':');
            return colon < 0 ? EntryOptions.none() : EntryOptions.none().withTags(value.substring(colon + 1));
        }
    }
}
