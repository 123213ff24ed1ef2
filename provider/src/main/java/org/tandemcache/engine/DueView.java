package org.tandemcache.engine;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tandemcache.near.DueValue;
import org.tandemcache.near.NearValue;
import org.tandemcache.near.NearView;

/** Copies whose readers have them loaded anew once they are due. Thread-safe. */
record DueView<K>(NearView<? super K> copies, Refreshes<K> refreshes) implements NearView<K> {
    private static final Logger log = LoggerFactory.getLogger(DueView.class);

    /** No access. */
    @Override
    public @Nullable NearValue find(K key) {
        return copies.find(key);
    }

    @Override
    public @Nullable NearValue find(K key, long now) {
        NearValue copy = copies.find(key, now);
        if (copy instanceof DueValue dated && dated.isDue(now)) {
            due(key, dated, now);
        }
        return copy;
    }

    private void due(K key, DueValue copy, long now) {
        try {
            refreshes.found(key, copy, now);
        } catch (RuntimeException e) { // user code of keys: no reason to fail a read that has its value
            log.debug("No refresh of an entry that is due", e);
        }
    }

    /** Nothing is loaded while the far tier is away. */
    @Override
    public @Nullable NearValue findUnproven(K key, long provenSince) {
        return copies.findUnproven(key, provenSince);
    }
}
