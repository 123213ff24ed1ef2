package org.tandemcache.examples.hibernate;

import jakarta.persistence.Basic;
import jakarta.persistence.Cacheable;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.MapKeyColumn;
import jakarta.persistence.MappedSuperclass;
import jakarta.persistence.Version;
import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;
import org.hibernate.annotations.NaturalId;
import org.hibernate.annotations.NaturalIdCache;

/** An entity for each concurrency strategy, and one with a bit of everything. */
@MappedSuperclass
public abstract class Item {
    @Id
    long id;

    String name = "";

    protected Item() {}

    static <T extends Item> T named(T item, long id, String name) {
        item.id = id;
        item.name = name;
        return item;
    }

    /** Never changes. */
    @Entity(name = "ReadOnlyItem")
    @Cache(usage = CacheConcurrencyStrategy.READ_ONLY)
    public static class ReadOnly extends Item {}

    /** Changes, and nobody minds to read what was there before. */
    @Entity(name = "LooseItem")
    @Cache(usage = CacheConcurrencyStrategy.NONSTRICT_READ_WRITE)
    public static class Loose extends Item {}

    /** Changes under soft locks. */
    @Entity(name = "StrictItem")
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    public static class Strict extends Item {}

    /** Changes under soft locks, with a version. */
    @Entity(name = "VersionedItem")
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    public static class Versioned extends Item {
        @Version
        int version;
    }

    /** What Hibernate's JCache module has no support for. */
    @Entity(name = "TransactionalItem")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.TRANSACTIONAL)
    public static class Transactional extends Item {}

    /** A value of the application. */
    public enum Kind {
        PLAIN,
        FANCY
    }

    /** A value of several columns. */
    @Embeddable
    public static class Size {
        int width;
        BigDecimal height = BigDecimal.ONE;
    }

    /** With each kind of thing that goes into a cache. */
    @Entity(name = "RichItem")
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    @NaturalIdCache
    public static class Rich extends Item {
        @Version
        int version;

        @NaturalId
        String code = "";

        @Enumerated(EnumType.STRING)
        Kind kind = Kind.FANCY;

        DayOfWeek day = DayOfWeek.FRIDAY;
        Instant made = Instant.EPOCH;
        UUID mark = new UUID(1, 2);
        byte[] picture = {1, 2, 3};

        @Basic
        BigDecimal price = new BigDecimal("19.90");

        @Embedded
        Size size = new Size();

        @ElementCollection
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        List<String> tags = new ArrayList<>();

        @ElementCollection
        @MapKeyColumn(name = "language")
        @Cache(usage = CacheConcurrencyStrategy.NONSTRICT_READ_WRITE)
        Map<String, String> labels = new HashMap<>();
    }

    static Rich rich(long id) {
        Rich rich = named(new Rich(), id, "rich " + id);
        rich.code = "code-" + id;
        rich.tags.add("one");
        rich.tags.add("two");
        rich.labels.put("en", "thing");
        rich.labels.put("de", "Ding");
        return rich;
    }
}
