package org.tandemcache.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A table of Markdown, grown row by row. */
final class MarkdownTable {
    private final List<String> lines = new ArrayList<>();

    MarkdownTable(String... headers) {
        row(headers);
        lines.add("|" + Stream.of(headers).map(header -> "---|").collect(Collectors.joining()));
    }

    MarkdownTable row(String... cells) {
        lines.add("| " + String.join(" | ", cells) + " |");
        return this;
    }

    @Override
    public String toString() {
        return String.join("\n", lines) + "\n";
    }
}
