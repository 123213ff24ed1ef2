package org.tandemcache.coherence;

/** Is told what becomes of the tracked channels, on their event loops. */
interface ChannelWatcher {
    /**
     * The server tracks this channel and has said for the first time that it is the master.
     *
     * @param askedAt the {@link System#nanoTime()} before it was asked: what is read from now on is proven since then
     */
    void tracked(TrackingHandler channel, long askedAt);

    /**
     * The server did not confirm that it tracks this channel, which is closed: it refused, or the connection was lost.
     */
    void unconfirmed(TrackingHandler channel, Throwable cause);

    /** Everything that was read on this channel so far is not to be served any more. */
    void flushed(TrackingHandler channel, FlushCause cause);
}
