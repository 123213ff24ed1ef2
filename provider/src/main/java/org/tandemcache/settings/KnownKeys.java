package org.tandemcache.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The keys that there are: those of {@code reference.conf}. Whoever writes another one has mistyped it. Immutable. */
final class KnownKeys {
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
                        + given.origin().description() + "; allowed: a section { ... } with keys of "
                        + siblings(known));
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

    /** Says that there is no such option, and which one is nearest. */
    String unknown(List<String> path) {
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
        String nearest = nearest(path.get(depth), siblings(section));
        String message = "there is no setting " + text(path);
        if (path.get(0).equals("caches") && depth == 2) {
            message += " (a cache's name with dots has to stand in quotes)";
        }
        List<String> meant = new ArrayList<>(path.subList(0, depth));
        return nearest == null
                ? message
                : message + "; the nearest is " + text(append(meant, nearest)) + ", beside it there are "
                        + siblings(section);
    }

    private static List<String> append(List<String> path, String key) {
        path.add(key);
        return path;
    }

    private static SortedSet<String> siblings(ConfigValue section) {
        return section instanceof ConfigObject object ? new TreeSet<>(object.keySet()) : new TreeSet<>();
    }

    private static @Nullable String nearest(String key, SortedSet<String> known) {
        return known.stream()
                .min(Comparator.comparingInt(each -> distance(key, each)))
                .orElse(null);
    }

    /** Levenshtein's. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
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
