package org.tandemcache.resilience;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tandemcache.coherence.CoherentReads;
import org.tandemcache.far.FarKey;
import org.tandemcache.far.UnsentWrite;

/**
 * Reads on tracked channels, which are sent only while the breaker is closed: a probe is a call whose answer the prober
 * waits for.
 */
record GuardedReads(CoherentReads reads, CircuitBreaker breaker) implements CoherentReads {
    @Override
    public void read(List<FarKey> keys, List<? extends Answer> answers) {
        if (!breaker.isClosed()) {
            throw breaker.refusal();
        }
        reads.read(keys, answers);
    }

    @Override
    public @Nullable Sender behind(UnsentWrite write, FarKey key) {
        return breaker.isClosed() ? reads.behind(write, key) : null;
    }

    @Override
    public void answeredElsewhere(FarKey key) {
        reads.answeredElsewhere(key);
    }
}
