package org.tandemcache.doctor;

import java.util.Comparator;
import java.util.List;

/**
 * Everything that was found. Immutable; holds no password.
 *
 * @param address host and port of what was looked at
 * @param status the gravest of all findings
 * @param findings in the order of the checks, one at least
 * @param caches what lies in Redis, by the names of the caches
 */
public record Diagnosis(String address, Status status, List<Finding> findings, List<CacheSpace> caches) {
    /** A diagnosis that keeps copies of the lists. */
    public Diagnosis {
        findings = List.copyOf(findings);
        caches = List.copyOf(caches);
    }

    static Diagnosis of(String address, List<Finding> findings, List<CacheSpace> caches) {
        Status gravest = findings.stream()
                .map(Finding::status)
                .max(Comparator.naturalOrder())
                .orElse(Status.OK);
        return new Diagnosis(address, gravest, findings, caches);
    }
}
