package org.tandemcache.observability;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;
import org.tandemcache.observability.Board.Panel;
import org.tandemcache.observability.Board.Query;
import tools.jackson.databind.JsonNode;

/** The panels of the board as a picture, by their very queries: what a reader sees who has no Grafana at hand. */
final class BoardPicture {
    private static final int COLUMNS = 3;
    private static final int WIDTH = 560;
    private static final int HEIGHT = 300;

    private static final Pattern LABEL = Pattern.compile("\\{\\{(\\w+)}}");

    private final Prometheus prometheus;
    private final double from;
    private final double to;

    /**
     * @param from in seconds since 1970
     * @param to as {@code from}
     */
    BoardPicture(Prometheus prometheus, double from, double to) {
        this.prometheus = prometheus;
        this.from = from;
        this.to = to;
    }

    void write(Path file) throws IOException, InterruptedException {
        List<XYChart> charts = new ArrayList<>();
        for (Board.Row row : Board.rows()) {
            for (Panel panel : row.panels()) {
                charts.add(chart(panel));
            }
        }
        int rows = (charts.size() + COLUMNS - 1) / COLUMNS;
        BufferedImage picture = new BufferedImage(COLUMNS * WIDTH, rows * HEIGHT, BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = picture.createGraphics();
        pen.setColor(Color.WHITE);
        pen.fillRect(0, 0, picture.getWidth(), picture.getHeight());
        for (int i = 0; i < charts.size(); i++) {
            BufferedImage chart = BitmapEncoder.getBufferedImage(charts.get(i));
            pen.drawImage(chart, i % COLUMNS * WIDTH, i / COLUMNS * HEIGHT, null);
        }
        pen.dispose();
        ImageIO.write(picture, "png", file.toFile());
    }

    private XYChart chart(Panel panel) throws IOException, InterruptedException {
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(panel.title())
                .yAxisTitle(panel.unit())
                .build();
        chart.getStyler().setLegendPosition(LegendPosition.OutsideE);
        chart.getStyler().setYAxisMin(0.0);
        chart.getStyler().setXAxisDecimalPattern("0 s");
        for (Query query : panel.queries()) {
            for (JsonNode series : prometheus.query(FaultExample.chosen(query.expression()), from, to)) {
                add(chart, legend(query.legend(), series.get("metric")), series.get("values"));
            }
        }
        return chart;
    }

    private static String legend(String template, JsonNode labels) {
        return LABEL.matcher(template)
                .replaceAll(label -> labels.path(label.group(1)).asString(""))
                .replaceAll("127\\.0\\.0\\.1:\\d+ ?", "")
                .strip();
    }

    private void add(XYChart chart, String name, JsonNode values) {
        List<Double> times = new ArrayList<>();
        List<Double> numbers = new ArrayList<>();
        for (JsonNode value : values) {
            double number = Double.parseDouble(value.get(1).asString().replace("Inf", "Infinity"));
            if (Double.isFinite(number)) {
                times.add(value.get(0).asDouble() - from);
                numbers.add(number);
            }
        }
        if (!times.isEmpty()) {
            chart.addSeries(name.isEmpty() ? "all" : name, times, numbers).setMarker(SeriesMarkers.NONE);
        }
    }
}
