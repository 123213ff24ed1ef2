package org.tandemcache.corpus;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The table in {@code docs/codecs.md}: what each codec does with each value, as the test has seen it. */
final class Table {
    private static final Path DOCUMENT = Path.of("../docs/codecs.md");
    private static final String BEGIN = "<!-- table: CorpusTest writes it with -Dtandem.test.table=write -->\n";
    private static final String END = "<!-- end of table -->\n";

    private Table() {}

    /** Values of one group and one row of outcomes stand together. */
    static String of(List<Specimen> values, Map<String, Outcome> cells) {
        Map<String, Map<String, List<String>>> groups = new LinkedHashMap<>();
        for (Specimen value : values) {
            StringBuilder row = new StringBuilder();
            for (Column column : Column.values()) {
                row.append(" | ").append(word(column, value, cells));
            }
            groups.computeIfAbsent(value.group(), any -> new LinkedHashMap<>())
                    .computeIfAbsent(row.toString(), any -> new ArrayList<>())
                    .add(shortName(value.name()));
        }
        StringBuilder table = new StringBuilder("| from | values");
        for (Column column : Column.values()) {
            table.append(" | ").append(column);
        }
        table.append(" |\n|---|---|---|---|---|---|---|---|\n");
        groups.forEach((group, rows) -> rows.forEach((row, names) -> table.append("| ")
                .append(group)
                .append(" | ")
                .append(names.stream().map(name -> name.replace("|", "\\|")).collect(Collectors.joining("; ")))
                .append(row)
                .append(" |\n")));
        return table.toString();
    }

    private static String word(Column column, Specimen value, Map<String, Outcome> cells) {
        Outcome.Kind here =
                cells.get("same JVM " + OtherJvm.key(column, value.id())).kind();
        Outcome.Kind there =
                cells.get("other JVM " + OtherJvm.key(column, value.id())).kind();
        Outcome.Kind worse = here.compareTo(there) > 0 ? here : there;
        return worse == Outcome.Kind.EQUAL ? "=" : worse.toString();
    }

    private static String shortName(String name) {
        return name.contains(" ") ? name : name.substring(name.lastIndexOf('.') + 1);
    }

    static String inDocument() throws IOException {
        String text = Files.readString(DOCUMENT);
        return text.substring(text.indexOf(BEGIN) + BEGIN.length(), text.indexOf(END));
    }

    static void write(String table) throws IOException {
        String text = Files.readString(DOCUMENT);
        Files.writeString(
                DOCUMENT,
                text.substring(0, text.indexOf(BEGIN) + BEGIN.length()) + table + text.substring(text.indexOf(END)));
    }
}
