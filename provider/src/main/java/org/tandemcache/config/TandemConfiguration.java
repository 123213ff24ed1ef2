package org.tandemcache.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import javax.cache.configuration.CacheEntryListenerConfiguration;
import javax.cache.configuration.CompleteConfiguration;
import javax.cache.configuration.Configuration;
import javax.cache.configuration.Factory;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.ExpiryPolicy;
import javax.cache.expiry.ModifiedExpiryPolicy;
import javax.cache.expiry.TouchedExpiryPolicy;
import javax.cache.integration.CacheLoader;
import javax.cache.integration.CacheWriter;

/**
 * The configuration of a cache of Tandem. Immutable.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
public final class TandemConfiguration<K, V> implements CompleteConfiguration<K, V> {
    private static final long serialVersionUID = 1L;

    private final MutableConfiguration<K, V> settings; // never handed out, never changed

    private final NearConfiguration near;
    private final CodecConfiguration codec;
    private final FailureConfiguration failure;
    private final LoadConfiguration load;
    private final RefreshConfiguration refresh;
    private final EntryConfiguration<K, V> entries;
    private final ReadFrom readFrom;
    private final TagConfiguration tags;
    private final ListenerScope listenerScope;
    private final JournalConfiguration journal;

    private TandemConfiguration(
            MutableConfiguration<K, V> settings,
            NearConfiguration near,
            CodecConfiguration codec,
            FailureConfiguration failure,
            LoadConfiguration load,
            RefreshConfiguration refresh,
            EntryConfiguration<K, V> entries,
            ReadFrom readFrom,
            TagConfiguration tags,
            ListenerScope listenerScope,
            JournalConfiguration journal) {
        this.settings = settings;
        this.near = near;
        this.codec = codec;
        this.failure = failure;
        this.load = load;
        this.refresh = refresh;
        this.entries = entries;
        this.readFrom = readFrom;
        this.tags = tags;
        this.listenerScope = listenerScope;
        this.journal = journal;
    }

    private TandemConfiguration<K, V> with(MutableConfiguration<K, V> other) {
        return new TandemConfiguration<>(
                other, near, codec, failure, load, refresh, entries, readFrom, tags, listenerScope, journal);
    }

    /**
     * A copy of any JCache configuration; what a bare {@link Configuration} does not say is as in a new
     * {@link MutableConfiguration}.
     */
    public static <K, V> TandemConfiguration<K, V> copyOf(Configuration<K, V> configuration) {
        if (configuration instanceof TandemConfiguration<K, V> immutable) {
            return immutable;
        }
        if (configuration instanceof CompleteConfiguration<K, V> complete) {
            return withDefaults(new MutableConfiguration<>(complete));
        }
        return withDefaults(new MutableConfiguration<K, V>()
                .setTypes(configuration.getKeyType(), configuration.getValueType())
                .setStoreByValue(configuration.isStoreByValue()));
    }

    private static <K, V> TandemConfiguration<K, V> withDefaults(MutableConfiguration<K, V> settings) {
        return new TandemConfiguration<>(
                settings,
                NearConfiguration.defaults(),
                CodecConfiguration.defaults(),
                FailureConfiguration.defaults(),
                LoadConfiguration.defaults(),
                RefreshConfiguration.defaults(),
                EntryConfiguration.defaults(),
                ReadFrom.MASTER,
                TagConfiguration.defaults(),
                ListenerScope.MANAGER,
                JournalConfiguration.defaults());
    }

    /**
     * A builder that begins with the defaults.
     *
     * @param keyType of keys; {@code Object.class} for any
     * @param valueType of values; {@code Object.class} for any
     */
    public static <K, V> Builder<K, V> builder(Class<K> keyType, Class<V> valueType) {
        return new Builder<>(new MutableConfiguration<K, V>().setTypes(keyType, valueType));
    }

    /** The near tier; {@link NearConfiguration#defaults()} unless it was set. */
    public NearConfiguration near() {
        return near;
    }

    /** This configuration with another near tier. */
    public TandemConfiguration<K, V> withNear(NearConfiguration other) {
        return new TandemConfiguration<>(
                settings, other, codec, failure, load, refresh, entries, readFrom, tags, listenerScope, journal);
    }

    /** How keys and values become bytes; {@link CodecConfiguration#defaults()} unless it was set. */
    public CodecConfiguration codec() {
        return codec;
    }

    /** This configuration with another way to bytes. */
    public TandemConfiguration<K, V> withCodec(CodecConfiguration other) {
        return new TandemConfiguration<>(
                settings, near, other, failure, load, refresh, entries, readFrom, tags, listenerScope, journal);
    }

    /** What the cache does while Redis is away; {@link FailureConfiguration#defaults()} unless it was set. */
    public FailureConfiguration failure() {
        return failure;
    }

    /** This configuration with another way to meet Redis's absence. */
    public TandemConfiguration<K, V> withFailure(FailureConfiguration other) {
        return new TandemConfiguration<>(
                settings, near, codec, other, load, refresh, entries, readFrom, tags, listenerScope, journal);
    }

    /** How loads are protected; {@link LoadConfiguration#defaults()} unless it was set. */
    public LoadConfiguration load() {
        return load;
    }

    /**
     * This configuration with another protection of loads. A cache whose expiry policy prolongs entries that are read
     * ({@link javax.cache.expiry.AccessedExpiryPolicy}, {@link javax.cache.expiry.TouchedExpiryPolicy}) is refused with
     * {@link LoadConfiguration.Protection#CLUSTER} when it is made.
     */
    public TandemConfiguration<K, V> withLoad(LoadConfiguration other) {
        return new TandemConfiguration<>(
                settings, near, codec, failure, other, refresh, entries, readFrom, tags, listenerScope, journal);
    }

    /** What is decided for each entry; {@link EntryConfiguration#defaults()} unless it was set. */
    public EntryConfiguration<K, V> entries() {
        return entries;
    }

    /**
     * This configuration with other decisions for each entry. A cache whose expiry policy prolongs entries that are
     * read ({@link javax.cache.expiry.AccessedExpiryPolicy}, {@link javax.cache.expiry.TouchedExpiryPolicy}) is refused
     * with any when it is made: each read would give its entry the policy's lifetime.
     */
    public TandemConfiguration<K, V> withEntries(EntryConfiguration<K, V> other) {
        return new TandemConfiguration<>(
                settings, near, codec, failure, load, refresh, other, readFrom, tags, listenerScope, journal);
    }

    /** When entries are loaded anew; {@link RefreshConfiguration#defaults()} unless it was set: never. */
    public RefreshConfiguration refresh() {
        return refresh;
    }

    /**
     * This configuration with other refreshes. A cache that can't have any is refused when it is made: one without a
     * loader and read-through, one that reads from replicas, and one whose entries never end or are prolonged by each
     * read.
     */
    public TandemConfiguration<K, V> withRefresh(RefreshConfiguration other) {
        return new TandemConfiguration<>(
                settings, near, codec, failure, load, other, entries, readFrom, tags, listenerScope, journal);
    }

    /** What entries are stamped with; {@link TagConfiguration#defaults()} unless it was set. */
    public TagConfiguration tags() {
        return tags;
    }

    /** This configuration with other stamps. */
    public TandemConfiguration<K, V> withTags(TagConfiguration other) {
        return new TandemConfiguration<>(
                settings, near, codec, failure, load, refresh, entries, readFrom, other, listenerScope, journal);
    }

    /** Which servers answer plain reads; {@link ReadFrom#MASTER} unless it was set. */
    public ReadFrom readFrom() {
        return readFrom;
    }

    /**
     * This configuration with other servers for plain reads. A cache with near mode {@link NearConfiguration.Mode#ON}
     * that does not read from masters is refused when it is made; with AUTO it has no near tier.
     */
    public TandemConfiguration<K, V> withReadFrom(ReadFrom other) {
        return new TandemConfiguration<>(
                settings, near, codec, failure, load, refresh, entries, other, tags, listenerScope, journal);
    }

    /** Whose changes listeners hear; {@link ListenerScope#MANAGER} unless it was set. */
    public ListenerScope listenerScope() {
        return listenerScope;
    }

    /**
     * This configuration with another scope of its listeners. With {@link ListenerScope#CLUSTER} a synchronous one is
     * refused when the cache is made or the listener is registered.
     */
    public TandemConfiguration<K, V> withListenerScope(ListenerScope other) {
        return new TandemConfiguration<>(
                settings, near, codec, failure, load, refresh, entries, readFrom, tags, other, journal);
    }

    /** What is written down of the changes; {@link JournalConfiguration#defaults()}, nothing, unless it was set. */
    public JournalConfiguration journal() {
        return journal;
    }

    /** This configuration with another journal. */
    public TandemConfiguration<K, V> withJournal(JournalConfiguration other) {
        return new TandemConfiguration<>(
                settings, near, codec, failure, load, refresh, entries, readFrom, tags, listenerScope, other);
    }

    /** This configuration with a listener more. */
    public TandemConfiguration<K, V> with(CacheEntryListenerConfiguration<K, V> listener) {
        return with(new MutableConfiguration<>(settings).addCacheEntryListenerConfiguration(listener));
    }

    /** This configuration without a listener. */
    public TandemConfiguration<K, V> without(CacheEntryListenerConfiguration<K, V> listener) {
        return with(new MutableConfiguration<>(settings).removeCacheEntryListenerConfiguration(listener));
    }

    /** This configuration with statistics on or off. */
    public TandemConfiguration<K, V> withStatistics(boolean enabled) {
        return with(new MutableConfiguration<>(settings).setStatisticsEnabled(enabled));
    }

    /** This configuration with management on or off. */
    public TandemConfiguration<K, V> withManagement(boolean enabled) {
        return with(new MutableConfiguration<>(settings).setManagementEnabled(enabled));
    }

    @Override
    public Class<K> getKeyType() {
        return settings.getKeyType();
    }

    @Override
    public Class<V> getValueType() {
        return settings.getValueType();
    }

    @Override
    public boolean isStoreByValue() {
        return settings.isStoreByValue();
    }

    @Override
    public boolean isReadThrough() {
        return settings.isReadThrough();
    }

    @Override
    public boolean isWriteThrough() {
        return settings.isWriteThrough();
    }

    @Override
    public boolean isStatisticsEnabled() {
        return settings.isStatisticsEnabled();
    }

    @Override
    public boolean isManagementEnabled() {
        return settings.isManagementEnabled();
    }

    /** A copy: changing it changes nothing. */
    @Override
    public Iterable<CacheEntryListenerConfiguration<K, V>> getCacheEntryListenerConfigurations() {
        List<CacheEntryListenerConfiguration<K, V>> listeners = new ArrayList<>();
        settings.getCacheEntryListenerConfigurations().forEach(listeners::add);
        return listeners;
    }

    @Override
    public Factory<CacheLoader<K, V>> getCacheLoaderFactory() {
        return settings.getCacheLoaderFactory();
    }

    @Override
    public Factory<CacheWriter<? super K, ? super V>> getCacheWriterFactory() {
        return settings.getCacheWriterFactory();
    }

    @Override
    public Factory<ExpiryPolicy> getExpiryPolicyFactory() {
        return settings.getExpiryPolicyFactory();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TandemConfiguration<?, ?> that
                && settings.equals(that.settings)
                && near.equals(that.near)
                && codec.equals(that.codec)
                && failure.equals(that.failure)
                && load.equals(that.load)
                && refresh.equals(that.refresh)
                && entries.equals(that.entries)
                && readFrom == that.readFrom
                && tags.equals(that.tags)
                && listenerScope == that.listenerScope
                && journal.equals(that.journal);
    }

    @Override
    public String toString() {
        return "keys " + getKeyType().getName() + ", values " + getValueType().getName() + ", " + near + ", " + failure
                + ", reads from " + readFrom + ", " + load
                + (entries.equals(EntryConfiguration.defaults()) ? "" : ", " + entries)
                + (tags.equals(TagConfiguration.defaults()) ? "" : ", " + tags)
                + (listenerScope == ListenerScope.MANAGER ? "" : ", listeners hear the cluster")
                + (journal.isOn() ? ", " + journal : "")
                + (isReadThrough() ? ", read-through" : "")
                + (isWriteThrough() ? ", write-through" : "") + ", " + codec;
    }

    @Override
    public int hashCode() {
        return Objects.hash(
                settings, near, codec, failure, load, refresh, entries, readFrom, tags, listenerScope, journal);
    }

    /**
     * Collects settings; not thread-safe.
     *
     * @param <K> the type of keys
     * @param <V> the type of values
     */
    public static final class Builder<K, V> {
        private static final Duration LONGEST = Duration.ofMillis(Long.MAX_VALUE / 2);

        private final MutableConfiguration<K, V> settings;
        private NearConfiguration near = NearConfiguration.defaults();
        private CodecConfiguration codec = CodecConfiguration.defaults();
        private FailureConfiguration failure = FailureConfiguration.defaults();
        private LoadConfiguration load = LoadConfiguration.defaults();
        private RefreshConfiguration refresh = RefreshConfiguration.defaults();
        private EntryConfiguration<K, V> entries = EntryConfiguration.defaults();
        private ReadFrom readFrom = ReadFrom.MASTER;
        private ListenerScope listenerScope = ListenerScope.MANAGER;
        private TagConfiguration tags = TagConfiguration.defaults();
        private JournalConfiguration journal = JournalConfiguration.defaults();

        private Builder(MutableConfiguration<K, V> settings) {
            this.settings = settings;
        }

        /**
         * The near tier: {@code near(near -> near.maximumEntries(500))}; default {@link NearConfiguration#defaults}.
         */
        public Builder<K, V> near(UnaryOperator<NearConfiguration.Builder> change) {
            near = change.apply(NearConfiguration.builder()).build();
            return this;
        }

        /** Codec, compression and class filter; default {@link CodecConfiguration#defaults}. */
        public Builder<K, V> codec(UnaryOperator<CodecConfiguration.Builder> change) {
            codec = change.apply(CodecConfiguration.builder()).build();
            return this;
        }

        /** What the cache does while Redis is away; default {@link FailureConfiguration#defaults}. */
        public Builder<K, V> failure(FailureConfiguration configuration) {
            failure = configuration;
            return this;
        }

        /**
         * {@code load(load -> load.lease(...))}: how loads are protected; default {@link LoadConfiguration#defaults}.
         */
        public Builder<K, V> load(UnaryOperator<LoadConfiguration.Builder> change) {
            load = change.apply(LoadConfiguration.builder()).build();
            return this;
        }

        /**
         * Shortens each entry's lifetime by chance, by this share of it at the most: what was stored together does not
         * end together. From 0, the default, to 1; see {@link EntryConfiguration#jitter}.
         *
         * @throws IllegalArgumentException if it is not
         */
        public Builder<K, V> expiryJitter(double share) {
            entries = entries.withJitter(share);
            return this;
        }

        /** Gives options to each entry by its key and value; none by default. */
        public Builder<K, V> entryOptions(Factory<? extends EntryOptionsSource<? super K, ? super V>> factory) {
            entries = entries.withOptions(factory);
            return this;
        }

        /**
         * {@code refresh(refresh -> refresh.beforeExpiry(0.2))}: entries are loaded anew before they expire; default
         * {@link RefreshConfiguration#defaults}, never.
         */
        public Builder<K, V> refresh(UnaryOperator<RefreshConfiguration.Builder> change) {
            refresh = change.apply(RefreshConfiguration.builder()).build();
            return this;
        }

        /**
         * {@code tags(tags -> tags.mode(...))}: what entries are stamped with; default
         * {@link TagConfiguration#defaults}.
         */
        public Builder<K, V> tags(UnaryOperator<TagConfiguration.Builder> change) {
            tags = change.apply(TagConfiguration.builder()).build();
            return this;
        }

        /** Which servers answer plain reads; default {@link ReadFrom#MASTER}. Others can lag, and have no near tier. */
        public Builder<K, V> readFrom(ReadFrom servers) {
            readFrom = servers;
            return this;
        }

        /** Whose changes listeners hear; default {@link ListenerScope#MANAGER}. */
        public Builder<K, V> listenerScope(ListenerScope scope) {
            listenerScope = scope;
            return this;
        }

        /**
         * {@code journal(journal -> journal.length(10_000))}: the last changes are written down in Redis, for
         * {@link org.tandemcache.TandemCache#readJournal}; default {@link JournalConfiguration#defaults}, none.
         */
        public Builder<K, V> journal(UnaryOperator<JournalConfiguration.Builder> change) {
            journal = change.apply(JournalConfiguration.builder()).build();
            return this;
        }

        /** Entries end so long after they were created, whatever happens to them; by default they never end. */
        public Builder<K, V> expireAfterCreate(Duration duration) {
            return expiry(CreatedExpiryPolicy.factoryOf(jcache(duration)));
        }

        /** Entries end so long after they were created or updated; by default they never end. */
        public Builder<K, V> expireAfterWrite(Duration duration) {
            return expiry(ModifiedExpiryPolicy.factoryOf(jcache(duration)));
        }

        /** Entries end so long after they were created, updated or read; by default they never end. */
        public Builder<K, V> expireAfterTouch(Duration duration) {
            return expiry(TouchedExpiryPolicy.factoryOf(jcache(duration)));
        }

        /** Entries end when this policy says so; default {@link javax.cache.expiry.EternalExpiryPolicy}. */
        public Builder<K, V> expiry(Factory<? extends ExpiryPolicy> factory) {
            settings.setExpiryPolicyFactory(factory);
            return this;
        }

        /** Reads what is absent, for {@code loadAll} and with {@link #readThrough}; none by default. */
        public Builder<K, V> loader(Factory<? extends CacheLoader<K, V>> factory) {
            settings.setCacheLoaderFactory(factory);
            return this;
        }

        /** Whether {@code get} loads what is absent; default no. */
        public Builder<K, V> readThrough(boolean enabled) {
            settings.setReadThrough(enabled);
            return this;
        }

        /** Writes changes elsewhere, with {@link #writeThrough}; none by default. */
        public Builder<K, V> writer(Factory<? extends CacheWriter<? super K, ? super V>> factory) {
            settings.setCacheWriterFactory(factory);
            return this;
        }

        /** Whether changes go to the writer first; default no. */
        public Builder<K, V> writeThrough(boolean enabled) {
            settings.setWriteThrough(enabled);
            return this;
        }

        /**
         * A listener more; none by default.
         *
         * @throws IllegalArgumentException if it is there already
         */
        public Builder<K, V> listener(CacheEntryListenerConfiguration<K, V> listener) {
            settings.addCacheEntryListenerConfiguration(listener);
            return this;
        }

        /** Whether to count for the statistics MBean; default no. */
        public Builder<K, V> statistics(boolean enabled) {
            settings.setStatisticsEnabled(enabled);
            return this;
        }

        /** Whether to show the configuration MBean; default no. */
        public Builder<K, V> management(boolean enabled) {
            settings.setManagementEnabled(enabled);
            return this;
        }

        /** The configuration; the builder can go on without changing it. */
        public TandemConfiguration<K, V> build() {
            return new TandemConfiguration<>(
                    new MutableConfiguration<>(settings),
                    near,
                    codec,
                    failure,
                    load,
                    refresh,
                    entries,
                    readFrom,
                    tags,
                    listenerScope,
                    journal);
        }

        private static javax.cache.expiry.Duration jcache(Duration duration) {
            if (duration.isNegative()) {
                throw new IllegalArgumentException("the duration is " + duration + "; allowed: zero or more");
            }
            if (duration.isZero()) {
                return javax.cache.expiry.Duration.ZERO;
            }
            return duration.compareTo(LONGEST)
                            > 0 // such as ChronoUnit.FOREVER's, which no number of milliseconds holds
                    ? javax.cache.expiry.Duration.ETERNAL
                    : new javax.cache.expiry.Duration(TimeUnit.MILLISECONDS, Math.max(1, duration.toMillis()));
        }
    }
}
