package org.tandemcache.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads the README. */
final class Readme {
    static final Path ROOT = Path.of("..", "..");

    private static final Path README = ROOT.resolve("README.md");

    private Readme() {}

    /** The whole of it. */
    static String text() throws IOException {
        return Files.readString(README);
    }

    /** The code block that a comment announces. */
    static String block(String comment, String language) throws IOException {
        return between(text(), "<!-- " + comment + " -->\n```" + language + "\n", "```");
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
