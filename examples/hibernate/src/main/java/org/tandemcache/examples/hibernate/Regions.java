package org.tandemcache.examples.hibernate;

import java.util.List;

/** The names of Hibernate's regions, which are those of their caches. */
final class Regions {
    static final String TIMESTAMPS = "default-update-timestamps-region";
    static final String QUERIES = "default-query-results-region";

    /** By default a region has the name of its entity or collection. */
    static final List<String> ENTITIES = List.of(
            Country.class.getName(),
            Country.class.getName() + "##NaturalId",
            Country.class.getName() + ".cities",
            City.class.getName());

    private Regions() {}
}
