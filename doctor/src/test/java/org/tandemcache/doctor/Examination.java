package org.tandemcache.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.tandemcache.config.ManagerSettings;
import org.tandemcache.settings.Settings;

/** A diagnosis, and what tests ask of it. */
record Examination(Diagnosis diagnosis) {
    /** Whoever answers has time for it, whatever else the machine has to do. */
    static Examination of(Object address) {
        return of(address + "?timeout=20s", Map.of());
    }

    static Examination of(String address, Map<String, String> settings) {
        Properties properties = new Properties();
        properties.putAll(settings);
        properties.setProperty(ManagerSettings.REDIS_URI, address);
        return new Examination(new Doctor(settings(properties)).examine());
    }

    static ManagerSettings settings(Properties properties) {
        return Settings.of(URI.create("test"), Examination.class.getClassLoader(), properties, Map.of())
                .manager();
    }

    List<Finding> of(String check, Status status) {
        return diagnosis.findings().stream()
                .filter(finding -> finding.check().equals(check) && finding.status() == status)
                .toList();
    }

    /** That there is such a finding, and what it says, with its remedy. */
    Examination says(String check, Status status, String... parts) {
        assertThat(of(check, status))
                .as("%s %s in %s", check, status, diagnosis)
                .isNotEmpty();
        assertThat(of(check, status))
                .as("%s in one of them", List.of(parts))
                .anyMatch(finding ->
                        List.of(parts).stream().allMatch((finding.text() + " -> " + finding.remedy())::contains));
        if (status != Status.OK) {
            assertThat(of(check, status))
                    .allSatisfy(finding -> assertThat(finding.remedy()).isNotBlank());
        }
        return this;
    }
}
