package org.tandemcache.guard;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tandemcache.coherence.CoherentReads;
import org.tandemcache.far.FarKey;
import org.tandemcache.far.FarOperation.Stored;
import org.tandemcache.far.FarTierException;
import org.tandemcache.resilience.CircuitBreaker;

/**
 * Reads on tracked channels, which are sent only while the breaker of their node is closed: a probe is a call whose
 * answer the prober waits for.
 */
record GuardedReads(CoherentReads reads, Guards guards) implements CoherentReads {
    @Override
    public void read(List<FarKey> keys, List<? extends Answer> answers) {
        if (nobodyRefuses(keys)) {
            reads.read(keys, answers);
            return;
        }
        List<FarKey> sent = new ArrayList<>(keys.size());
        List<Answer> awaited = new ArrayList<>(keys.size());
        Map<Answer, FarTierException> refused = new LinkedHashMap<>();
        for (int i = 0; i < keys.size(); i++) {
            CircuitBreaker breaker = refusing(keys.get(i));
            if (breaker == null) {
                sent.add(keys.get(i));
                awaited.add(answers.get(i));
            } else {
                refused.put(answers.get(i), breaker.refusal());
            }
        }
        if (!sent.isEmpty()) {
            reads.read(sent, awaited); // if it throws, the caller fails them all
        }
        refused.forEach(Answer::failed);
    }

    private boolean nobodyRefuses(List<FarKey> keys) {
        for (FarKey key : keys) {
            if (refusing(key) != null) {
                return false;
            }
        }
        return true;
    }

    private @Nullable CircuitBreaker refusing(FarKey key) {
        CircuitBreaker breaker = guards.of(key).breaker();
        return breaker == null || breaker.isClosed() ? null : breaker;
    }

    @Override
    public boolean isReady(FarKey key) {
        return reads.isReady(key);
    }

    @Override
    public boolean writeAndRead(FarKey key, Stored stored, Answer answer) {
        return refusing(key) == null && reads.writeAndRead(key, stored, answer);
    }

    @Override
    public void answeredElsewhere(FarKey key) {
        reads.answeredElsewhere(key);
    }
}
