package org.tandemcache.expiry;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.tandemcache.config.EntryOptions;
import org.tandemcache.far.Lifetime;
import org.tandemcache.far.WriteLifetimes;

/**
 * The lifetimes that writes give to their entries: by the options of the call, else by those that the user's source
 * gives, else by the policy; each of them shortened by chance, where that is wanted. Thread-safe.
 */
public final class WriteExpiry<K, V> {
    private static final Duration LONGEST = Duration.ofMillis(Long.MAX_VALUE / 2);

    private final ExpiryPlan plan;
    private final @Nullable Jitter jitter;
    private final @Nullable AskedOptions<K, V> source;
    private final @Nullable WriteLifetimes fixed;

    /**
     * @param jitter the share of a lifetime by which it is shortened at the most; 0 for none
     * @param source null without one
     * @param amongMarkers whether what a write replaces need not be an entry
     */
    public WriteExpiry(ExpiryPlan plan, double jitter, @Nullable AskedOptions<K, V> source, boolean amongMarkers) {
        this.plan = plan;
        this.jitter = jitter == 0 ? null : new Jitter(jitter);
        this.source = source;
        WriteLifetimes writes = plan instanceof ExpiryPlan.Fixed known ? known.writes() : null;
        this.fixed = writes == null || !amongMarkers ? writes : writes.whereMarkersAre();
    }

    /**
     * The options of an entry: those of the call, and what they leave open by the source.
     *
     * @param options of the call; null if it brings none
     * @param tagged whether tags count, and not the lifetime alone
     * @return null for none
     */
    public @Nullable EntryOptions asked(K key, V value, @Nullable EntryOptions options, boolean tagged) {
        if (source == null || (options != null && !tagged && options.lifetime().isPresent())) {
            return options;
        }
        EntryOptions given = source.of(key, value);
        return given == null ? options : (options == null ? EntryOptions.none() : options).orElse(given);
    }

    /**
     * The lifetimes of an entry that is to be stored.
     *
     * @param options of {@link #asked}
     * @return null if the policy must be asked for them once the entry was seen
     * @throws UnsupportedOperationException if there is a lifetime that the first read would replace
     */
    public @Nullable WriteLifetimes of(@Nullable EntryOptions options) {
        Duration wanted = options == null ? null : options.lifetime().orElse(null);
        if (wanted == null) {
            return jitter == null || fixed == null ? fixed : jitter.shortened(fixed);
        }
        if (readsProlong(plan)) {
            throw new UnsupportedOperationException("an entry can't be given a lifetime of its own, here " + wanted
                    + ": by the cache's expiry policy each read gives it the policy's; allowed: the policies eternal,"
                    + " created and modified");
        }
        Lifetime lifetime = shortened(lifetime(wanted));
        return new WriteLifetimes(lifetime, lifetime);
    }

    /** The lifetime of an entry that is created by what {@link #of} has said. */
    public Lifetime creation(@Nullable WriteLifetimes known) {
        return known == null ? shortened(plan.creation()) : known.creation();
    }

    /** The lifetime of an entry that is updated by what {@link #of} has said. */
    public Lifetime update(@Nullable WriteLifetimes known) {
        return known == null ? shortened(plan.update()) : known.update();
    }

    private Lifetime shortened(Lifetime lifetime) {
        return jitter == null ? lifetime : jitter.shortened(lifetime);
    }

    /** Whether each read gives its entry the policy's lifetime, as is known beforehand. */
    public static boolean readsProlong(ExpiryPlan plan) {
        return plan instanceof ExpiryPlan.Fixed && !plan.access().isUnchanged();
    }

    /** A user's duration; one that is shorter than a millisecond and not zero is rounded up to one. */
    public static Lifetime lifetime(Duration duration) {
        if (duration.compareTo(LONGEST) > 0) {
            return Lifetime.ETERNAL;
        }
        return duration.isZero() ? Lifetime.ZERO : Lifetime.of(Math.max(1, duration.toMillis()), TimeUnit.MILLISECONDS);
    }
}
