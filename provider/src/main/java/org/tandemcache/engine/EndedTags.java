package org.tandemcache.engine;

import java.util.Collection;
import org.jspecify.annotations.Nullable;
import org.tandemcache.far.FarTierException;
import org.tandemcache.integration.LoadsUnderWay;
import org.tandemcache.tags.CacheTags;

/**
 * Makes entries no entries by what they are stamped with.
 *
 * @param failure null where the cache fails with its far tier
 * @param near null without a near tier
 */
record EndedTags<K>(
        CacheTags tags,
        @Nullable FailurePolicy failure,
        LoadsUnderWay underWay,
        @Nullable NearReads<K> near) {
    /** Loads that are under way are not joined any more; what they bring is stamped with what is over. */
    void all() {
        underWay.refuseInProcessor();
        try {
            bypassing(tags::invalidateAll);
        } finally {
            underWay.detachAll();
            if (near != null) {
                near.dropAll();
            }
        }
    }

    /** As {@link #all}, but for the near copies: those that have none of the tags stay. */
    void of(Collection<String> named) {
        underWay.refuseInProcessor();
        bypassing(() -> tags.invalidate(named));
    }

    private void bypassing(Runnable invalidation) {
        try {
            invalidation.run();
        } catch (FarTierException e) {
            if (failure == null) {
                throw e;
            }
            failure.bypassComparison(e);
        }
    }
}
