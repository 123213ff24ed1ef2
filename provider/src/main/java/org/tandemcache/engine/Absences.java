package org.tandemcache.engine;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tandemcache.codec.format.ValueFormat;
import org.tandemcache.far.Comparison;
import org.tandemcache.far.FarKey;
import org.tandemcache.far.FarTier;
import org.tandemcache.far.FarTierException;
import org.tandemcache.far.Lifetime;

/**
 * Remembers that the loader knows no value: a marker lies where the entry would, ends by itself, and is no entry to
 * anybody. Whatever stores takes its place, whatever removes takes it away. It is left where the load's claim still
 * lies, so that nothing that was stored meanwhile is lost. Thread-safe.
 */
final class Absences<V> {
    private static final Logger log = LoggerFactory.getLogger(Absences.class);

    private final FarTier far;
    private final ValueFormat values;
    private final Lifetime lifetime;

    /**
     * @param far fails while it is away, whatever the policy
     * @param lifetime of a marker
     */
    Absences(FarTier far, ValueFormat values, Lifetime lifetime) {
        this.far = far;
        this.values = values;
        this.lifetime = lifetime;
    }

    /** The change that leaves a marker in place of what was seen. */
    Comparison inPlaceOf(FarKey key, Seen<V> seen) {
        return new Comparison.Put(key, seen.stored(), values.absence(), lifetime);
    }

    /**
     * Leaves a marker. That none can be left does no harm: the next one who misses asks the loader.
     *
     * @param seen before the load began; no value
     */
    Claims.Fate remember(FarKey key, Seen<V> seen) {
        try {
            boolean left = seen.stored() == null
                    ? far.claim(key, values.absence(), lifetime)
                    : far.compare(inPlaceOf(key, seen));
            return left ? Claims.Fate.DONE : Claims.Fate.REFUSED;
        } catch (FarTierException e) {
            return lost(e);
        }
    }

    /** {@link #remember} of several keys; two round trips per bounded chunk at the most. */
    Set<FarKey> rememberAll(Map<FarKey, Seen<V>> nothing) {
        List<FarKey> claimed = new ArrayList<>();
        List<Comparison> changes = new ArrayList<>();
        nothing.forEach((key, seen) -> {
            if (seen.stored() == null) {
                claimed.add(key);
            } else {
                changes.add(inPlaceOf(key, seen));
            }
        });
        Set<FarKey> left = new HashSet<>();
        try {
            if (!claimed.isEmpty()) {
                List<byte[]> markers =
                        claimed.stream().map(key -> values.absence()).toList();
                List<Boolean> granted = far.claimAll(claimed, markers, lifetime);
                for (int i = 0; i < granted.size(); i++) {
                    if (granted.get(i)) {
                        left.add(claimed.get(i));
                    }
                }
            }
            if (!changes.isEmpty()) {
                far.compareAll(changes, answers(changes, left));
            }
        } catch (FarTierException e) {
            lost(e);
        }
        return left;
    }

    private static Comparison.Answers answers(List<Comparison> changes, Set<FarKey> left) {
        return new Comparison.Answers() {
            @Override
            public void answered(int index, boolean done) {
                if (done) {
                    left.add(changes.get(index).key());
                }
            }

            @Override
            public void failed(int index, FarTierException failure) {
                // the first one is thrown
            }
        };
    }

    private static Claims.Fate lost(FarTierException e) {
        log.debug("It is not remembered that the loader knows no value: {}", e.toString());
        return Claims.Fate.AWAY;
    }
}
