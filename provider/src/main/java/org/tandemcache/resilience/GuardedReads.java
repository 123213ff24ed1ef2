package org.tandemcache.resilience;

import java.util.List;
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
        check();
        reads.read(keys, answers);
    }

    @Override
    public void readBehind(UnsentWrite write, FarKey key, Answer answer) {
        check();
        reads.readBehind(write, key, answer);
    }

    private void check() {
        if (!breaker.isClosed()) {
            throw breaker.refusal();
        }
    }
}
