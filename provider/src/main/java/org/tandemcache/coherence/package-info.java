/**
 * Keeps the near tiers coherent: reads on channels that the server tracks, its notices of change, and the proof that it
 * is still there to give them. In docs/architecture.md: the way of a read that misses, and the beginning of an
 * invalidation.
 */
@NullMarked
package org.tandemcache.coherence;

import org.jspecify.annotations.NullMarked;
