package org.tandemcache.examples;

import java.io.PrintStream;
import java.util.Locale;

/** Prints the quickstart's account: numbered themes, and under each lines of three columns. */
final class Account {
    private final PrintStream out;
    private int themes;

    Account(PrintStream out) {
        this.out = out;
    }

    void text(String text) {
        out.println(text);
    }

    void theme(String title) {
        themes++;
        out.println();
        out.println(themes + ". " + title);
    }

    void line(String what, Object result) {
        print(what, result, "");
    }

    void line(String what, Object result, long nanos) {
        print(what, result, duration(nanos));
    }

    /** A line whose time is that of one of many. */
    void lineEach(String what, int times, long nanos) {
        print(what, count(times) + " times, each in", duration(nanos / times));
    }

    static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private void print(String what, Object result, String time) {
        out.println(String.format(Locale.ROOT, "   %-40s  %-42s  %9s", what, result, time)
                .stripTrailing());
    }

    private static String duration(long nanos) {
        if (nanos < 10_000) {
            return String.format(Locale.ROOT, "%d ns", nanos);
        }
        return nanos < 1_000_000
                ? String.format(Locale.ROOT, "%.0f us", nanos / 1e3)
                : String.format(Locale.ROOT, "%.1f ms", nanos / 1e6);
    }
}
