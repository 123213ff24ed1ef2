package org.tandemcache.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.tandemcache.far.Nearest;

/** The keys that there are: those of {@code reference.conf}. Whoever writes another one has mistyped it. Immutable. */
final class KnownKeys {
    /** The one of a section that stands for it where somebody gives it a value of its own. */
    private static final List<String> MAIN_KEYS = List.of("name", "mode", "policy", "enabled", "uri", "password");

    private static final Set<String> PARTS_OF_THE_ADDRESS = Set.of(
            "host",
            "hosts",
            "port",
            "database",
            "db",
            "user",
            "username",
            "password",
            "ssl",
            "timeout",
            "nodes",
            "address");

    private final ConfigObject reference;

    /** @param reference the section {@code tandem} of {@code reference.conf} */
    KnownKeys(Config reference) {
        this.reference = reference.root();
    }

    /**
     * @param given the section {@code tandem} of a file
     * @throws IllegalArgumentException for the first key that there is not, with the nearest one
     */
    void check(Config given) {
        check(List.of(), given.root());
    }

    private void check(List<String> path, ConfigObject given) {
        given.forEach((key, value) -> {
            List<String> full = new ArrayList<>(path);
            full.add(key);
            check(full, value);
        });
    }

    private void check(List<String> path, ConfigValue given) {
        ConfigValue known = find(path);
        if (known == null) {
            throw new IllegalArgumentException(
                    unknown(path) + "; it stands in " + given.origin().description());
        }
        if (known instanceof ConfigObject) {
            if (!(given instanceof ConfigObject section)) {
                throw new IllegalArgumentException(text(path) + " has a value of its own; it stands in "
                        + given.origin().description() + "; " + meant(path, known)
                        + "allowed: a section { ... } with keys of " + siblings(known));
            }
            check(path, section);
        }
    }

    /** Whether there is an option of this path. */
    boolean isOption(List<String> path) {
        ConfigValue known = find(path);
        return known != null && !(known instanceof ConfigObject);
    }

    private @Nullable ConfigValue find(List<String> path) {
        ConfigValue found = reference;
        for (int i = 0; i < path.size(); i++) {
            if (!(found instanceof ConfigObject section)) {
                return null;
            }
            boolean cacheName = i == 1 && path.get(0).equals("caches");
            found = cacheName ? reference.get("cache-defaults") : section.get(path.get(i));
        }
        return found;
    }

    /** What whoever gives a value to a section is likely to mean. */
    private static String meant(List<String> path, ConfigValue section) {
        Set<String> keys = siblings(section);
        return MAIN_KEYS.stream()
                .filter(keys::contains)
                .findFirst()
                .map(key -> "perhaps " + text(append(new ArrayList<>(path), key)) + " is meant; ")
                .orElse("");
    }

    /** Says that there is no such option, and which one is meant or nearest. */
    String unknown(List<String> path) {
        ConfigValue known = find(path);
        if (known instanceof ConfigObject) {
            return text(path) + " is a section and no setting; " + meant(path, known) + "it has " + siblings(known);
        }
        ConfigValue section = reference;
        int depth = 0;
        while (depth < path.size() - 1) {
            ConfigValue next = find(path.subList(0, depth + 1));
            if (!(next instanceof ConfigObject)) {
                break;
            }
            section = next;
            depth++;
        }
        String message = "there is no setting " + text(path);
        String place = place(path);
        if (place != null) {
            return message + "; " + place;
        }
        String nearest = Nearest.of(path.get(depth), siblings(section));
        if (path.get(0).equals("caches") && depth == 2) {
            message += " (a cache's name with dots has to stand in quotes)";
        }
        List<String> meant = new ArrayList<>(path.subList(0, depth));
        return nearest == null
                ? message
                : message + "; the nearest is " + text(append(meant, nearest)) + ", beside it there are "
                        + siblings(section);
    }

    /** Where a key stands that was written elsewhere; null for one that is nowhere. */
    private @Nullable String place(List<String> path) {
        if (path.size() == 2 && path.get(0).equals("redis") && PARTS_OF_THE_ADDRESS.contains(path.get(1))) {
            return "it is a part of tandem.redis.uri: redis[s]://[[user:]password@]host[:port][/database][?timeout=2s]";
        }
        List<String> ofCaches = append(new ArrayList<>(List.of("cache-defaults")), path);
        if (find(ofCaches) != null) {
            return "it is a setting of caches: " + text(ofCaches) + " for all of them, or in the section of one in"
                    + " tandem.caches";
        }
        int of = path.get(0).equals("caches") ? 2 : path.get(0).equals("cache-defaults") ? 1 : path.size();
        List<String> ofManager = path.subList(Math.min(of, path.size()), path.size());
        return !ofManager.isEmpty() && find(ofManager) != null
                ? "it is a setting of the manager: " + text(ofManager) + ", for all caches"
                : null;
    }

    private static List<String> append(List<String> path, String key) {
        path.add(key);
        return path;
    }

    private static List<String> append(List<String> path, List<String> rest) {
        path.addAll(rest);
        return path;
    }

    private static SortedSet<String> siblings(ConfigValue section) {
        return section instanceof ConfigObject object ? new TreeSet<>(object.keySet()) : new TreeSet<>();
    }

    static String text(List<String> path) {
        return "tandem." + ConfigUtil.joinPath(path);
    }

    /** The options outside of {@code caches}: each has a variable of the environment. */
    List<List<String>> options() {
        List<List<String>> options = new ArrayList<>();
        collect(List.of(), reference, options);
        return options;
    }

    private static void collect(List<String> path, ConfigObject section, List<List<String>> options) {
        for (Map.Entry<String, ConfigValue> each : section.entrySet()) {
            List<String> full = new ArrayList<>(path);
            full.add(each.getKey());
            if (each.getValue() instanceof ConfigObject inner) {
                collect(full, inner, options);
            } else {
                options.add(full);
            }
        }
    }
}
