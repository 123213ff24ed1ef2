package org.tandemcache.engine;

import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.tandemcache.coherence.CoherentReads;
import org.tandemcache.far.FarKey;
import org.tandemcache.far.Patience;
import org.tandemcache.far.ValueSizes;
import org.tandemcache.near.NearTier;
import org.tandemcache.near.NearView;
import org.tandemcache.resilience.Guard;

/**
 * What a cache with a near tier has beyond one without.
 *
 * @param keys the tier, and by what it keeps its copies
 * @param reads fill it
 * @param shareable whether every caller may be given the same object, because it can't be changed or nobody will
 * @param remembersAbsent whether to keep that a key has no entry
 * @param patience how long an answer is waited for
 * @param sizes of the values: how many of them travel together
 * @param waits before each wait for the answer of a key
 * @param onProlonging once a policy that must be asked prolongs an entry that is read: readers leave the tier; null if
 *     they shall not
 * @param changes tells of each notice, once the tier has heeded it
 * @param onClose forgets every copy and hears of changes no more
 */
public record NearParts<K>(
        NearKeys<K> keys,
        CoherentReads reads,
        Predicate<Object> shareable,
        boolean remembersAbsent,
        Patience patience,
        ValueSizes sizes,
        Function<FarKey, Guard> waits,
        TierCounters counters,
        @Nullable Runnable onProlonging,
        ChangeNotices changes,
        Runnable onClose) {
    public NearTier<Object> tier() {
        return keys.tier();
    }

    /** The tier's copies by the users' keys. */
    NearView<? super K> view() {
        return keys.view();
    }
}
