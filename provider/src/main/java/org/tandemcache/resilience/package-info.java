/**
 * How to do without a server that is away: a circuit breaker with its states, so that an outage costs no timeouts, and
 * a bulkhead, so that not all threads wait. Knows of the far tier its exception alone. In docs/architecture.md: inside
 * of the guards, which stand before Redis.
 */
@NullMarked
package org.tandemcache.resilience;

import org.jspecify.annotations.NullMarked;
