package org.tandemcache.spring.boot;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import javax.net.ssl.KeyManagerFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.core.env.Environment;
import org.springframework.util.Assert;
import org.tandemcache.TandemCachingProvider;
import org.tandemcache.TandemManager;
import org.tandemcache.config.FrameworkSettings;
import org.tandemcache.config.FrameworkSettings.Setting;
import org.tandemcache.config.ManagerSettings;
import org.tandemcache.config.TlsManagers;

/**
 * Makes the manager from what the application knows.
 *
 * @param allow patterns of classes that each cache may read
 * @param services those that say where Redis is, in the order of their weight
 * @param bundles null where there are none
 */
record ManagerFactory(
        Environment environment,
        ClassLoader loader,
        TandemCacheProperties starter,
        List<String> allow,
        List<RedisPlace.Service> services,
        @Nullable SslBundles bundles) {
    private static final String SERVER_SETTING = ManagerSettings.REDIS_URI;

    /**
     * @param others of the manager, which win over all settings
     * @throws TandemStartException if a setting is not allowed, or what Tandem needs is not there
     */
    TandemManager manager(Properties others) {
        Properties properties = new Properties();
        String file = EnvironmentSettings.file(environment);
        if (file != null) {
            properties.setProperty("tandem.config", file);
        }
        properties.putAll(others);
        try {
            properties.put(FrameworkSettings.PROPERTY, settings());
            // a provider of its own: two applications of one class loader share no manager
            return new TandemCachingProvider()
                    .getCacheManager(TandemCachingProvider.DEFAULT_URI, loader, properties)
                    .unwrap(TandemManager.class);
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw new TandemStartException(e);
        }
    }

    private FrameworkSettings settings() {
        Map<String, Setting> settings = new LinkedHashMap<>(EnvironmentSettings.of(environment, new KnownSettings()));
        RedisPlace place = place(settings);
        SslBundle bundle = place == null ? null : place.tls();
        if (place != null) {
            addTo(settings, place);
        }
        if (bundle == null && starter.sslBundle() != null) {
            bundle = bundle(starter.sslBundle());
        }
        return new FrameworkSettings(settings, allow, bundle == null ? null : tls(bundle));
    }

    /** What was started for the application, then {@code tandem.redis.uri}, then {@code spring.data.redis}. */
    private @Nullable RedisPlace place(Map<String, Setting> settings) {
        for (RedisPlace.Service service : services) {
            RedisPlace place = service.place();
            if (place != null) {
                return place;
            }
        }
        RedisProperties properties = settings.containsKey(SERVER_SETTING) ? null : RedisProperties.of(environment);
        if (properties == null) {
            return null;
        }
        if (properties.connectTimeout() != null) {
            settings.putIfAbsent(
                    ManagerSettings.CONNECT_TIMEOUT,
                    new Setting(text(properties.connectTimeout()), RedisProperties.PREFIX + ".connect-timeout"));
        }
        String bundle = properties.ssl().isOn() ? properties.ssl().bundle() : null;
        return new RedisPlace(
                properties.address(),
                bundle == null ? null : bundle(bundle),
                "properties " + RedisProperties.PREFIX + ".*");
    }

    private static void addTo(Map<String, Setting> settings, RedisPlace place) {
        settings.put(SERVER_SETTING, new Setting(place.address().uri(), place.origin()));
        RedisAddress.Login sentinels = place.address().sentinelLogin();
        if (sentinels != null && sentinels.password() != null) {
            settings.putIfAbsent(ManagerSettings.SENTINEL_PASSWORD, new Setting(sentinels.password(), place.origin()));
            if (sentinels.user() != null) {
                settings.putIfAbsent(ManagerSettings.SENTINEL_USER, new Setting(sentinels.user(), place.origin()));
            }
        }
    }

    private static String text(Duration duration) {
        return duration.toNanos() + " ns";
    }

    private SslBundle bundle(String name) {
        Assert.state(bundles != null, () -> "there are no SSL bundles, and \"" + name + "\" is asked for");
        return bundles.getBundle(name);
    }

    private static TlsManagers tls(SslBundle bundle) {
        KeyManagerFactory keys = bundle.getStores().getKeyStore() == null
                ? null
                : bundle.getManagers().getKeyManagerFactory();
        return new TlsManagers(
                keys,
                bundle.getStores().getTrustStore() == null
                        ? null
                        : bundle.getManagers().getTrustManagerFactory(),
                list(bundle.getOptions().getEnabledProtocols()),
                list(bundle.getOptions().getCiphers()));
    }

    private static List<String> list(String @Nullable [] values) {
        return values == null ? List.of() : new ArrayList<>(List.of(values));
    }
}
