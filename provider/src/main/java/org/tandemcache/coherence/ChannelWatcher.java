package org.tandemcache.coherence;

/** Is told what becomes of the tracked channels, on their event loops. */
interface ChannelWatcher {
    /** The server tracks this channel and has proved for the first time that it is the master. */
    void coherent(TrackingHandler channel);

    /** The server does not track this channel, which is closed. */
    void refused(TrackingHandler channel, Throwable cause);

    /** Everything that was read on this channel so far is not to be served any more. */
    void flushed(TrackingHandler channel, FlushCause cause);
}
