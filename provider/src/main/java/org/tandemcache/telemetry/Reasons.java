package org.tandemcache.telemetry;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tandemcache.far.FarTierException;
import org.tandemcache.observe.FarCallFailure;

/** Turns failures of the far tier into what observers are told of them. */
final class Reasons {
    /** How a server begins what it refuses with. */
    private static final Pattern PREFIX = Pattern.compile("([A-Z][A-Z0-9]+) .*", Pattern.DOTALL);

    private Reasons() {}

    static FarCallFailure of(Throwable failure) {
        if (!(failure instanceof FarTierException known)) {
            return new FarCallFailure(
                    FarCallFailure.Kind.REJECTED, failure.getClass().getSimpleName(), failure);
        }
        FarCallFailure.Kind kind = switch (known.kind()) {
            case UNAVAILABLE -> FarCallFailure.Kind.UNAVAILABLE;
            case UNKNOWN_OUTCOME -> FarCallFailure.Kind.UNKNOWN_OUTCOME;
            case TOO_SLOW -> FarCallFailure.Kind.TOO_SLOW;
            case REJECTED -> FarCallFailure.Kind.REJECTED;
        };
        return new FarCallFailure(kind, type(known), known);
    }

    /** The server's word, which stands at the beginning of what it has answered. */
    private static String type(FarTierException failure) {
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            Matcher prefix = PREFIX.matcher(String.valueOf(cause.getMessage()));
            if (prefix.matches()) {
                return prefix.group(1);
            }
        }
        return failure.kind().name().toLowerCase(Locale.ROOT);
    }
}
