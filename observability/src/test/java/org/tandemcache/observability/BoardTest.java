package org.tandemcache.observability;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tandemcache.observability.Board.Query;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The board's file is that of {@link Board}, and keeps the rules of Grafana's dashboard linter. */
class BoardTest {
    static final Path FILE = Path.of("grafana", "dashboards", "tandem.json");

    /** With {@code -Dtandem.test.board=write} the file is written anew. */
    private static final boolean WRITE = "write".equals(System.getProperty("tandem.test.board"));

    private static final Pattern SELECTOR = Pattern.compile("([a-z_]+)\\{([^}]*)}");
    private static final Pattern RANGE = Pattern.compile("\\[([^]]*)]");

    private static JsonNode board() throws IOException {
        return JsonMapper.shared().readTree(Files.readString(FILE));
    }

    private static List<JsonNode> panels() throws IOException {
        List<JsonNode> panels = new ArrayList<>();
        for (JsonNode panel : board().get("panels")) {
            if (!panel.get("type").asString().equals("row")) {
                panels.add(panel);
            }
        }
        return panels;
    }

    private static List<String> expressions() throws IOException {
        List<String> expressions = new ArrayList<>();
        for (JsonNode panel : panels()) {
            panel.get("targets")
                    .forEach(target -> expressions.add(target.get("expr").asString()));
        }
        return expressions;
    }

    private static List<JsonNode> variables() throws IOException {
        List<JsonNode> variables = new ArrayList<>();
        board().get("templating").get("list").forEach(variables::add);
        return variables;
    }

    @Test
    void file_isThatOfTheBoard() throws IOException {
        if (WRITE) {
            Files.writeString(FILE, BoardFile.text());
        }
        assertThat(Files.readString(FILE)).isEqualTo(BoardFile.text());
        assertThat(expressions())
                .isEqualTo(Board.queries().stream().map(Query::expression).toList());
    }

    @Test
    void board_isNotEditable_andItsPanelsHaveRoom() throws IOException {
        assertThat(board().get("editable").asBoolean()).isFalse();
        assertThat(panels())
                .extracting(panel -> panel.get("gridPos").toString())
                .doesNotHaveDuplicates();
        assertThat(panels()).extracting(panel -> panel.get("id").asInt()).doesNotHaveDuplicates();
    }

    @Test
    void variables_areDataSourceJobAndInstance_readAnewWhenTheTimeChanges() throws IOException {
        assertThat(variables())
                .extracting(variable -> variable.get("name").asString())
                .containsExactly("datasource", "job", "instance", "cache");
        assertThat(variables().get(0).get("label").asString()).isEqualTo("Data source");
        assertThat(variables().subList(1, 4)).allSatisfy(variable -> {
            assertThat(variable.get("datasource").get("uid").asString()).isEqualTo("${datasource}");
            assertThat(variable.get("refresh").asInt()).as("on time change").isEqualTo(2);
            assertThat(variable.get("multi").asBoolean()).isTrue();
            assertThat(variable.get("allValue").asString()).isEqualTo(".+");
            assertThat(variable.get("query").asString()).startsWith("label_values(");
        });
    }

    @Test
    void panels_haveTitleDescriptionUnitAndTheChosenSource() throws IOException {
        assertThat(panels()).allSatisfy(panel -> {
            assertThat(panel.get("title").asString()).isNotBlank();
            assertThat(panel.get("description").asString()).isNotBlank();
            assertThat(panel.get("datasource").get("uid").asString()).isEqualTo("${datasource}");
            assertThat(panel.get("fieldConfig").get("defaults").get("unit").asString())
                    .isIn("percentunit", "reqps", "ops", "s", "short", "none", "bytes");
            assertThat(panel.get("targets").size()).isPositive();
        });
    }

    @Test
    void queries_matchJobAndInstance_overTheRateInterval_andCountersByTheirRate() throws IOException {
        assertThat(expressions()).allSatisfy(expression -> {
            List<MatchResult> selectors = SELECTOR.matcher(expression).results().toList();
            assertThat(selectors).isNotEmpty();
            assertThat(selectors)
                    .allSatisfy(selector ->
                            assertThat(selector.group(2)).contains("job=~\"$job\"", "instance=~\"$instance\""));
            assertThat(RANGE.matcher(expression).results().map(range -> range.group(1)))
                    .allMatch("$__rate_interval"::equals);
            selectors.stream()
                    .filter(selector -> selector.group(1).matches(".*_(total|bucket|count|sum)"))
                    .forEach(selector -> assertThat(expression.substring(0, selector.start()))
                            .as("%s of %s", selector.group(1), expression)
                            .endsWith("(rate("));
        });
    }

    /** Renaming a meter is a breaking change, and this file is one of those that it breaks. */
    @Test
    void names_areThoseOfTheMetricsPage() throws IOException {
        String page = Files.readString(Path.of("..", "docs", "metrics.md"));
        String rules = Files.readString(Path.of("prometheus", "tandem.rules.yaml"));
        List<String> meters = Pattern.compile("^\\| `([a-z.]+)` \\|", Pattern.MULTILINE)
                .matcher(page)
                .results()
                .map(row -> row.group(1).replace('.', '_'))
                .toList();

        assertThat(SELECTOR.matcher(String.join(" ", expressions())).results().map(found -> found.group(1)))
                .isNotEmpty()
                .allMatch(name -> meters.stream().anyMatch(name::startsWith));
        assertThat(Pattern.compile("\\b(cache|tandem)_\\w+")
                        .matcher(rules)
                        .results()
                        .map(MatchResult::group))
                .isNotEmpty()
                .allMatch(name -> meters.stream().anyMatch(name::startsWith));
    }

    @Test
    void queries_areUnderstoodByPrometheus(@TempDir Path folder) throws Exception {
        StringBuilder rules = new StringBuilder("groups:\n- name: board\n  rules:\n");
        int number = 0;
        for (String expression : expressions()) {
            rules.append("  - record: board:query")
                    .append(number++)
                    .append("\n    expr: '")
                    .append(expression.replace("$__rate_interval", "1m"))
                    .append("'\n");
        }
        Path file = Files.writeString(folder.resolve("board.yaml"), rules);

        Promtool.Run run = Promtool.run("check", "rules", file.toString());

        assertThat(run.output()).contains("SUCCESS: " + number + " rules found");
        assertThat(run.status()).as(run.output()).isZero();
    }
}
