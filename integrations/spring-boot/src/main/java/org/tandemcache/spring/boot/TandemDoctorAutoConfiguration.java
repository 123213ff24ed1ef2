package org.tandemcache.spring.boot;

import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.tandemcache.TandemManager;
import org.tandemcache.doctor.Doctor;

/** The actuator endpoint {@code tandemdoctor}, where {@code tandem-doctor} is there and endpoints are exposed. */
@AutoConfiguration(after = TandemCacheAutoConfiguration.class)
@ConditionalOnClass({ConditionalOnAvailableEndpoint.class, Doctor.class})
@ConditionalOnBean(TandemManager.class)
@ConditionalOnAvailableEndpoint(endpoint = TandemDoctorEndpoint.class)
public final class TandemDoctorAutoConfiguration {
    TandemDoctorAutoConfiguration() {}

    @Bean
    TandemDoctorEndpoint tandemDoctorEndpoint(TandemManager manager) {
        return new TandemDoctorEndpoint(manager);
    }
}
