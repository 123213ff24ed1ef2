package org.tandemcache.spring.boot;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.PropertySourcesPlaceholdersResolver;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.PropertySourceOrigin;
import org.springframework.core.env.Environment;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.tandemcache.config.FrameworkSettings.Setting;

/**
 * The settings behind {@code tandem.} of Spring's environment, relaxed names, profiles and placeholders included. A
 * source that stands before another one wins, setting by setting; a list as a whole.
 */
final class EnvironmentSettings {
    private static final ConfigurationPropertyName PREFIX = ConfigurationPropertyName.of(KnownSettings.PREFIX);

    /** Names a file of settings, and is none of them. */
    private static final ConfigurationPropertyName FILE = ConfigurationPropertyName.of("tandem.config");

    private final KnownSettings known;
    private final PropertySourcesPlaceholdersResolver placeholders;
    private final Map<String, Setting> settings = new LinkedHashMap<>();

    private EnvironmentSettings(Environment environment, KnownSettings known) {
        this.known = known;
        this.placeholders = new PropertySourcesPlaceholdersResolver(environment);
    }

    /**
     * By their keys, as Tandem writes them. Those that there are not are kept: Tandem refuses them, with the nearest.
     */
    static Map<String, Setting> of(Environment environment, KnownSettings known) {
        EnvironmentSettings collected = new EnvironmentSettings(environment, known);
        for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
            collected.addAll(source);
        }
        return collected.settings;
    }

    private void addAll(ConfigurationPropertySource source) {
        if (!(source instanceof IterableConfigurationPropertySource names)) {
            return; // one that can't tell what it has
        }
        Map<String, Setting> ofSource = new LinkedHashMap<>();
        Map<String, ListParts> lists = new LinkedHashMap<>();
        for (ConfigurationPropertyName name : names) {
            if (!PREFIX.isAncestorOf(name) || name.equals(FILE)) {
                continue;
            }
            ConfigurationProperty property = source.getConfigurationProperty(name);
            KnownSettings.Named named = known.find(name);
            if (property == null || (named == null && isOfTheMachine(source))) {
                continue; // Tandem itself warns of variables and properties of the JVM that mean nothing
            }
            if (named == null) {
                ofSource.put(name.toString(), new Setting(text(property), origin(property)));
            } else if (named.rest().isEmpty()) {
                ofSource.put(named.key(), new Setting(converted(named, text(property)), origin(property)));
            } else {
                lists.computeIfAbsent(named.key(), any -> new ListParts(origin(property)))
                        .put(named.rest(), text(property));
            }
        }
        lists.forEach((key, parts) -> ofSource.put(key, new Setting(parts.list(), parts.origin())));
        ofSource.forEach(settings::putIfAbsent);
    }

    private String converted(KnownSettings.Named named, String text) {
        return SettingKind.of(named.path(), known.value(named.path())).toTandem(text);
    }

    private String text(ConfigurationProperty property) {
        return String.valueOf(placeholders.resolvePlaceholders(property.getValue()));
    }

    /** As it goes on after "the", where an address came from. */
    private static String origin(ConfigurationProperty property) {
        Origin origin = property.getOrigin();
        if (origin == null) {
            return "property " + property.getName() + " of Spring's environment";
        }
        return origin instanceof PropertySourceOrigin ? "property " + origin : String.valueOf(origin);
    }

    private static boolean isOfTheMachine(ConfigurationPropertySource source) {
        return source.getUnderlyingSource() instanceof PropertySource<?> named
                && (named.getName().equals(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME)
                        || named.getName().equals(StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME));
    }

    /** What stands behind {@code [0]}, {@code [1].class} and so on. */
    private static final class ListParts {
        private final String origin;
        private final Map<Integer, Object> parts = new TreeMap<>();

        ListParts(String origin) {
            this.origin = origin;
        }

        String origin() {
            return origin;
        }

        @SuppressWarnings("unchecked") // what this has put
        void put(List<String> place, String value) {
            Integer index = Integer.valueOf(place.get(0));
            if (place.size() == 1) {
                parts.put(index, value);
            } else {
                Object section = parts.computeIfAbsent(index, any -> new LinkedHashMap<String, Object>());
                if (section instanceof Map<?, ?> map) {
                    ((Map<String, Object>) map).put(String.join(".", place.subList(1, place.size())), value);
                }
            }
        }

        List<Object> list() {
            return new ArrayList<>(parts.values());
        }
    }

    /** The file of settings that the environment names; null for none. */
    static @Nullable String file(Environment environment) {
        return environment.getProperty(FILE.toString());
    }
}
