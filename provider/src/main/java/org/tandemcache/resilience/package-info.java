/**
 * What stands between the engine and a far tier that may be away: a circuit breaker, so that an outage costs its
 * callers no timeouts, and a bound for the threads that wait. Knows neither Redis nor {@code javax.cache}. In
 * docs/architecture.md: the last step of a put before Redis, and before each wait of a read.
 */
@NullMarked
package org.tandemcache.resilience;

import org.jspecify.annotations.NullMarked;
