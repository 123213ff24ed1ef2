package org.tandemcache.observability;

import java.util.List;
import org.tandemcache.observability.Board.Panel;
import org.tandemcache.observability.Board.Query;
import org.tandemcache.observability.Board.Row;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Grafana's JSON of the {@link Board}. */
final class BoardFile {
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private static final int COLUMNS = 24;
    private static final int WIDTH = 8;
    private static final int HEIGHT = 8;

    private int id;
    private int y;

    private BoardFile() {}

    static String text() {
        return JSON.writeValueAsString(new BoardFile().board()) + "\n";
    }

    private ObjectNode board() {
        ObjectNode board = JSON.createObjectNode();
        board.put("uid", "tandem").put("title", "Tandem").put("editable", false).put("schemaVersion", 39);
        board.put("description", "Caches of Tandem: what each tier does, and how Redis is.");
        board.put("refresh", "30s").put("timezone", "browser").put("graphTooltip", 1);
        board.putArray("tags").add("tandem").add("cache");
        board.putObject("time").put("from", "now-1h").put("to", "now");
        ArrayNode variables = board.putObject("templating").putArray("list");
        variables
                .addObject()
                .put("name", "datasource")
                .put("label", "Data source")
                .put("type", "datasource")
                .put("query", "prometheus");
        variable(variables, "job", "Job", "label_values(tandem_nodes, job)");
        variable(variables, "instance", "Instance", "label_values(tandem_nodes{job=~\"$job\"}, instance)");
        variable(
                variables,
                "cache",
                "Cache",
                "label_values(tandem_cache_reads_total{job=~\"$job\", instance=~\"$instance\"}, cache)");
        ArrayNode panels = board.putArray("panels");
        Board.rows().forEach(row -> row(panels, row));
        return board;
    }

    private static void variable(ArrayNode variables, String name, String label, String query) {
        ObjectNode variable = variables.addObject();
        variable.put("name", name).put("label", label).put("type", "query").put("query", query);
        variable.put("refresh", 2)
                .put("sort", 1)
                .put("multi", true)
                .put("includeAll", true)
                .put("allValue", ".+");
        source(variable);
        variable.putObject("current").put("text", "All").put("value", "$__all");
    }

    private static void source(ObjectNode of) {
        of.putObject("datasource").put("type", "prometheus").put("uid", "${datasource}");
    }

    private void row(ArrayNode panels, Row row) {
        ObjectNode head = panels.addObject();
        head.put("id", ++id).put("type", "row").put("title", row.title()).put("collapsed", false);
        place(head, 0, COLUMNS, 1);
        y++;
        List<Panel> all = row.panels();
        for (int i = 0; i < all.size(); i++) {
            int column = i * WIDTH % COLUMNS;
            if (i > 0 && column == 0) {
                y += HEIGHT;
            }
            panel(panels.addObject(), all.get(i), column);
        }
        y += HEIGHT;
    }

    private void place(ObjectNode panel, int x, int width, int height) {
        panel.putObject("gridPos").put("x", x).put("y", y).put("w", width).put("h", height);
    }

    private void panel(ObjectNode json, Panel panel, int column) {
        json.put("id", ++id).put("type", "timeseries").put("title", panel.title());
        json.put("description", panel.description());
        source(json);
        place(json, column, WIDTH, HEIGHT);
        json.putObject("fieldConfig")
                .putObject("defaults")
                .put("unit", panel.unit())
                .put("min", 0);
        json.putObject("options").putObject("tooltip").put("mode", "multi").put("sort", "desc");
        ArrayNode targets = json.putArray("targets");
        char name = 'A';
        for (Query query : panel.queries()) {
            ObjectNode target = targets.addObject();
            target.put("refId", String.valueOf(name++))
                    .put("expr", query.expression())
                    .put("legendFormat", query.legend());
            source(target);
        }
    }
}
