package org.tandemcache.far;

import java.time.Duration;

/** A write of one key that is ready to be sent by whoever is to send something with it. */
public interface UnsentWrite {
    /** How long its answer will be waited for. */
    Duration limit();
}
