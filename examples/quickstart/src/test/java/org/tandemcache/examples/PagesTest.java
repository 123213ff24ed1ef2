package org.tandemcache.examples;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every sample of a page is a region of a file, and every link of one leads to a file and, if it names one, a heading.
 */
class PagesTest {
    /** The path of a file; where the file has several regions, the region's name behind a {@code #}. */
    private static final Pattern SAMPLE = Pattern.compile("<!-- sample: (\\S+) -->\n```(\\w+)\n");

    private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:)([^)#]*)(?:#([^)]*))?\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");

    static List<Arguments> samples() throws IOException {
        return found(SAMPLE);
    }

    static List<Arguments> links() throws IOException {
        return found(LINK);
    }

    @ParameterizedTest
    @MethodSource("samples")
    void sample_isTheRegionOfTheFile(String page, String file, String language) throws IOException {
        String[] place = file.split("#", 2);
        String name = place.length == 1 ? "sample" : place[1];
        String text = Files.readString(Pages.ROOT.resolve(place[0]));
        String region = Pages.between(text, "tag::" + name + "[]", "end::" + name + "[]");

        // the marks stand in comments of their own lines
        String lines = region.substring(region.indexOf('\n') + 1, region.lastIndexOf('\n') + 1);

        assertThat(Pages.block(page, "sample: " + file, language))
                .isEqualTo(lines.stripTrailing().stripIndent() + "\n");
    }

    @ParameterizedTest
    @MethodSource("links")
    void link_leadsToAFileAndAHeading(String page, String file, String heading) throws IOException {
        Path from = Pages.ROOT.resolve(page);
        Path to = file.isEmpty() ? from : from.resolveSibling(file);

        assertThat(to).exists();
        if (heading != null) {
            assertThat(headings(Files.readString(to))).contains(heading);
        }
    }

    /** The names by which a heading is linked to: small letters, hyphens for spaces, no other signs. */
    private static Set<String> headings(String text) {
        return HEADING.matcher(text)
                .results()
                .map(found -> found.group(1)
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\w -]", "")
                        .replace(' ', '-'))
                .collect(toSet());
    }

    /** A page and the two groups of a pattern, for each place of each page. */
    private static List<Arguments> found(Pattern pattern) throws IOException {
        List<Arguments> found = new ArrayList<>();
        for (String page : Pages.all()) {
            for (MatchResult place : pattern.matcher(Pages.text(page)).results().toList()) {
                found.add(arguments(page, place.group(1), place.group(2)));
            }
        }
        return found;
    }
}
