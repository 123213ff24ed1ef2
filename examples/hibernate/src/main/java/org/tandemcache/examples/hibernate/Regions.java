package org.tandemcache.examples.hibernate;

import java.util.List;
import javax.cache.CacheManager;
import javax.cache.configuration.MutableConfiguration;
import org.tandemcache.config.CodecConfiguration;
import org.tandemcache.config.NearConfiguration;
import org.tandemcache.config.NearConfiguration.Values;
import org.tandemcache.config.TandemConfiguration;

/**
 * The caches of Hibernate's regions. Its types and the application's are allowed, so that a node can read what only
 * others have written; the values are shared, for Hibernate takes them apart and copies whatever can be changed. None
 * of them expires; of the timestamps none may.
 */
final class Regions {
    static final String TIMESTAMPS = "default-update-timestamps-region";
    static final String QUERIES = "default-query-results-region";

    /** By default a region has the name of its entity or collection. */
    static final List<String> ENTITIES = List.of(
            Country.class.getName(),
            Country.class.getName() + "##NaturalId",
            Country.class.getName() + ".cities",
            City.class.getName());

    // tag::allowed[]
    /** Hibernate's types, the application's, and {@code Class}, which results of native queries hold. */
    static final String[] ALLOWED = {"org.hibernate.**", "java.lang.Class", "org.tandemcache.examples.hibernate.*"};
    // end::allowed[]

    private Regions() {}

    static void createAll(CacheManager manager) {
        ENTITIES.forEach(name -> create(manager, name, 50_000));
        create(manager, QUERIES, 1_000);
        create(manager, TIMESTAMPS, 1_000);
    }

    // tag::region[]
    private static void create(CacheManager manager, String name, int nearEntries) {
        manager.createCache(
                name,
                TandemConfiguration.copyOf(new MutableConfiguration<Object, Object>())
                        .withCodec(CodecConfiguration.builder().allow(ALLOWED).build())
                        .withNear(NearConfiguration.builder()
                                .maximumEntries(nearEntries)
                                .values(Values.SHARED)
                                .build()));
    }
    // end::region[]
}
