package org.tandemcache.testkit;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * What a {@link HeldWire} is to lose.
 *
 * @param text what a request holds that is lost, or whose reply is
 * @param left how many there are still to lose
 */
record WireLoss(String text, AtomicInteger left) {
    static WireLoss of(String text, int times) {
        return new WireLoss(text, new AtomicInteger(times));
    }

    static WireLoss none() {
        return of("", 0);
    }

    /** Whether this request is one of those; it counts as such from then on. */
    boolean takes(String request) {
        return request.contains(text) && left.getAndUpdate(count -> Math.max(0, count - 1)) > 0;
    }

    void end() {
        left.set(0);
    }
}
