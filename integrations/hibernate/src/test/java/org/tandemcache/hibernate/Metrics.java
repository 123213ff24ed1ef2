package org.tandemcache.hibernate;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/** What the MBeans of this JVM's region factories tell. */
final class Metrics {
    private Metrics() {}

    /** Of all factories together; 0 if there is none. */
    static long sum(String attribute) {
        return all("org.tandemcache:type=Hibernate,*", attribute).stream()
                .mapToLong(value -> (Long) value)
                .sum();
    }

    /** In microseconds, of the factory that knows Redis's clock worst of those that know it. */
    static long clockUncertainty() {
        return all("org.tandemcache:type=Hibernate,*", "ClockUncertaintyMicros").stream()
                .mapToLong(value -> (Long) value)
                .max()
                .orElse(0);
    }

    /** How many cache managers' near tiers stand so. */
    static long managersThatAre(String coherence) {
        return all("org.tandemcache:type=TandemManager,*", "Coherence").stream()
                .filter(coherence::equals)
                .count();
    }

    private static List<Object> all(String names, String attribute) {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        try {
            List<Object> all = new ArrayList<>();
            for (ObjectName name : server.queryNames(new ObjectName(names), null)) {
                all.add(server.getAttribute(name, attribute));
            }
            return all;
        } catch (javax.management.JMException e) {
            throw new IllegalStateException(e);
        }
    }
}
