package org.tandemcache.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigResolveOptions;
import java.net.MalformedURLException;
import java.net.URI;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tandemcache.far.Secrets;

/** Finds the file and reads it. */
final class SettingsFile {
    static final String SECTION = "tandem";
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{\\??([^}]+)}");
    private static final String OWN_FILE = "tandem.conf";
    private static final String SHARED_FILE = "application.conf";
    private static final Set<String> FILE_SCHEMES = Set.of("file", "jar", "jrt", "vfs", "bundleresource", "resource");
    private static final String ALLOWED =
            "a name such as tandem (then tandem.conf, else application.conf, is looked for on the class path),"
                    + " classpath:path, file:path, jar:file:path!/path, a resource whose name ends with .conf, .json or"
                    + " .properties, or an address of a server such as redis://host:6379";

    private SettingsFile() {}

    /** Whether the URI of a manager is the address of a server. */
    static boolean isServer(URI uri) {
        String scheme = scheme(uri);
        return scheme.equals("rediss") || scheme.equals("redis") || scheme.startsWith("redis-");
    }

    private static String scheme(URI uri) {
        return uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    }

    /** The section {@code tandem} of the file that the URI names; empty where it names none and there is none. */
    static Config of(URI uri, ClassLoader loader) {
        String scheme = scheme(uri);
        if (scheme.equals("classpath")) {
            return resource(uri.getSchemeSpecificPart(), uri, loader);
        }
        if (FILE_SCHEMES.contains(scheme)) {
            return read(uri.toString(), true, options -> {
                try {
                    return ConfigFactory.parseURL(uri.toURL(), options.setAllowMissing(false));
                } catch (MalformedURLException | IllegalArgumentException e) {
                    throw refused(uri, e);
                }
            });
        }
        if (scheme.isEmpty() && uri.toString().matches(".*\\.(conf|json|properties)")) {
            return resource(uri.toString(), uri, loader);
        }
        if (!scheme.isEmpty() && !isServer(uri)) {
            throw refused(uri, null);
        }
        Config own = resource(OWN_FILE, loader, true);
        return own.isEmpty() ? resource(SHARED_FILE, loader, true) : own;
    }

    private static IllegalArgumentException refused(URI uri, @Nullable Throwable cause) {
        return new IllegalArgumentException(
                "the cache manager's URI is \"" + Secrets.masked(uri.toString()) + "\"; allowed: " + ALLOWED, cause);
    }

    private static Config resource(String name, URI uri, ClassLoader loader) {
        String path = name.replaceFirst("^/+", "");
        if (loader.getResource(path) == null) {
            throw new IllegalArgumentException("there is no \"" + path + "\" on the class path of " + loader
                    + "; the cache manager's URI or " + Overrides.FILE + " asks for \"" + uri + "\"");
        }
        return resource(path, loader, false);
    }

    private static Config resource(String name, ClassLoader loader, boolean allowMissing) {
        return read(
                name,
                !name.equals(SHARED_FILE),
                options -> ConfigFactory.parseResources(loader, name, options.setAllowMissing(allowMissing)));
    }

    private static Config read(String name, boolean own, Function<ConfigParseOptions, Config> parse) {
        try {
            Config jvm = ConfigFactory.parseProperties(System.getProperties()).withoutPath(SECTION);
            Config parsed = parse.apply(ConfigParseOptions.defaults());
            if (own && !parsed.isEmpty() && !parsed.root().containsKey(SECTION)) {
                throw new IllegalArgumentException(
                        "the file of settings " + name + " has no section tandem { ... }, but "
                                + new TreeSet<>(parsed.root().keySet()) + ": what stands outside of it has no effect");
            }
            Config whole = parsed.withFallback(jvm).resolve(ConfigResolveOptions.defaults());
            return whole.hasPath(SECTION) ? whole.getConfig(SECTION) : ConfigFactory.empty();
        } catch (ConfigException.UnresolvedSubstitution e) {
            Matcher variable = VARIABLE.matcher(String.valueOf(e.getMessage()));
            String named = variable.find() ? variable.group(1) : "...";
            throw new IllegalArgumentException("the file of settings " + name + " takes a value from ${" + named
                    + "}, which is not set: allowed are variables of the environment, properties of the JVM and keys of the"
                    + " file, or ${?" + named + "} where it may be missing; it stands in "
                    + e.origin().description());
        } catch (ConfigException.Parse e) {
            // the library's message repeats what stands there, which can be a password
            throw new IllegalArgumentException("the file of settings can't be understood as HOCON; look for what is not"
                    + " closed or not quoted at " + e.origin().description());
        } catch (ConfigException.WrongType e) {
            throw new IllegalArgumentException("tandem is no section { ... } in the file of settings " + name, e);
        } catch (ConfigException e) {
            throw new IllegalArgumentException("the file of settings " + name + " can't be read: " + e.getMessage(), e);
        }
    }
}
