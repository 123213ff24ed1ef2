package org.tandemcache.benchmarks.report;

import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What Tandem is to reach beside a peer.
 *
 * @param title what is compared, for people
 * @param benchmark of Tandem
 * @param peerBenchmark of the peer; mostly the same
 * @param threads of both
 * @param parameters that both must have; others may be as they are, but the same
 * @param peer whom Tandem is compared to
 * @param kind what the limit limits
 * @param limit the bound
 */
record Target(
        String title,
        String benchmark,
        String peerBenchmark,
        int threads,
        Map<String, String> parameters,
        String peer,
        Kind kind,
        double limit) {
    /** What a limit limits. */
    enum Kind {
        /** Times as good as the peer, at least. */
        AT_LEAST("≥ %s ×"),
        /** Times what the peer takes, at most. */
        AT_MOST("≤ %s ×"),
        /** Bytes that Tandem allocates for an operation, at most. */
        BYTES("≤ %s B/op");

        private final String format;

        Kind(String format) {
            this.format = format;
        }
    }

    /** What was found, or nothing if the plan did not measure it. */
    Optional<Verdict> judge(List<Measured> all) {
        Optional<Measured> own = find(all, benchmark, Measured.TANDEM);
        if (kind == Kind.BYTES) {
            return own.map(measured -> verdict(measured.bytesPerOperation(), List.of()));
        }
        Optional<Measured> other = find(all, peerBenchmark, peer);
        if (own.isEmpty() || other.isEmpty()) {
            return Optional.empty();
        }
        double times = asLimited(own.get().ratioTo(other.get()));
        return Optional.of(verdict(
                times,
                own.get().ratiosTo(other.get()).stream().map(this::asLimited).toList()));
    }

    private double asLimited(double times) {
        return kind == Kind.AT_MOST ? 1 / times : times;
    }

    private Optional<Measured> find(List<Measured> all, String name, String who) {
        return all.stream()
                .filter(measured -> measured.benchmark().equals(name)
                        && measured.peer().equals(who)
                        && measured.threads() == threads
                        && measured.parameters().entrySet().containsAll(parameters.entrySet()))
                .findFirst();
    }

    private Verdict verdict(double found, List<Double> each) {
        return new Verdict(found, each, kind == Kind.AT_LEAST ? found >= limit : found <= limit);
    }

    /** The limit as people write it. */
    String limitText() {
        String bound = limit == Math.rint(limit) ? Long.toString(Math.round(limit)) : Double.toString(limit);
        return kind == Kind.BYTES && limit < 1 ? "0 B/op" : String.format(Locale.ROOT, kind.format, bound);
    }

    /** The result as people write it. */
    String foundText(Verdict verdict) {
        if (kind == Kind.BYTES) {
            return String.format(Locale.ROOT, "%.1f B/op", verdict.found);
        }
        String median = String.format(Locale.ROOT, "%.2f ×", verdict.found);
        return verdict.each.size() < 2
                ? median
                : String.format(
                        Locale.ROOT,
                        "%s (%.2f to %.2f)",
                        median,
                        Collections.min(verdict.each),
                        Collections.max(verdict.each));
    }

    /**
     * A target beside what was measured.
     *
     * @param found the ratio or the bytes
     * @param each the ratio in each pair of JVMs
     * @param met whether that is within the limit
     */
    record Verdict(double found, List<Double> each, boolean met) {}
}
