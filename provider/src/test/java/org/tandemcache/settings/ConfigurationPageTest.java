package org.tandemcache.settings;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** {@code docs/configuration.md} says what {@code reference.conf} says. */
class ConfigurationPageTest {
    private static final Config REFERENCE = ConfigFactory.parseResources("reference.conf");

    @Test
    void table_ofThePage_isThatOfTheReference() throws IOException {
        String page = Files.readString(Path.of("..", "docs", "configuration.md"));

        assertThat(page).contains(table(false)).contains(table(true));
    }

    private static String table(boolean ofCaches) {
        return SettingsFiles.known().options().stream()
                .filter(path -> path.get(0).equals("cache-defaults") == ofCaches)
                .sorted(Comparator.comparing(path -> value(path).origin().lineNumber()))
                .map(path -> "| `" + String.join(".", ofCaches ? path.subList(1, path.size()) : path) + "` | "
                        + text(value(path)) + " | `" + Overrides.variable(path) + "` | "
                        + value(path).origin().comments().stream()
                                .map(String::strip)
                                .collect(Collectors.joining(" "))
                        + " |")
                .collect(Collectors.joining("\n"));
    }

    private static ConfigValue value(List<String> path) {
        ConfigValue value = REFERENCE.root().get("tandem");
        for (String key : path) {
            value = ((com.typesafe.config.ConfigObject) value).get(key);
        }
        return value;
    }

    private static String text(ConfigValue value) {
        String text = value.render(ConfigRenderOptions.concise());
        return switch (value.valueType()) {
            case NULL -> "none";
            case LIST -> "`[]`";
            default -> "`" + text.replace("\"", "") + "`";
        };
    }

    @Test
    void keys_ofTheReference_eachHaveAComment() {
        assertThat(SettingsFiles.known().options())
                .allSatisfy(path -> assertThat(value(path).origin().comments())
                        .as(ConfigUtil.joinPath(path))
                        .isNotEmpty());
    }
}
