package org.tandemcache.config;

/** Whose changes the JCache listeners of a cache hear. */
public enum ListenerScope {
    /** Those of their own cache manager. */
    MANAGER,
    /**
     * Those of every cache manager that has set this for its cache of that name: what it creates, updates, removes and
     * finds expired. Listeners must be asynchronous, and hear of what they have missed if they are a
     * {@link org.tandemcache.MissedChangesListener}. A write is a script then, in one round trip as before.
     */
    CLUSTER,
}
