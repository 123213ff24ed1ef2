package org.tandemcache.spring.boot;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says in two lines what a stack trace would hide. */
final class TandemStartFailureAnalyzer extends AbstractFailureAnalyzer<TandemStartException> {
    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, TandemStartException cause) {
        return new FailureAnalysis(
                "Tandem's cache manager can't be made: " + cause.getMessage(),
                "Change what is named above. Every setting behind tandem. is one of Tandem's own list; those of the"
                        + " starter itself stand behind spring.cache.tandem.",
                cause);
    }
}
