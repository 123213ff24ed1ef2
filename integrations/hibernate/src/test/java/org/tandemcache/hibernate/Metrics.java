package org.tandemcache.hibernate;

import java.lang.management.ManagementFactory;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/** What the MBeans of this JVM's region factories tell. */
final class Metrics {
    private Metrics() {}

    /** Of all factories together; 0 if there is none. */
    static long sum(String attribute) {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        try {
            long sum = 0;
            for (ObjectName name : server.queryNames(new ObjectName("org.tandemcache:type=Hibernate,*"), null)) {
                sum += (Long) server.getAttribute(name, attribute);
            }
            return sum;
        } catch (javax.management.JMException e) {
            throw new IllegalStateException(e);
        }
    }
}
