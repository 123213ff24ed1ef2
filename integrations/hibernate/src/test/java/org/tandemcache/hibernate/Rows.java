package org.tandemcache.hibernate;

import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Convert;
import jakarta.persistence.Converter;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.MappedSuperclass;
import jakarta.persistence.Version;
import java.util.ArrayList;
import java.util.List;
import org.hibernate.Session;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;
import org.hibernate.annotations.NaturalId;
import org.hibernate.annotations.NaturalIdCache;
import org.jspecify.annotations.Nullable;

/** Entities of the tests. */
final class Rows {
    private Rows() {}

    /** What happens in this thread between the database's answer and the put of an entity: once. */
    static final ThreadLocal<@Nullable Runnable> WHILE_LOADING = new ThreadLocal<>();

    /** And of a collection. */
    static final ThreadLocal<@Nullable Runnable> WHILE_LOADING_ELEMENTS = new ThreadLocal<>();

    private static void pause(ThreadLocal<@Nullable Runnable> pauses) {
        Runnable pause = pauses.get();
        pauses.remove();
        if (pause != null) {
            pause.run();
        }
    }

    /** Runs {@link #WHILE_LOADING} where a column has been read and the entity is not cached yet. */
    @Converter
    public static class Pausing implements AttributeConverter<String, String> {
        @Override
        public String convertToDatabaseColumn(String value) {
            return value;
        }

        @Override
        public String convertToEntityAttribute(String column) {
            pause(WHILE_LOADING);
            return column;
        }
    }

    /** Runs {@link #WHILE_LOADING_ELEMENTS} where an element has been read and its collection is not cached yet. */
    @Converter
    public static class PausingElements implements AttributeConverter<String, String> {
        @Override
        public String convertToDatabaseColumn(String value) {
            return value;
        }

        @Override
        public String convertToEntityAttribute(String column) {
            pause(WHILE_LOADING_ELEMENTS);
            return column;
        }
    }

    /** A name that is read with a pause. */
    @MappedSuperclass
    public abstract static class Row {
        @Id
        long id;

        @Convert(converter = Pausing.class)
        String name = "";

        static <T extends Row> T of(T row, long id, String name) {
            row.id = id;
            row.name = name;
            return row;
        }
    }

    /** Without a version. */
    @Entity(name = "Plain")
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    public static class Plain extends Row {}

    /** With one. */
    @Entity(name = "Versioned")
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    public static class Versioned extends Row {
        @Version
        int version;
    }

    /** Without locks. */
    @Entity(name = "Loose")
    @Cache(usage = CacheConcurrencyStrategy.NONSTRICT_READ_WRITE)
    public static class Loose extends Row {}

    /** Never changed. */
    @Entity(name = "Fixed")
    @Cache(usage = CacheConcurrencyStrategy.READ_ONLY)
    public static class Fixed extends Row {}

    /** With a collection and a natural id. */
    @Entity(name = "Rich")
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    @NaturalIdCache
    public static class Rich extends Row {
        @Version
        int version;

        @NaturalId(mutable = true)
        String code = "";

        @ElementCollection(fetch = FetchType.LAZY)
        @Convert(converter = PausingElements.class)
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        List<String> tags = new ArrayList<>();
    }

    /** With two collections. */
    @Entity(name = "Twofold")
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    public static class Twofold extends Row {
        @ElementCollection(fetch = FetchType.LAZY)
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        List<String> firsts = new ArrayList<>(List.of("a"));

        @ElementCollection(fetch = FetchType.LAZY)
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        List<String> seconds = new ArrayList<>(List.of("b"));
    }

    @SuppressWarnings("deprecation") // what is to come in its place is not in all versions
    static @Nullable Rich byCode(Session session, String code) {
        return session.bySimpleNaturalId(Rich.class).load(code);
    }

    static final List<Class<?>> ALL = List.of(Plain.class, Versioned.class, Loose.class, Fixed.class, Rich.class);
}
