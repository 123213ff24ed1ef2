package org.tandemcache.benchmarks.report;

import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The report as text. Numbers are written alike in every country. */
final class MarkdownReport {
    private final Plan plan;
    private final List<Measured> all;
    private final LocalDate date;
    private final Map<String, String> machine;

    /** @param machine facts about where it was measured */
    MarkdownReport(Plan plan, List<Measured> all, LocalDate date, Map<String, String> machine) {
        this.plan = plan;
        this.all = all;
        this.date = date;
        this.machine = machine;
    }

    /** @param charts names of files to show, which lie beside the report */
    String text(List<String> charts) {
        StringBuilder text = new StringBuilder("# Tandem beside its peers\n\n");
        text.append("Measured on ")
                .append(date)
                .append(", plan `")
                .append(plan.name())
                .append("`: ");
        text.append(String.format(
                "%d fork(s), %d warm-up and %d measured iterations of %s each.%n",
                plan.forks(), plan.warmups(), plan.iterations(), plan.time()));
        plan.suites().stream()
                .filter(suite -> suite.warmups() > 0)
                .forEach(suite -> text.append(String.format(
                        "`%s` with %s threads had %d warm-up iterations.%n",
                        suite.benchmark().getSimpleName(), suite.threads(), suite.warmups())));
        text.append(
                "Each peer ran in a JVM and on a Redis of its own, one after the other, and again for each further fork."
                        + " Ratios are the median of those of neighbours; the lowest and the highest of them stand behind a"
                        + " target's.\n");
        text.append("\n## Machine and versions\n\n");
        text.append(facts(machine)).append('\n').append(facts(Environment.versions()));
        text.append("\n## Targets\n\n").append(targets());
        text.append("\n## Ratios\n\n");
        text.append(
                "How many times as good as the peer Tandem is: more operations, less time, fewer bytes. Below 1 it is"
                        + " worse.\nThe error is half of the distance from the lowest to the highest JVM, of one JVM half of the 99.9% confidence interval; `invoke` of `lettuce` is a GET and a SET.\n\n");
        text.append(ratios());
        charts.forEach(chart ->
                text.append("\n![").append(chart).append("](").append(chart).append(")\n"));
        return text.toString();
    }

    private static MarkdownTable facts(Map<String, String> facts) {
        MarkdownTable table = new MarkdownTable("what", "which");
        facts.forEach(table::row);
        return table;
    }

    private MarkdownTable targets() {
        MarkdownTable table = new MarkdownTable("benchmark", "beside", "target", "measured", "met");
        for (Target target : Targets.all()) {
            var verdict = target.judge(all);
            table.row(
                    target.title(),
                    target.peer().isEmpty() ? "" : target.peer(),
                    target.limitText(),
                    verdict.map(target::foundText).orElse("not measured"),
                    verdict.map(found -> found.met() ? "yes" : "**no**").orElse(""));
        }
        return table;
    }

    private MarkdownTable ratios() {
        MarkdownTable table =
                new MarkdownTable("benchmark", "peer", "score", "error", "unit", "B/op", "Tandem to this peer");
        for (Measured measured : all) {
            table.row(
                    measured.title(),
                    measured.peer(),
                    number(measured.score()),
                    number(measured.error()),
                    measured.unit(),
                    Double.isNaN(measured.bytesPerOperation())
                            ? ""
                            : String.format(Locale.ROOT, "%.1f", measured.bytesPerOperation()),
                    ratioOfTandem(measured));
        }
        return table;
    }

    private String ratioOfTandem(Measured peer) {
        return all.stream()
                .filter(other -> other.peer().equals(Measured.TANDEM) && other.isPeerOf(peer))
                .findFirst()
                .map(tandem -> String.format(Locale.ROOT, "%.2f ×", tandem.ratioTo(peer)))
                .orElse("");
    }

    /** Three digits at least. */
    private static String number(double value) {
        if (Double.isNaN(value)) {
            return "";
        }
        int decimals = value >= 100 ? 0 : value >= 1 ? 2 : 4;
        return String.format(Locale.ROOT, "%,." + decimals + "f", value);
    }
}
