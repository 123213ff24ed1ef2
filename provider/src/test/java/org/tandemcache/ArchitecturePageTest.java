package org.tandemcache;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** docs/architecture.md names the classes that there are. */
class ArchitecturePageTest {
    private static final Path PAGE = Path.of("..", "docs", "architecture.md");

    /** In code font, or a participant of a diagram. */
    private static final Pattern NAME = Pattern.compile("`([A-Z][A-Za-z]+)`|participant \\w+ as (\\w+)");

    @Test
    void page_namesClasses_thatExist() throws IOException {
        Set<String> classes = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("org.tandemcache").stream()
                        .map(JavaClass::getSimpleName)
                        .collect(Collectors.toSet());

        Set<String> named = new TreeSet<>();
        for (Matcher matcher = NAME.matcher(Files.readString(PAGE)); matcher.find(); ) {
            named.add(matcher.group(1) == null ? matcher.group(2) : matcher.group(1));
        }

        assertThat(named).hasSizeGreaterThan(30);
        assertThat(classes).containsAll(named);
    }
}
