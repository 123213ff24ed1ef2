package org.tandemcache.benchmarks.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.ChartEncoder;
import org.knowm.xchart.style.Styler.LegendPosition;

/** A chart for each benchmark class that compares: how many times as good as each of its peers Tandem is. */
final class Charts {
    private static final int WIDTH = 1000;
    private static final int HEIGHT = 500;
    /** Benchmarks that one chart can show; of more the table tells. */
    private static final int MOST = 20;

    private Charts() {}

    /** Writes PNG files and returns their names. */
    static List<String> write(List<Measured> all, Path directory) throws IOException {
        Map<String, List<Measured>> byClass = new LinkedHashMap<>();
        for (Measured tandem : all) {
            if (tandem.peer().equals(Measured.TANDEM) && all.stream().anyMatch(tandem::isPeerOf)) {
                String name = tandem.benchmark().substring(0, tandem.benchmark().indexOf('.'));
                byClass.computeIfAbsent(name, key -> new ArrayList<>()).add(tandem);
            }
        }
        byClass.values().removeIf(rows -> rows.size() > MOST);
        List<String> files = new ArrayList<>();
        for (Map.Entry<String, List<Measured>> chart : byClass.entrySet()) {
            String file = chart.getKey() + ".png";
            ChartEncoder.saveChart(
                    chart(chart.getKey(), chart.getValue(), all),
                    directory.resolve(file).toString(),
                    "png");
            files.add(file);
        }
        return files;
    }

    private static CategoryChart chart(String name, List<Measured> rows, List<Measured> all) {
        CategoryChart chart = new CategoryChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(name + ": Tandem in multiples of each peer (above 1 is better)")
                .build();
        chart.getStyler().setLegendPosition(LegendPosition.OutsideE);
        chart.getStyler().setXAxisLabelRotation(30);
        chart.getStyler().setYAxisMin(0.0);
        chart.getStyler().setLabelsVisible(true);
        chart.getStyler().setYAxisDecimalPattern("0.##");
        List<String> labels = rows.stream()
                .map(row -> row.title().substring(row.title().indexOf('.') + 1))
                .toList();
        Set<String> peers = new LinkedHashSet<>();
        rows.forEach(row -> all.stream().filter(row::isPeerOf).forEach(other -> peers.add(other.peer())));
        for (String peer : peers) {
            List<Double> ratios = new ArrayList<>(Collections.nCopies(rows.size(), (Double) null));
            for (int i = 0; i < rows.size(); i++) {
                Measured row = rows.get(i);
                for (Measured other : all) {
                    if (other.peer().equals(peer) && row.isPeerOf(other)) {
                        ratios.set(i, row.ratioTo(other));
                    }
                }
            }
            chart.addSeries(peer, labels, ratios);
        }
        return chart;
    }
}
