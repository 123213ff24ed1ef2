package org.tandemcache.doctor;

/** How grave a finding is. The order is that of the harm. */
public enum Status {
    /** As it should be. */
    OK,
    /** Tandem works, but slower, less safely or not for long; or it could not be looked at. */
    WARN,
    /** Operations of caches fail. */
    FAIL
}
