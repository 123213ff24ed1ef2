package org.tandemcache.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.File;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.SortedMap;
import javax.cache.configuration.CompleteConfiguration;
import javax.cache.configuration.Configuration;
import org.jspecify.annotations.Nullable;
import org.tandemcache.config.ConnectSettings;
import org.tandemcache.config.Credentials;
import org.tandemcache.config.CredentialsProvider;
import org.tandemcache.config.EffectiveSetting;
import org.tandemcache.config.FrameworkSettings;
import org.tandemcache.config.LoginSettings;
import org.tandemcache.config.ManagerSettings;
import org.tandemcache.config.ResilienceSettings;
import org.tandemcache.config.TandemConfiguration;
import org.tandemcache.config.TlsManagers;
import org.tandemcache.config.TlsSettings;

/**
 * All settings of a cache manager, of rising weight: {@code reference.conf}, the file, the environment, the JVM's
 * properties, the manager's URI, what a framework hands over, the manager's properties. Checked when they are read.
 * Immutable; of the user it holds the credentials provider alone.
 */
public final class Settings {
    private static final Duration SHORTEST_LEASE = Duration.ofMillis(20);
    private static final Duration LONGEST_LEASE = Duration.ofSeconds(60);

    private static final Duration SHORTEST_CONNECT = Duration.ofMillis(10);
    private static final Duration LONGEST_CONNECT = Duration.ofSeconds(60);

    private static final Duration SHORTEST_RETRY = Duration.ofMillis(10);
    private static final Duration LONGEST_RETRY = Duration.ofSeconds(60);

    private static final Duration SHORTEST_SLOW = Duration.ofMillis(1);
    private static final Duration LONGEST_SLOW = Duration.ofSeconds(60);

    private final ManagerSettings manager;
    private final CacheSections caches;
    private final Config merged;
    private final List<String> allow;

    /** @param allow patterns that each cache allows beside its own */
    private Settings(ManagerSettings manager, CacheSections caches, Config merged, List<String> allow) {
        this.manager = manager;
        this.caches = caches;
        this.merged = merged;
        this.allow = allow;
    }

    /**
     * @param uri of the manager: the name of a file, the address of a server, or just a name
     * @param loader finds the file, and the classes that it names
     * @param properties of the manager
     * @param environment of the process
     * @throws IllegalArgumentException for a setting that there is not, or a value that is not allowed; it says where
     *     it stands
     */
    public static Settings of(URI uri, ClassLoader loader, Properties properties, Map<String, String> environment) {
        Config reference = ConfigFactory.parseResources(Settings.class.getClassLoader(), "reference.conf")
                .getConfig(SettingsFile.SECTION);
        KnownKeys known = new KnownKeys(reference);
        Overrides overrides = new Overrides(known);
        Config file = SettingsFile.of(fileOf(uri, properties, environment), loader);
        known.check(file);
        FrameworkSettings framework = framework(properties);
        Config merged = overrides
                .ofManager(properties)
                .withFallback(overrides.ofFramework(framework))
                .withFallback(ofUri(uri))
                .withFallback(overrides.ofSystem(System.getProperties()))
                .withFallback(overrides.ofEnvironment(environment))
                .withFallback(file)
                .withFallback(reference);
        CacheSections caches = new CacheSections(merged);
        UserClasses classes = new UserClasses(loader);
        CacheSettings defaults = new CacheSettings(caches.defaults(), classes);
        defaults.configuration();
        if (caches.all().isEmpty()) { // else a section may state the other half
            defaults.checkPartners();
        }
        caches.all().forEach(name -> new CacheSettings(caches.of(name), classes).configuration());
        caches.names().forEach(name -> new CacheSettings(caches.of(name), classes).whole());
        Options options = new Options(merged, SettingsFile.SECTION);
        return new Settings(
                manager(options, login(options.section("redis"), properties, classes), framework),
                caches,
                merged,
                framework.allow());
    }

    private static FrameworkSettings framework(Properties properties) {
        Object given = properties.get(FrameworkSettings.PROPERTY);
        if (given == null) {
            return new FrameworkSettings(Map.of(), List.of(), null);
        }
        if (given instanceof FrameworkSettings framework) {
            return framework;
        }
        throw new IllegalArgumentException("the cache manager's property " + FrameworkSettings.PROPERTY
                + " is an object of class " + given.getClass().getName() + "; allowed: a "
                + FrameworkSettings.class.getName());
    }

    /**
     * Only a manager whose URI is a plain name or a server looks for the file that the JVM or the environment names.
     */
    private static URI fileOf(URI uri, Properties properties, Map<String, String> environment) {
        String named = properties.getProperty(Overrides.FILE);
        if (named == null && (uri.getScheme() == null || SettingsFile.isServer(uri))) {
            named = System.getProperty(Overrides.FILE, environment.get(Overrides.variable(List.of("config"))));
        }
        if (named == null) {
            return uri;
        }
        if (new File(named).isAbsolute()) {
            return new File(named).toURI();
        }
        try {
            return URI.create(named);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    Overrides.FILE + " or " + Overrides.variable(List.of("config")) + " is \"" + named
                            + "\"; allowed: the path of a file, or what a manager's URI may be",
                    e);
        }
    }

    private static Config ofUri(URI uri) {
        return SettingsFile.isServer(uri)
                ? Overrides.with(ConfigFactory.empty(), List.of("redis", "uri"), uri.toString(), "cache manager's URI")
                : ConfigFactory.empty();
    }

    private static ManagerSettings manager(
            Options options, @Nullable LoginSettings login, FrameworkSettings framework) {
        Options redis = options.section("redis");
        Options near = options.section("near");
        return new ManagerSettings(
                redis.text("uri"),
                redis.origin("uri"),
                login,
                connect(redis, options.text("namespace")),
                tls(redis.section("tls"), framework.tls()),
                options.text("namespace"),
                near.flag("enabled"),
                near.duration("lease", SHORTEST_LEASE, LONGEST_LEASE),
                options.text("codec"),
                resilience(redis, options.section("breaker")));
    }

    private static ResilienceSettings resilience(Options redis, Options breaker) {
        return new ResilienceSettings(
                redis.flag("fail-fast"),
                breaker.flag("enabled"),
                (int) breaker.count("failures", 1, 10_000),
                breaker.duration("retry", SHORTEST_RETRY, LONGEST_RETRY),
                (int) redis.count("waiting-threads", 0, 1_000_000),
                redis.has("slow-call") ? redis.duration("slow-call", SHORTEST_SLOW, LONGEST_SLOW) : null);
    }

    /** The manager's properties can hold the object itself. */
    private static @Nullable LoginSettings login(Options redis, Properties properties, UserClasses classes) {
        Object given = properties.get(ManagerSettings.CREDENTIALS_PROVIDER);
        if (given instanceof CredentialsProvider provider) {
            return new LoginSettings(provider, "cache manager's properties", false);
        }
        if (given != null && !(given instanceof String)) {
            throw new IllegalArgumentException(ManagerSettings.CREDENTIALS_PROVIDER + " is an object of class "
                    + given.getClass().getName() + " (cache manager's properties); allowed: a "
                    + CredentialsProvider.class.getName() + ", or the name of such a class");
        }
        String key = "credentials-provider";
        return redis.has(key)
                ? new LoginSettings(
                        classes.<CredentialsProvider>made(redis, key, CredentialsProvider.class),
                        redis.origin(key),
                        true)
                : null;
    }

    private static ConnectSettings connect(Options redis, String namespace) {
        Options sentinel = redis.section("sentinel");
        if (sentinel.has("user") && !sentinel.has("password")) {
            throw sentinel.wrong("user", "a user beside a password: " + ManagerSettings.SENTINEL_PASSWORD, null);
        }
        String password = sentinel.optionalText("password");
        return new ConnectSettings(
                redis.duration("connect-timeout", SHORTEST_CONNECT, LONGEST_CONNECT),
                namespace,
                password == null ? null : new Credentials(sentinel.optionalText("user"), password),
                redis.flag("command-latency"));
    }

    private static TlsSettings tls(Options tls, @Nullable TlsManagers managers) {
        return new TlsSettings(
                tls.optionalFile("trust-store"),
                tls.optionalText("trust-store-password"),
                tls.optionalFile("key-store"),
                tls.optionalText("key-store-password"),
                tls.flag("verify-host"),
                managers);
    }

    /** What the manager itself must know. */
    public ManagerSettings manager() {
        return manager;
    }

    /** The names of the caches that have a section of their own. */
    public List<String> cacheNames() {
        return caches.names();
    }

    /** A cache as its section describes it. */
    public TandemConfiguration<Object, Object> cache(String name, ClassLoader loader) {
        return allowing(settings(name, loader).whole());
    }

    /** Every setting as it holds, those of {@code caches} that were set included, by its key. */
    public SortedMap<String, EffectiveSetting> effective() {
        return new Options(merged, SettingsFile.SECTION).effective();
    }

    /**
     * What differs from the defaults, for a line of log; no secret. Of the sections of caches the names alone: there
     * can be many.
     */
    public String summary() {
        List<String> changed = new ArrayList<>();
        effective().forEach((key, setting) -> {
            if (!setting.origin().startsWith("reference.conf") && !key.startsWith("tandem.caches.")) {
                changed.add(key + " = " + setting.value() + " (" + setting.origin() + ")");
            }
        });
        return (changed.isEmpty() ? "every setting is the default" : String.join(", ", changed))
                + (caches.all().isEmpty() ? "" : "; sections of caches: " + String.join(", ", caches.all()));
    }

    /** A configuration of the program, with what it has left open as the settings say; a Tandem one is complete. */
    public <K, V> TandemConfiguration<K, V> complete(
            String name, Configuration<K, V> configuration, ClassLoader loader) {
        if (configuration instanceof TandemConfiguration<K, V> complete) {
            return complete;
        }
        CompleteConfiguration<K, V> copy = TandemConfiguration.copyOf(configuration);
        return allowing(settings(name, loader).fill(copy));
    }

    private <K, V> TandemConfiguration<K, V> allowing(TandemConfiguration<K, V> configuration) {
        return allow.isEmpty()
                ? configuration
                : configuration.withCodec(configuration.codec().allowingAlso(allow));
    }

    private CacheSettings settings(String name, ClassLoader loader) {
        return new CacheSettings(caches.of(name), new UserClasses(loader));
    }
}
