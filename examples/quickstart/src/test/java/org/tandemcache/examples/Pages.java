package org.tandemcache.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads what the project says to its users: the README and the pages of {@code docs}. */
final class Pages {
    static final Path ROOT = Path.of("..", "..");

    private Pages() {}

    /** Paths from the root. */
    static List<String> all() throws IOException {
        List<String> pages = new ArrayList<>(List.of("README.md"));
        try (var docs = Files.list(ROOT.resolve("docs"))) {
            docs.map(page -> "docs/" + page.getFileName())
                    .filter(page -> page.endsWith(".md"))
                    .sorted()
                    .forEach(pages::add);
        }
        return pages;
    }

    static String text(String page) throws IOException {
        return Files.readString(ROOT.resolve(page));
    }

    /** The code block of a page that a comment announces. */
    static String block(String page, String comment, String language) throws IOException {
        return between(text(page), "<!-- " + comment + " -->\n```" + language + "\n", "```");
    }

    /** What stands between the first of two texts and the next of the other. */
    static String between(String text, String start, String end) {
        int from = text.indexOf(start);
        assertThat(from).as("where \"%s\" stands", start.strip()).isNotNegative();
        int to = text.indexOf(end, from + start.length());
        assertThat(to).as("where \"%s\" stands", end.strip()).isNotNegative();
        return text.substring(from + start.length(), to);
    }
}
