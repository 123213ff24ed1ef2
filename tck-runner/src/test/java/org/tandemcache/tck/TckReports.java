package org.tandemcache.tck;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.xml.sax.SAXException;

/**
 * What a run of the TCK left in Surefire's XML reports.
 *
 * @param tests how many tests ran, the excluded ones among them
 * @param unsuccessful how many failed, broke or were skipped
 * @param exclusions the tests that the TCK logged as excluded, as {@code class#method}
 */
record TckReports(int tests, int unsuccessful, List<String> exclusions) {
    private static final Pattern EXCLUSION = Pattern.compile("EXCLUDING TEST '([^']+)'\\s+'([^']+)'");

    static TckReports read(Path directory) throws IOException, ParserConfigurationException, SAXException {
        int tests = 0;
        int unsuccessful = 0;
        List<String> exclusions = new ArrayList<>();
        try (DirectoryStream<Path> reports = Files.newDirectoryStream(directory, "TEST-*.xml")) {
            for (Path report : reports) {
                Document document = DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(report.toFile());
                tests += count(document, "testcase");
                unsuccessful += count(document, "failure") + count(document, "error") + count(document, "skipped");
                Matcher excluded =
                        EXCLUSION.matcher(document.getDocumentElement().getTextContent());
                while (excluded.find()) {
                    exclusions.add(excluded.group(1) + "#" + excluded.group(2));
                }
            }
        }
        return new TckReports(tests, unsuccessful, exclusions);
    }

    private static int count(Document document, String element) {
        return document.getElementsByTagName(element).getLength();
    }
}
