package org.tandemcache.jcache;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.tandemcache.config.EntryConfiguration;
import org.tandemcache.config.LoadConfiguration.Protection;
import org.tandemcache.config.TandemConfiguration;
import org.tandemcache.expiry.ExpiryPlan;
import org.tandemcache.expiry.WriteExpiry;

/** What settings of a cache come to beside each other, and which of them can't stand beside each other. */
record CacheRules(String name, TandemConfiguration<?, ?> configuration, ExpiryPlan plan) {
    /** Known before the policy is made: a cache that is protected less takes them for no entries, too. */
    static boolean mayHoldMarkers(TandemConfiguration<?, ?> configuration) {
        if (configuration.load().rememberAbsent() != null
                || configuration.tags().isOn()) {
            return true;
        }
        return switch (configuration.load().protection()) {
            case CLUSTER -> true;
            case AUTO -> configuration.getCacheLoaderFactory() != null;
            case NONE, JVM -> false;
        };
    }

    /** @throws IllegalArgumentException for decisions of each entry that reads would undo */
    void checkEntries() {
        EntryConfiguration<?, ?> entries = configuration.entries();
        boolean any = entries.jitter() > 0 || entries.optionsFactory() != null;
        if (any && WriteExpiry.readsProlong(plan)) {
            throw new IllegalArgumentException("cache \"" + name + "\" has "
                    + (entries.jitter() > 0 ? "expiry.jitter " + entries.jitter() : "entry-options")
                    + " and an expiry policy by which each read gives its entry the policy's lifetime, which would undo"
                    + " it; allowed: no jitter and no entry-options, or the policies eternal, created and modified");
        }
    }

    /** For how long it is remembered that the loader knows no value; null for not at all. */
    @Nullable
    Duration rememberAbsent() {
        Duration wanted = configuration.load().rememberAbsent();
        if (wanted != null && configuration.tags().isOn()) {
            throw new IllegalArgumentException("cache \"" + name + "\" has load.remember-absent " + wanted
                    + " and tags.mode " + configuration.tags().mode() + ", but what is remembered to be absent has no"
                    + " generation that could end; allowed: one of the two");
        }
        if (wanted != null && WriteExpiry.readsProlong(plan)) {
            throw new IllegalArgumentException("cache \"" + name + "\" has load.remember-absent " + wanted
                    + " and an expiry policy by which each read prolongs the entry, which would also prolong the marker"
                    + " that says that there is none; allowed: none, or the policies eternal, created and modified");
        }
        return wanted;
    }

    /**
     * What AUTO means for this cache.
     *
     * @param loads whether it has a loader
     */
    Protection protection(boolean loads) {
        Protection wanted = configuration.load().protection();
        boolean readsProlong = WriteExpiry.readsProlong(plan);
        if (wanted == Protection.CLUSTER && readsProlong) {
            throw new IllegalArgumentException("cache \"" + name
                    + "\" has load.protection CLUSTER and an expiry policy by which each read prolongs the entry, which"
                    + " would also prolong the marker of a node that has died; allowed: AUTO, JVM, NONE, or the policies"
                    + " eternal, created and modified");
        }
        return wanted == Protection.AUTO ? (loads && !readsProlong ? Protection.CLUSTER : Protection.JVM) : wanted;
    }
}
