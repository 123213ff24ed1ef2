package org.tandemcache.benchmarks;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;

/** The heap of this JVM. */
final class Heap {
    private static final int COLLECTIONS = 3;

    private Heap() {}

    /** The bytes of all objects that can still be reached. */
    static long used() {
        MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
        for (int i = 0; i < COLLECTIONS; i++) { // what a reference queue holds goes with the next one
            memory.gc();
        }
        return memory.getHeapMemoryUsage().getUsed();
    }
}
