package org.tandemcache.observe;

import org.jspecify.annotations.Nullable;

/**
 * How a call of Redis has ended. Immutable.
 *
 * @param nanos how long it took: until its caller had the answer, or until the answer came where nobody waits for it
 * @param found how many entries a read has found; -1 for what does not tell
 * @param failure null if it was answered
 */
public record FarCallEnd(long nanos, int found, @Nullable FarCallFailure failure) {}
