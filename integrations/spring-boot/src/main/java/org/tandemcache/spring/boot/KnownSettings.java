package org.tandemcache.spring.boot;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.tandemcache.TandemManager;

/** Tandem's own list of its settings, and how the names of Spring's environment are found in it. Immutable. */
final class KnownSettings {
    static final String PREFIX = "tandem";
    private static final String CACHES = "caches";
    private static final String OF_CACHES = "cache-defaults";

    private final ConfigObject reference;

    KnownSettings() {
        Config own = ConfigFactory.parseResources(TandemManager.class.getClassLoader(), "reference.conf");
        this.reference = own.getConfig(PREFIX).root();
    }

    ConfigObject reference() {
        return reference;
    }

    /** The default of a setting; one that has none is null in it, which a look-up by path does not find. */
    ConfigValue value(String path) {
        ConfigValue found = reference;
        for (String key : path.split("\\.", -1)) {
            found = found instanceof ConfigObject section ? section.get(key) : null;
        }
        return Objects.requireNonNull(found, path);
    }

    /**
     * A setting that is named.
     *
     * @param key as Tandem writes it
     * @param path of it in the reference, without the name of a cache
     * @param rest what follows the setting: the places in a list
     */
    record Named(String key, String path, List<String> rest) {}

    /** The setting that a name of the environment means; null if there is none. */
    @Nullable
    Named find(ConfigurationPropertyName name) {
        if (name.getNumberOfElements() < 2 || !name.getElement(0, Form.UNIFORM).equals(PREFIX)) {
            return null;
        }
        if (!name.getElement(1, Form.UNIFORM).equals(CACHES)) {
            return find(name, 1, reference, new ArrayList<>(), PREFIX + ".");
        }
        ConfigObject ofCaches = (ConfigObject) value(OF_CACHES);
        StringBuilder cache = new StringBuilder();
        for (int i = 2; i < name.getNumberOfElements() - 1; i++) { // a cache's name may have dots
            cache.append(i == 2 ? "" : ".").append(name.getElement(i, Form.ORIGINAL));
            List<String> path = new ArrayList<>(List.of(OF_CACHES));
            String key = PREFIX + "." + CACHES + "." + ConfigUtil.quoteString(cache.toString()) + ".";
            Named found = find(name, i + 1, ofCaches, path, key);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    /** The environment's variables have underscores for hyphens too: several elements can be one. */
    private static @Nullable Named find(
            ConfigurationPropertyName name, int from, ConfigObject section, List<String> path, String key) {
        StringBuilder joined = new StringBuilder();
        for (int i = from; i < name.getNumberOfElements(); i++) {
            joined.append(name.getElement(i, Form.UNIFORM));
            for (Map.Entry<String, ConfigValue> each : section.entrySet()) {
                if (!uniform(each.getKey()).contentEquals(joined)) {
                    continue;
                }
                List<String> found = new ArrayList<>(path);
                found.add(each.getKey());
                String foundKey = key + each.getKey();
                if (each.getValue() instanceof ConfigObject inner) {
                    Named named = find(name, i + 1, inner, found, foundKey + ".");
                    if (named != null) {
                        return named;
                    }
                } else if (isPlaceInList(name, i + 1)) {
                    return new Named(foundKey, String.join(".", found), rest(name, i + 1));
                }
            }
        }
        return null;
    }

    private static boolean isPlaceInList(ConfigurationPropertyName name, int from) {
        return from == name.getNumberOfElements() || name.isNumericIndex(from);
    }

    private static List<String> rest(ConfigurationPropertyName name, int from) {
        List<String> rest = new ArrayList<>();
        for (int i = from; i < name.getNumberOfElements(); i++) {
            rest.add(name.getElement(i, Form.DASHED));
        }
        return rest;
    }

    private static String uniform(String key) {
        return key.replace("-", "").toLowerCase(Locale.ROOT);
    }
}
