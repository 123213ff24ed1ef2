package org.tandemcache.config;

import java.util.ArrayList;
import java.util.List;
import javax.cache.configuration.CacheEntryListenerConfiguration;
import javax.cache.configuration.CompleteConfiguration;
import javax.cache.configuration.Configuration;
import javax.cache.configuration.Factory;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.expiry.ExpiryPolicy;
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

    private TandemConfiguration(MutableConfiguration<K, V> settings, NearConfiguration near, CodecConfiguration codec) {
        this.settings = settings;
        this.near = near;
        this.codec = codec;
    }

    private TandemConfiguration<K, V> with(MutableConfiguration<K, V> other) {
        return new TandemConfiguration<>(other, near, codec);
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
            return new TandemConfiguration<>(
                    new MutableConfiguration<>(complete), NearConfiguration.defaults(), CodecConfiguration.defaults());
        }
        return new TandemConfiguration<>(
                new MutableConfiguration<K, V>()
                        .setTypes(configuration.getKeyType(), configuration.getValueType())
                        .setStoreByValue(configuration.isStoreByValue()),
                NearConfiguration.defaults(),
                CodecConfiguration.defaults());
    }

    /** The near tier; {@link NearConfiguration#defaults()} unless it was set. */
    public NearConfiguration near() {
        return near;
    }

    /** This configuration with another near tier. */
    public TandemConfiguration<K, V> withNear(NearConfiguration other) {
        return new TandemConfiguration<>(settings, other, codec);
    }

    /** How keys and values become bytes; {@link CodecConfiguration#defaults()} unless it was set. */
    public CodecConfiguration codec() {
        return codec;
    }

    /** This configuration with another way to bytes. */
    public TandemConfiguration<K, V> withCodec(CodecConfiguration other) {
        return new TandemConfiguration<>(settings, near, other);
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
                && codec.equals(that.codec);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * settings.hashCode() + near.hashCode()) + codec.hashCode();
    }
}
