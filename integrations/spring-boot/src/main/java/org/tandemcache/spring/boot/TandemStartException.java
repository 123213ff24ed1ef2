package org.tandemcache.spring.boot;

/** Tandem's manager can't be made: its message tells why, without secrets. */
final class TandemStartException extends RuntimeException {
    TandemStartException(RuntimeException cause) {
        super(cause.getMessage(), cause);
    }
}
