package org.tandemcache.hibernate;

import java.lang.management.ManagementFactory;
import java.util.concurrent.atomic.AtomicLong;
import javax.management.JMException;
import javax.management.ObjectName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@link TandemHibernateMXBean} of one node. */
final class MetricsBean implements TandemHibernateMXBean {
    private static final Logger log = LoggerFactory.getLogger(MetricsBean.class);
    private static final AtomicLong NUMBERS = new AtomicLong();

    private final Node node;
    private final Counters counters;
    private final ObjectName name;

    private MetricsBean(Node node, ObjectName name) {
        this.node = node;
        this.counters = node.counters();
        this.name = name;
    }

    /** @param factory tells session factories apart, with a number behind it */
    static MetricsBean register(Node node, String factory) {
        try {
            ObjectName name = new ObjectName("org.tandemcache:type=Hibernate,factory="
                    + ObjectName.quote(factory + "-" + NUMBERS.incrementAndGet()));
            MetricsBean bean = new MetricsBean(node, name);
            ManagementFactory.getPlatformMBeanServer().registerMBean(bean, name);
            return bean;
        } catch (JMException e) {
            throw new IllegalStateException("no MBean for the region factory", e);
        }
    }

    void unregister() {
        try {
            ManagementFactory.getPlatformMBeanServer().unregisterMBean(name);
        } catch (JMException e) {
            log.debug("{} is not unregistered", name, e);
        }
    }

    @Override
    public long getPutsStored() {
        return counters.stored.sum();
    }

    @Override
    public long getPutsRefusedByLock() {
        return counters.refusedByLock.sum();
    }

    @Override
    public long getPutsRefusedByTime() {
        return counters.refusedByTime.sum();
    }

    @Override
    public long getPutsRefusedByValue() {
        return counters.refusedByValue.sum();
    }

    @Override
    public long getPutsRefusedByRegion() {
        return counters.refusedByRegion.sum();
    }

    @Override
    public long getPutsRefusedByJournal() {
        return counters.refusedByJournal.sum();
    }

    @Override
    public long getPutsRefusedByAbsence() {
        return counters.refusedByAbsence.sum();
    }

    @Override
    public long getPutsUnwritable() {
        return counters.unwritables();
    }

    @Override
    public long getLocksExpired() {
        return counters.locksExpired.sum();
    }

    @Override
    public long getLocksLost() {
        return counters.locksLost.sum();
    }

    @Override
    public long getGenerations() {
        return counters.generations.sum();
    }

    @Override
    public long getJournaled() {
        return counters.journaled.sum();
    }

    @Override
    public long getJournalSize() {
        return node.journal().size();
    }

    @Override
    public long getJournalAgeMillis() {
        return node.journal().ageMillis();
    }

    @Override
    public long getClockUncertaintyMicros() {
        return node.clocks().uncertainty();
    }
}
