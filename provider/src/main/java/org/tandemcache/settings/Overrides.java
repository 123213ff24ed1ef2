package org.tandemcache.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValueFactory;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Settings from outside of the file: single options as text, each with the name of where it came from. */
final class Overrides {
    static final String PREFIX = "tandem.";
    static final String VARIABLE_PREFIX = "TANDEM_";

    /** Names the file; it can't stand in one. */
    static final String FILE = "tandem.config";

    /** Properties of Tandem's own test kit, which runs in the same JVM. */
    private static final String TEST_PREFIX = "tandem.test.";

    private static final Logger log = LoggerFactory.getLogger(Overrides.class);

    private final KnownKeys known;

    Overrides(KnownKeys known) {
        this.known = known;
    }

    /** @throws IllegalArgumentException for a property of this prefix that is none of the settings */
    Config ofManager(Properties properties) {
        Config config = ConfigFactory.empty();
        for (Map.Entry<String, String> each : ours(properties).entrySet()) {
            List<String> path = path(each.getKey());
            if (!known.isOption(path)) {
                throw new IllegalArgumentException(
                        known.unknown(path) + "; it stands in the cache manager's properties");
            }
            config = with(config, path, each.getValue(), "cache manager's property " + each.getKey());
        }
        return config;
    }

    /** What other programs in the JVM may have named likewise is told, and not refused. */
    Config ofSystem(Properties properties) {
        Config config = ConfigFactory.empty();
        for (Map.Entry<String, String> each : ours(properties).entrySet()) {
            List<String> path = path(each.getKey());
            if (known.isOption(path)) {
                config = with(config, path, each.getValue(), "system property " + each.getKey());
            } else {
                log.warn("The system property {} has no effect: {}", each.getKey(), known.unknown(path));
            }
        }
        return config;
    }

    Config ofEnvironment(Map<String, String> environment) {
        Map<String, List<String>> variables = new TreeMap<>();
        known.options().forEach(path -> variables.put(variable(path), path));
        Config config = ConfigFactory.empty();
        for (Map.Entry<String, String> each : new TreeMap<>(environment).entrySet()) {
            String name = each.getKey();
            List<String> path = variables.get(name);
            if (path != null) {
                config = with(config, path, each.getValue(), "environment variable " + name);
            } else if (name.startsWith(VARIABLE_PREFIX) && !name.equals(variable(path(FILE)))) {
                log.warn("The environment variable {} has no effect: it is none of {}", name, variables.keySet());
            }
        }
        return config;
    }

    /** TANDEM_REDIS_URI for redis.uri. */
    static String variable(List<String> path) {
        return VARIABLE_PREFIX + String.join("_", path).replace('-', '_').toUpperCase(Locale.ROOT);
    }

    private static Map<String, String> ours(Properties properties) {
        Map<String, String> ours = new TreeMap<>();
        for (String name : properties.stringPropertyNames()) {
            if (name.startsWith(PREFIX) && !name.startsWith(TEST_PREFIX) && !name.equals(FILE)) {
                ours.put(name, properties.getProperty(name));
            }
        }
        return ours;
    }

    private static List<String> path(String property) {
        String path = property.substring(PREFIX.length());
        try {
            return ConfigUtil.splitPath(path);
        } catch (ConfigException e) {
            throw new IllegalArgumentException(
                    "the property " + property + " is no path: allowed are names with dots between them, in quotes if"
                            + " they have dots or other marks themselves",
                    e);
        }
    }

    static Config with(Config config, List<String> path, String value, String origin) {
        return config.withValue(ConfigUtil.joinPath(path), ConfigValueFactory.fromAnyRef(value, origin));
    }
}
