package org.tandemcache.resilience;

/**
 * What a circuit breaker does at the moment. Each state is entered anew as a new object, so that what was begun under
 * one can't be taken for something of the next. Thread-safe.
 */
sealed interface BreakerState permits Closed, Open, HalfOpen {
    /** Whether a call may go to the far tier; what was admitted is told by one of the other methods. */
    boolean admits();

    /** A call has got an answer; the state from now on. */
    BreakerState answered();

    /** A call has got none; the state from now on. */
    BreakerState failed(long now);

    /** A call ended without telling anything of the far tier. */
    void left();

    /** The state that this has become by the passing of time. */
    BreakerState at(long now);
}
