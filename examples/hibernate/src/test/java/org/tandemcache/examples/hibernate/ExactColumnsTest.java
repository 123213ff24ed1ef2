package org.tandemcache.examples.hibernate;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Version;
import java.io.Serializable;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.TimeZone;
import javax.cache.CacheManager;
import org.hibernate.SessionFactory;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;
import org.tandemcache.testkit.RedisServer;
import org.tandemcache.testkit.WithRedis;

/**
 * An entity out of the second-level cache, of which one column is changed: the update writes all of them, so whatever
 * the cache had cut would be cut in the database.
 */
@WithRedis
@ExtendWith(Postgres.class)
@ParameterizedClass
@ValueSource(strings = {"kryo", "java"})
class ExactColumnsTest {
    private static final Locale TAIWAN = Locale.forLanguageTag("zh-Hant-TW");
    private static final Key KEY = new Key(TAIWAN, 7);

    /** An id that is a key of the cache. */
    @Embeddable
    record Key(Locale locale, int number) implements Serializable {}

    /** With columns whose types Kryo's own serializers cut. */
    @Entity(name = "Exact")
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    static class Exact {
        @EmbeddedId
        Key key;

        String name = "";
        Timestamp placed;
        Locale spoken;
        TimeZone zone;

        @Version
        Timestamp changed;

        protected Exact() {}
    }

    @Parameter
    String codec;

    private CacheManager writing;
    private CacheManager reading;
    private SessionFactory writer;
    private SessionFactory reader;

    @BeforeEach
    void open(RedisServer redis, Postgres.Database database) {
        writing = TestNode.manager(redis, codec);
        reading = TestNode.manager(redis, codec);
        writer = factory(database, writing);
        reader = factory(database, reading);
        writer.inTransaction(session -> {
            Exact exact = new Exact();
            exact.key = KEY;
            exact.placed = Timestamp.valueOf("2024-01-01 00:00:00.123456");
            exact.spoken = TAIWAN;
            exact.zone = TimeZone.getTimeZone("Europe/Berlin");
            session.persist(exact);
        });
        writer.inTransaction(session -> found(session));
    }

    private static SessionFactory factory(Postgres.Database database, CacheManager manager) {
        return TestNode.configuration(database.url())
                .managedClass(Exact.class)
                .property("hibernate.javax.cache.cache_manager", manager)
                .createEntityManagerFactory();
    }

    @AfterEach
    void close() {
        writer.close();
        reader.close();
        writing.close();
        reading.close();
    }

    private static Exact found(org.hibernate.Session session) {
        return Objects.requireNonNull(session.find(Exact.class, KEY));
    }

    @Test
    void columns_ofAnEntityOutOfTheCache_areWrittenBackWithEveryDigit() {
        for (int i = 0; i < 3; i++) {
            String name = "name " + i;
            long before = reader.getStatistics().getSecondLevelCacheHitCount();
            reader.inTransaction(session -> found(session).name = name); // fails where the version has lost a digit
            assertThat(reader.getStatistics().getSecondLevelCacheHitCount()).isEqualTo(before + 1);
        }

        List<?> row = reader.fromTransaction(session ->
                List.of(session.createNativeQuery("select name, placed, spoken, zone from Exact", Object[].class)
                        .getSingleResult()));

        assertThat(row.get(0)).isEqualTo("name 2");
        assertThat(instant(row.get(1)))
                .isEqualTo(Timestamp.valueOf("2024-01-01 00:00:00.123456").toInstant());
        assertThat(row.get(2)).hasToString(TAIWAN.toString());
        assertThat(row.get(3)).hasToString("Europe/Berlin");
    }

    private static Instant instant(Object column) {
        return column instanceof LocalDateTime local
                ? Timestamp.valueOf(local).toInstant()
                : ((Timestamp) column).toInstant();
    }

    @Test
    void entity_outOfTheCache_hasWhatIsInTheDatabase() {
        reader.inTransaction(session -> {
            Exact exact = found(session);

            assertThat(reader.getStatistics().getSecondLevelCacheHitCount()).isEqualTo(1);
            assertThat(exact.placed).isEqualTo(Timestamp.valueOf("2024-01-01 00:00:00.123456"));
            assertThat(exact.spoken).isEqualTo(TAIWAN);
            assertThat(exact.key).isEqualTo(KEY);
            assertThat(exact.zone).isEqualTo(TimeZone.getTimeZone("Europe/Berlin"));
        });
    }
}
