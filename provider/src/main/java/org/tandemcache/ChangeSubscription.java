package org.tandemcache;

/** Ends with {@link #close}, or with its cache. Thread-safe. */
public interface ChangeSubscription extends AutoCloseable {
    /**
     * No call of the listener begins any more; one that is under way goes on. With the last one of a cache its
     * connections are closed, in the background. Later calls do nothing.
     */
    @Override
    void close();
}
