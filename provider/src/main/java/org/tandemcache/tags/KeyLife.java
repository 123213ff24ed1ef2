package org.tandemcache.tags;

import java.util.concurrent.TimeUnit;
import org.tandemcache.expiry.ExpiryPlan;
import org.tandemcache.far.Lifetime;

/**
 * How long the keys of tags live: twice as long as the entries of their cache, and anew from then on when less than
 * half of that is left. So no entry outlives its tags, and a tag that nobody uses any more leaves nothing. A key that
 * ends before an entry of a longer lifetime makes a miss of it, and nothing else. Immutable.
 *
 * @param lifetime of a key that is made or renewed; {@link Lifetime#ETERNAL} where entries need not end
 */
public record KeyLife(Lifetime lifetime) {
    /** Short-lived entries are no reason to renew keys all the time. */
    private static final long SHORTEST_MILLIS = TimeUnit.HOURS.toMillis(1);

    /** For ever. */
    public static final KeyLife ETERNAL = new KeyLife(Lifetime.ETERNAL);

    /** The life that goes with that of a cache's entries, whose policy is not asked where it is the user's own. */
    public static KeyLife of(ExpiryPlan plan) {
        if (!(plan instanceof ExpiryPlan.Fixed fixed) || !fixed.creation().isLimited()) {
            return ETERNAL;
        }
        long longest = fixed.creation().millis();
        for (Lifetime later : new Lifetime[] {fixed.update(), fixed.access()}) {
            if (!later.isLimited() && !later.isUnchanged()) {
                return ETERNAL;
            }
            longest = Math.max(longest, later.millis());
        }
        return new KeyLife(new Lifetime(Math.max(SHORTEST_MILLIS, 2 * longest)));
    }

    /** How much of its life a key must have left to be relied upon: 1 millisecond of one that is not to be renewed. */
    long leastMillis() {
        return lifetime.isLimited() ? lifetime.millis() / 2 : 1;
    }

    /** Whether keys end that nobody renews. */
    boolean ends() {
        return lifetime.isLimited();
    }
}
