package org.tandemcache.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValueFactory;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tandemcache.config.FrameworkSettings;
import org.tandemcache.config.ManagerSettings;
import org.tandemcache.far.Nearest;

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
        properties.keySet().forEach(this::checkPrefix);
        for (Map.Entry<String, String> each : ours(withTexts(properties)).entrySet()) {
            List<String> path = path(each.getKey());
            if (!known.isOption(path)) {
                throw new IllegalArgumentException(
                        known.unknown(path) + "; it stands in the cache manager's properties");
            }
            config = with(config, path, each.getValue(), "cache manager's property " + each.getKey());
        }
        return config;
    }

    /** Names of one word alone may well be another program's. */
    private void checkPrefix(Object name) {
        if (name instanceof String text && text.indexOf('.') > 0 && !text.startsWith(PREFIX) && isOption(text)) {
            throw new IllegalArgumentException("the cache manager's property " + text
                    + " has no effect; Tandem's settings begin with tandem.: allowed is " + PREFIX + text);
        }
    }

    private boolean isOption(String text) {
        try {
            return known.isOption(ConfigUtil.splitPath(text));
        } catch (ConfigException e) {
            return false;
        }
    }

    /** Properties hold objects too: what has a text that can be read is taken by it. */
    private static Properties withTexts(Properties properties) {
        Properties texts = new Properties();
        properties.stringPropertyNames().forEach(name -> texts.setProperty(name, properties.getProperty(name)));
        properties.forEach((name, value) -> {
            if (!(name instanceof String key) || !key.startsWith(PREFIX) || value instanceof String) {
                return;
            }
            if (value instanceof Duration duration) {
                texts.setProperty(key, duration.toNanos() + " ns");
            } else if (value instanceof Boolean
                    || value instanceof Number
                    || value instanceof CharSequence
                    || value instanceof URI
                    || value instanceof Path) {
                texts.setProperty(key, value.toString());
            } else if (!key.equals(ManagerSettings.CREDENTIALS_PROVIDER) && !key.equals(FrameworkSettings.PROPERTY)) {
                throw new IllegalArgumentException("the cache manager's property " + key + " is an object of class "
                        + value.getClass().getName()
                        + "; allowed: texts, numbers, true and false, URIs, paths, durations");
            }
        });
        return texts;
    }

    /** @throws IllegalArgumentException for one that is none of the settings */
    Config ofFramework(FrameworkSettings framework) {
        Config config = ConfigFactory.empty();
        for (Map.Entry<String, FrameworkSettings.Setting> each : new TreeMap<>(framework.settings()).entrySet()) {
            List<String> path = path(each.getKey());
            FrameworkSettings.Setting setting = each.getValue();
            if (!known.isOption(path)) {
                throw new IllegalArgumentException(known.unknown(path) + "; it stands in " + setting.origin());
            }
            config = with(config, path, setting.value(), setting.origin());
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
                log.warn(
                        "The environment variable {} has no effect: there is no such setting; the nearest is {}",
                        name,
                        Nearest.of(name, variables.keySet()));
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

    static Config with(Config config, List<String> path, Object value, String origin) {
        return config.withValue(ConfigUtil.joinPath(path), ConfigValueFactory.fromAnyRef(value, origin));
    }
}
