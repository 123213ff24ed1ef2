package org.tandemcache.testkit;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** What a {@link HeldWire} does to its links at the moment. Written by tests, read by the threads of all links. */
final class WireFaults {
    volatile WireHold requests = WireHold.none();
    volatile WireHold replies = WireHold.none();
    volatile WireLoss lostRequests = WireLoss.none();
    volatile WireLoss lostReplies = WireLoss.none();
    volatile WireEdit edit = WireEdit.none();
    volatile Duration replyDelay = Duration.ZERO;
    final AtomicInteger losses = new AtomicInteger();

    /** Lets through what is held, and all that comes. */
    void end() {
        requests.end();
        replies.end();
        lostRequests.end();
        lostReplies.end();
        edit = WireEdit.none();
        replyDelay = Duration.ZERO;
    }
}
