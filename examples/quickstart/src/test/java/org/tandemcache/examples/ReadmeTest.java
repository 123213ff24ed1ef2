package org.tandemcache.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every sample in the README is a region of a file of the examples. */
class ReadmeTest {
    /** The path of a file; where the file has several regions, the region's name behind a {@code #}. */
    private static final Pattern SAMPLE = Pattern.compile("<!-- sample: (\\S+) -->\n```(\\w+)\n");

    static Stream<String> samples() throws IOException {
        return SAMPLE.matcher(Readme.text()).results().map(MatchResult::group).toList().stream();
    }

    @ParameterizedTest
    @MethodSource("samples")
    void readme_showsTheRegionOfTheFile(String announcement) throws IOException {
        MatchResult sample = SAMPLE.matcher(announcement).results().toList().get(0);
        String[] place = sample.group(1).split("#", 2);
        String name = place.length == 1 ? "sample" : place[1];
        String file = Files.readString(Readme.ROOT.resolve(place[0]));
        String region = Readme.between(file, "tag::" + name + "[]", "end::" + name + "[]");

        // the marks stand in comments of their own lines
        String lines = region.substring(region.indexOf('\n') + 1, region.lastIndexOf('\n') + 1);

        assertThat(Readme.block("sample: " + sample.group(1), sample.group(2)))
                .isEqualTo(lines.stripTrailing().stripIndent() + "\n");
    }
}
