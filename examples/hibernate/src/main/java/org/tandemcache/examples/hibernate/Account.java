package org.tandemcache.examples.hibernate;

import java.io.PrintStream;
import java.util.Locale;

/** Prints lines of columns. */
final class Account {
    private final PrintStream out;

    Account(PrintStream out) {
        this.out = out;
    }

    void text(String format, Object... arguments) {
        out.println(String.format(Locale.ROOT, format, arguments));
    }

    void theme(String title) {
        out.println();
        out.println(title);
    }

    void run(String what, Workload.Run run, int requests) {
        text(
                "   %-46s  %,9d statements  %8.1f ms  %8.1f us each",
                what, run.statements(), run.nanos() / 1e6, run.nanos() / 1e3 / requests);
    }

    void line(String what, String format, Object... arguments) {
        text("   %-46s  %s", what, String.format(Locale.ROOT, format, arguments));
    }
}
