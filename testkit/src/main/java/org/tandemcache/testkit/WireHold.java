package org.tandemcache.testkit;

import java.util.concurrent.CountDownLatch;

/**
 * A point of a {@link HeldWire} at which it waits.
 *
 * @param text what a request holds that waits; every one does if it is empty
 * @param reached opens when something waits
 * @param over opens when it may go on
 */
record WireHold(String text, CountDownLatch reached, CountDownLatch over) {
    WireHold(String text) {
        this(text, new CountDownLatch(1), new CountDownLatch(1));
    }

    static WireHold none() {
        WireHold none = new WireHold("");
        none.end();
        return none;
    }

    boolean standing() {
        return over.getCount() > 0;
    }

    void waitHere() throws InterruptedException {
        reached.countDown();
        over.await();
    }

    void end() {
        over.countDown();
    }
}
