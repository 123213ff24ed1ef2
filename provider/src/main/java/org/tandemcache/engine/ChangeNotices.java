package org.tandemcache.engine;

import java.util.function.Consumer;
import org.tandemcache.far.FarKey;

/** Hands on the server's notices of changed keys, on the event loop of the tracked connection. Thread-safe. */
public final class ChangeNotices {
    private volatile Consumer<FarKey> heed = key -> {};

    /** To be called before any read is sent. */
    void heedBy(Consumer<FarKey> listener) {
        heed = listener;
    }

    public void changed(FarKey key) {
        heed.accept(key);
    }
}
