package org.tandemcache.benchmarks.stampede;

import java.util.function.Supplier;

/** A cache with a client of Redis of its own. Used by one thread. */
@FunctionalInterface
interface StampedeNode {
    /** The value that is there; else what the loader brings, which is stored. */
    String get(String key, Supplier<String> loader);
}
