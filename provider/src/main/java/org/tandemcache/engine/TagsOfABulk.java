package org.tandemcache.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.tandemcache.far.FarTierException;
import org.tandemcache.far.StoredEntry;
import org.tandemcache.near.Reservation;
import org.tandemcache.tags.CacheTags;

/** Reads the tags of what a bulk brings: in one flush for all answers that have come. Used by one thread. */
final class TagsOfABulk {
    private final CacheTags tags;
    private final List<NearReads.NearClaim> claims;
    private int upTo;

    TagsOfABulk(CacheTags tags, List<NearReads.NearClaim> claims) {
        this.tags = tags;
        this.claims = claims;
    }

    /** To be called before each answer is looked at, in their order. */
    void before(int index) {
        if (index < upTo) {
            return;
        }
        List<@Nullable StoredEntry> brought = new ArrayList<>();
        for (upTo = index; upTo < claims.size(); upTo++) {
            NearReads.NearClaim claim = claims.get(upTo);
            if (claim.standing() instanceof Reservation reservation && !add(claim.awaited(reservation), brought)) {
                break;
            }
        }
        if (brought.size() > 1) {
            try {
                tags.learn(brought);
            } catch (FarTierException e) {
                // each of them meets it again, and goes another way
            }
        }
    }

    /** @return whether the answer has come */
    private static boolean add(
            CompletableFuture<? extends @Nullable Object> answer, List<@Nullable StoredEntry> brought) {
        if (answer.isDone() && !answer.isCompletedExceptionally() && answer.join() instanceof NearFill.Found found) {
            brought.add(found.entry());
        }
        return answer.isDone();
    }
}
