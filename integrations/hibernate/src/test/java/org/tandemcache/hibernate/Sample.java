package org.tandemcache.hibernate;

import io.micrometer.core.instrument.MeterRegistry;
import org.hibernate.SessionFactory;

/** What docs/metrics.md shows. */
final class Sample {
    private Sample() {}

    static void bind(SessionFactory sessionFactory, MeterRegistry registry) {
        // tag::sample[]
        new TandemHibernateMetrics(sessionFactory, "shop").bindTo(registry); // or with tags of yours
        // end::sample[]
    }
}
