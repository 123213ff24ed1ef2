package org.tandemcache.spring.boot;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.tandemcache.TandemManager;
import org.tandemcache.config.ManagerSettings;
import org.tandemcache.doctor.Diagnosis;
import org.tandemcache.doctor.Doctor;

/**
 * {@code GET /actuator/tandemdoctor}: what the doctor finds at the servers of this application, by its own settings and
 * from its own machine. {@code ?keys=1000} bounds how many keys of each server are walked through; 10,000 by default.
 * Some hundred round trips on connections that are closed behind it; writes nothing. One examination at a time.
 */
@Endpoint(id = "tandemdoctor")
final class TandemDoctorEndpoint {
    private static final int KEYS = 10_000;

    private final TandemManager manager;

    TandemDoctorEndpoint(TandemManager manager) {
        this.manager = manager;
    }

    /** @param keys 1 or more, which is 400 otherwise */
    @ReadOperation
    synchronized Diagnosis examine(@Nullable Integer keys) {
        return new Doctor(manager.unwrap(ManagerSettings.class), keys == null ? KEYS : keys).examine();
    }
}
