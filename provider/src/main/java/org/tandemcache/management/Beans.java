package org.tandemcache.management;

import java.lang.management.ManagementFactory;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.cache.CacheException;
import javax.management.InstanceAlreadyExistsException;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;

/** One cache's beans in the platform's MBean server, under the names that the specification prescribes. Thread-safe. */
public final class Beans {
    private final String managerName;
    private final String cacheName;
    private final Object configuration;
    private final Object statistics;
    private final Object tiers;
    private final Set<ObjectName> shown = ConcurrentHashMap.newKeySet();

    /**
     * @param managerName the URI of the cache manager
     * @param cacheName the cache
     * @param tiers an MXBean of Tandem's own
     */
    public Beans(
            String managerName,
            String cacheName,
            ConfigurationBean configuration,
            Statistics statistics,
            Object tiers) {
        this.managerName = managerName;
        this.cacheName = cacheName;
        this.configuration = configuration;
        this.statistics = statistics;
        this.tiers = tiers;
    }

    /** Shows or hides the configuration; what is so already stays so. */
    public void showConfiguration(boolean show) {
        show(name("javax.cache", "CacheConfiguration"), configuration, show);
    }

    /** Shows or hides the statistics; what is so already stays so. */
    public void showStatistics(boolean show) {
        show(name("javax.cache", "CacheStatistics"), statistics, show);
    }

    /** Shows Tandem's own bean, under its own domain: in the other one the specification allows the two alone. */
    public void showTiers() {
        show(name("org.tandemcache", "TandemCache"), tiers, true);
    }

    /** Hides whatever is shown. */
    public void hideAll() {
        shown.forEach(name -> show(name, tiers, false));
    }

    private void show(ObjectName name, Object bean, boolean show) {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        try {
            if (show && shown.add(name)) {
                server.registerMBean(bean, name);
            } else if (!show && shown.remove(name)) {
                server.unregisterMBean(name);
            }
        } catch (InstanceAlreadyExistsException e) {
            shown.remove(name); // two managers of one URI in different class loaders: the first one shows
        } catch (InstanceNotFoundException e) {
            // somebody else took it away, as was to be done
        } catch (JMException e) {
            throw new CacheException("the MBean " + name + " can't be changed", e);
        }
    }

    private ObjectName name(String domain, String type) {
        String name =
                domain + ":type=" + type + ",CacheManager=" + legal(managerName) + ",Cache=" + distinct(cacheName);
        try {
            return new ObjectName(name);
        } catch (MalformedObjectNameException e) {
            throw new CacheException("\"" + name + "\" can't be the name of an MBean", e);
        }
    }

    /** Names that differ in such a character alone, "a,b" and "a:b", must not share a bean. */
    private static String distinct(String name) {
        String legal = legal(name);
        return legal.equals(name) ? legal : legal + "-" + Integer.toHexString(name.hashCode());
    }

    /** Every provider of the specification replaces these characters by a dot. */
    private static String legal(String name) {
        return name.replaceAll("[,:=\n*?\"]", ".");
    }
}
