package org.tandemcache.near;

/** What the near tier holds for a key. Compared by identity. */
public sealed interface Slot permits NearValue, Reservation {
    /** What it counts against a bound in bytes. */
    int weight();
}
