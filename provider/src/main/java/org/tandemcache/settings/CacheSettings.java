package org.tandemcache.settings;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import javax.cache.configuration.CompleteConfiguration;
import javax.cache.configuration.Factory;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.event.CacheEntryEventFilter;
import javax.cache.event.CacheEntryListener;
import javax.cache.expiry.AccessedExpiryPolicy;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.EternalExpiryPolicy;
import javax.cache.expiry.ExpiryPolicy;
import javax.cache.expiry.ModifiedExpiryPolicy;
import javax.cache.expiry.TouchedExpiryPolicy;
import javax.cache.integration.CacheLoader;
import javax.cache.integration.CacheWriter;
import org.tandemcache.codec.ClassFilter;
import org.tandemcache.codec.CodecProvider;
import org.tandemcache.codec.CompressorProvider;
import org.tandemcache.codec.KeyCodec;
import org.tandemcache.config.CodecConfiguration;
import org.tandemcache.config.EntryConfiguration;
import org.tandemcache.config.EntryOptionsSource;
import org.tandemcache.config.FailureConfiguration;
import org.tandemcache.config.JournalConfiguration;
import org.tandemcache.config.ListenerScope;
import org.tandemcache.config.LoadConfiguration;
import org.tandemcache.config.NearConfiguration;
import org.tandemcache.config.ReadFrom;
import org.tandemcache.config.TagConfiguration;
import org.tandemcache.config.TandemConfiguration;

/**
 * The options of one cache as its configuration. Immutable.
 *
 * @param options of the cache
 * @param classes where the classes that they name are found
 */
record CacheSettings(Options options, UserClasses classes) {
    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final Duration LONGEST = Duration.ofDays(100 * 365);
    private static final Set<String> LISTENER_KEYS = Set.of("class", "filter", "old-value-required", "synchronous");
    private static final Duration LONGEST_LEASE = Duration.ofHours(1);
    private static final Duration LONGEST_ABSENCE = Duration.ofDays(1);
    private static final Duration LONGEST_STALENESS = Duration.ofDays(1);
    private static final String EXPIRY_POLICIES = "eternal, created, modified, accessed, touched, or a class";

    /**
     * The cache as the settings alone describe it.
     *
     * @throws IllegalArgumentException also if a setting has no effect because another one is missing
     */
    TandemConfiguration<Object, Object> whole() {
        needs("read-through", "loader");
        needs("write-through", "writer");
        checkPartners();
        return configuration();
    }

    /** A duration and a policy, a soft timeout and a mode that heeds it: what is stated alone has no effect. */
    void checkPartners() {
        Options expiry = options.section("expiry");
        if (expiry.has("duration") && expiry.isDefault("policy")) {
            throw expiry.wrong(
                    "duration", "a duration beside a policy that has one: created, modified, accessed, touched", null);
        }
        Options failure = options.section("failure");
        if (failure.isDefault("mode") && failure.has("soft-timeout")) {
            throw failure.wrong("soft-timeout", "a soft timeout beside the failure.mode bypass or serve-near", null);
        }
        if (failure.isDefault("mode") && !failure.isDefault("staleness")) {
            throw failure.wrong("staleness", "a staleness beside the failure.mode serve-near", null);
        }
    }

    private void needs(String flag, String userObject) {
        if (options.flag(flag) && !options.has(userObject)) {
            throw options.wrong(flag, "true beside a " + userObject + ", which is not set", null);
        }
    }

    /** As {@link #whole}, for defaults and patterns, which caches complete. */
    TandemConfiguration<Object, Object> configuration() {
        MutableConfiguration<Object, Object> settings = new MutableConfiguration<>();
        settings.setTypes(type("key-type"), type("value-type"));
        settings.setReadThrough(options.flag("read-through"));
        settings.setWriteThrough(options.flag("write-through"));
        addTo(settings);
        return complete(settings);
    }

    /** What the program has left open is as the settings say. */
    <K, V> TandemConfiguration<K, V> fill(CompleteConfiguration<K, V> plain) {
        MutableConfiguration<K, V> settings = new MutableConfiguration<>(plain);
        addTo(settings);
        return complete(settings);
    }

    private <K, V> TandemConfiguration<K, V> complete(MutableConfiguration<K, V> settings) {
        return TandemConfiguration.<K, V>copyOf(settings)
                .withNear(near())
                .withCodec(codec())
                .withFailure(failure())
                .withLoad(load())
                .withTags(tags())
                .withEntries(entries())
                .withRefresh(RefreshSettings.of(options.section("refresh")))
                .withReadFrom(options.choice("read-from", ReadFrom.class))
                .withListenerScope(options.choice("listener-scope", ListenerScope.class))
                .withJournal(journal());
    }

    /** Adds what JCache has a setting for, where it still has JCache's default. */
    private <K, V> void addTo(MutableConfiguration<K, V> settings) {
        if (settings.getExpiryPolicyFactory().equals(EternalExpiryPolicy.factoryOf())) {
            settings.setExpiryPolicyFactory(expiry());
        }
        if (settings.getCacheLoaderFactory() == null && options.has("loader")) {
            settings.setCacheLoaderFactory(classes.factory(options, "loader", CacheLoader.class));
        }
        if (settings.getCacheWriterFactory() == null && options.has("writer")) {
            settings.setCacheWriterFactory(classes.factory(options, "writer", CacheWriter.class));
        }
        settings.setStatisticsEnabled(settings.isStatisticsEnabled() || options.flag("statistics"));
        settings.setManagementEnabled(settings.isManagementEnabled() || options.flag("management"));
        for (Options listener : options.sections("listeners")) {
            settings.addCacheEntryListenerConfiguration(listener(listener));
        }
    }

    private <K, V> MutableCacheEntryListenerConfiguration<K, V> listener(Options listener) {
        listener.allow(LISTENER_KEYS);
        Factory<CacheEntryListener<? super K, ? super V>> factory =
                classes.factory(listener, "class", CacheEntryListener.class);
        Factory<CacheEntryEventFilter<? super K, ? super V>> filter =
                listener.has("filter") ? classes.factory(listener, "filter", CacheEntryEventFilter.class) : null;
        return new MutableCacheEntryListenerConfiguration<>(
                factory,
                filter,
                listener.has("old-value-required") && listener.flag("old-value-required"),
                listener.has("synchronous") && listener.flag("synchronous"));
    }

    @SuppressWarnings("unchecked") // its users ask for the type that they expect, and are checked then
    private Class<Object> type(String key) {
        return (Class<Object>) classes.load(options, key, options.text(key));
    }

    private Factory<? extends ExpiryPolicy> expiry() {
        Options expiry = options.section("expiry");
        return switch (expiry.text("policy")) {
            case "eternal" -> EternalExpiryPolicy.factoryOf();
            case "created" -> after(expiry, CreatedExpiryPolicy::factoryOf);
            case "modified" -> after(expiry, ModifiedExpiryPolicy::factoryOf);
            case "accessed" -> after(expiry, AccessedExpiryPolicy::factoryOf);
            case "touched" -> after(expiry, TouchedExpiryPolicy::factoryOf);
            default -> {
                if (expiry.text("policy").indexOf('.') < 0) {
                    throw expiry.wrong("policy", EXPIRY_POLICIES, null);
                }
                yield classes.<ExpiryPolicy>factory(expiry, "policy", ExpiryPolicy.class);
            }
        };
    }

    private static Factory<ExpiryPolicy> after(
            Options expiry, Function<javax.cache.expiry.Duration, Factory<ExpiryPolicy>> policy) {
        if (!expiry.has("duration")) {
            throw expiry.wrong("policy", "eternal, or such a policy beside an expiry.duration, which is not set", null);
        }
        Duration duration = expiry.duration("duration", Duration.ZERO, LONGEST);
        if (duration.toNanosPart() % 1_000_000 != 0) {
            throw expiry.wrong("duration", "0, or whole milliseconds, 1 ms or more", null);
        }
        long millis = duration.toMillis();
        return policy.apply(
                millis == 0
                        ? javax.cache.expiry.Duration.ZERO
                        : new javax.cache.expiry.Duration(TimeUnit.MILLISECONDS, millis));
    }

    private NearConfiguration near() {
        Options near = options.section("near");
        NearConfiguration.Builder builder = NearConfiguration.builder()
                .mode(near.choice("mode", NearConfiguration.Mode.class))
                .maximumEntries(near.count("maximum-entries", 1))
                .rememberAbsent(near.flag("remember-absent"))
                .values(near.choice("values", NearConfiguration.Values.class))
                .preload(PreloadSettings.of(near.section("preload")));
        if (near.has("maximum-bytes")) {
            builder.maximumBytes(near.bytes("maximum-bytes", 1, Long.MAX_VALUE));
        }
        if (near.has("time-to-live")) {
            builder.timeToLive(near.duration("time-to-live", SHORTEST, LONGEST));
        }
        if (near.has("time-to-idle")) {
            builder.timeToIdle(near.duration("time-to-idle", SHORTEST, LONGEST));
        }
        Set<Class<?>> immutable = new HashSet<>();
        for (String name : near.texts("immutable-types")) {
            immutable.add(classes.load(near, "immutable-types", name));
        }
        return builder.immutableTypes(immutable.toArray(new Class<?>[0])).build();
    }

    private FailureConfiguration failure() {
        Options failure = options.section("failure");
        FailureConfiguration.Builder builder = FailureConfiguration.builder()
                .mode(failure.choice("mode", FailureConfiguration.Mode.class))
                .staleness(failure.duration("staleness", SHORTEST, LONGEST_STALENESS));
        if (failure.has("soft-timeout")) {
            Duration softTimeout = failure.duration("soft-timeout", SHORTEST, LONGEST_STALENESS);
            if (!failure.text("mode").equals("fail")) { // which a cache may choose where defaults have a soft timeout
                builder.softTimeout(softTimeout);
            }
        }
        return builder.build();
    }

    private LoadConfiguration load() {
        Options load = options.section("load");
        return LoadConfiguration.builder()
                .protection(load.choice("protection", LoadConfiguration.Protection.class))
                .lease(load.duration("lease", SHORTEST, LONGEST_LEASE))
                .rememberAbsent(
                        load.has("remember-absent")
                                ? load.duration("remember-absent", SHORTEST, LONGEST_ABSENCE)
                                : null)
                .build();
    }

    private <K, V> EntryConfiguration<K, V> entries() {
        EntryConfiguration<K, V> entries = EntryConfiguration.<K, V>defaults()
                .withJitter(options.section("expiry").share("jitter"));
        return options.has("entry-options")
                ? entries.withOptions(
                        classes.<EntryOptionsSource<K, V>>factory(options, "entry-options", EntryOptionsSource.class))
                : entries;
    }

    private TagConfiguration tags() {
        Options tags = options.section("tags");
        return TagConfiguration.builder()
                .mode(tags.choice("mode", TagConfiguration.Mode.class))
                .space(tags.optionalText("space"))
                .build();
    }

    private JournalConfiguration journal() {
        Options journal = options.section("journal");
        return JournalConfiguration.builder()
                .length(journal.count("length", 0, JournalConfiguration.MOST))
                .values(journal.flag("values"))
                .build();
    }

    private CodecConfiguration codec() {
        Options codec = options.section("codec");
        Options compression = codec.section("compression");
        CodecConfiguration.Builder builder = CodecConfiguration.builder()
                .maximumSize((int) codec.bytes("maximum-size", 1, Integer.MAX_VALUE))
                .classFilter(codec.choice("class-filter", ClassFilter.Mode.class))
                .allow(codec.texts("allow").toArray(new String[0]))
                .alsoRead(codec.texts("also-read").toArray(new String[0]))
                .onUnreadable(codec.choice("on-unreadable", CodecConfiguration.OnUnreadable.class))
                .onUnwritable(codec.choice("on-unwritable", CodecConfiguration.OnUnwritable.class))
                .onUnequal(codec.choice("on-unequal", CodecConfiguration.OnUnequal.class))
                .compressionLevel(compression.choice("level", CompressorProvider.Level.class))
                .compressionThreshold((int) compression.bytes("threshold", 0, Integer.MAX_VALUE));
        if (codec.has("name")) {
            if (isClass(codec.text("name"))) {
                builder.codec(classes.<CodecProvider>made(codec, "name", CodecProvider.class));
            } else {
                builder.codec(codec.text("name"));
            }
        }
        if (codec.has("key-codec")) {
            builder.keyCodec(classes.<KeyCodec<?>>made(codec, "key-codec", KeyCodec.class));
        }
        String compressor = compression.text("name");
        if (isClass(compressor)) {
            builder.compression(classes.<CompressorProvider>made(compression, "name", CompressorProvider.class));
        } else if (!compressor.equals("none")) {
            builder.compression(compressor);
        }
        return builder.build();
    }

    private static boolean isClass(String name) {
        return name.indexOf('.') >= 0;
    }
}
