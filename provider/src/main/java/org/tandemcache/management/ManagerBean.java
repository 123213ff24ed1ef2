package org.tandemcache.management;

import org.tandemcache.TandemManagerMXBean;

/**
 * One manager's bean in the platform's MBean server. Thread-safe.
 *
 * @param shown those of the manager
 * @param managerName the URI of the cache manager
 * @param metrics held weakly by the server: its owner keeps it
 */
public record ManagerBean(ShownBeans shown, String managerName, TandemManagerMXBean metrics) {
    /** Shows it; it is hidden with all others of the manager. */
    public void show() {
        shown.show(
                Beans.name("org.tandemcache:type=TandemManager,CacheManager=" + Beans.legal(managerName)),
                TandemManagerMXBean.class,
                metrics);
    }
}
