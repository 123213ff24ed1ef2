package org.tandemcache.examples.hibernate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.Objects;
import java.util.Properties;
import java.util.UUID;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.CacheManager;
import javax.cache.Caching;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.spi.CachingProvider;
import org.hibernate.Hibernate;
import org.hibernate.SessionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;
import org.tandemcache.config.CodecConfiguration;
import org.tandemcache.config.TandemConfiguration;
import org.tandemcache.testkit.RedisServer;
import org.tandemcache.testkit.WithRedis;

/** Entities as values of a cache of the application's: what is loaded comes back, and to store never loads anything. */
@WithRedis
@ExtendWith(Postgres.class)
@ParameterizedClass
@ValueSource(strings = {"kryo", "java", "json"})
class EntitiesTest {
    private static final long ID = 7;

    @Parameter
    String codec;

    private CacheManager writing;
    private CacheManager reading;
    private SessionFactory factory;
    private Cache<Long, Object> cache;
    private Cache<Long, Object> other;

    @BeforeEach
    void open(RedisServer redis, Postgres.Database database) {
        writing = manager(redis);
        reading = manager(redis);
        cache = entities(writing);
        other = entities(reading);
        factory = TestNode.configuration(database.url())
                .managedClass(Purchase.class)
                .managedClass(Purchase.Buyer.class)
                .managedClass(Purchase.Receipt.class)
                .property("hibernate.javax.cache.cache_manager", writing)
                .createEntityManagerFactory();
        factory.inTransaction(session -> {
            session.persist(Purchase.of(ID));
            session.persist(Purchase.Receipt.of(ID));
        });
    }

    private static CacheManager manager(RedisServer redis) {
        Properties properties = new Properties();
        properties.setProperty("tandem.redis.uri", TestNode.patient(redis));
        CachingProvider provider = Caching.getCachingProvider("org.tandemcache.TandemCachingProvider");
        return provider.getCacheManager(
                URI.create(UUID.randomUUID().toString()), provider.getDefaultClassLoader(), properties);
    }

    private Cache<Long, Object> entities(CacheManager manager) {
        return manager.createCache(
                "entities",
                TandemConfiguration.copyOf(new MutableConfiguration<Long, Object>().setTypes(Long.class, Object.class))
                        .withCodec(CodecConfiguration.builder()
                                .codec(codec)
                                .allow("org.tandemcache.examples.hibernate.*", "@hibernate")
                                .build()));
    }

    @AfterEach
    void close() {
        factory.close();
        writing.close();
        reading.close();
    }

    private static Purchase found(org.hibernate.Session session) {
        return Objects.requireNonNull(session.find(Purchase.class, ID));
    }

    private static void load(Purchase purchase) {
        Hibernate.initialize(purchase.getItems());
        Hibernate.initialize(purchase.getTags());
        Hibernate.initialize(purchase.getCounts());
        Hibernate.initialize(purchase.getWatchers());
    }

    /** A put, within the session that could load more. */
    private void put(Object entity) {
        long before = factory.getStatistics().getPrepareStatementCount();
        try {
            cache.put(ID, entity);
        } finally {
            assertThat(factory.getStatistics().getPrepareStatementCount())
                    .as("statements")
                    .isEqualTo(before);
        }
    }

    @Test
    void entity_thatIsLoaded_comesBackOnAnotherNodeWithItsElementsOrIsRefused() {
        factory.inTransaction(session -> {
            Purchase purchase = found(session);
            load(purchase);
            Hibernate.initialize(purchase.getBuyer());
            if (codec.equals("json")) { // reads collections of Hibernate's as such, which need a session then
                assertThatThrownBy(() -> put(purchase))
                        .isInstanceOf(CacheException.class)
                        .hasMessageContaining("Purchase");
            } else {
                put(purchase);
            }
        });
        if (codec.equals("json")) {
            assertThat(other.containsKey(ID)).isFalse();
            return;
        }

        assertThat(other.get(ID)).isInstanceOfSatisfying(Purchase.class, back -> {
            assertThat(back.getItems()).containsExactly("a", "b");
            assertThat(back.getTags()).containsExactly("tag");
            assertThat(back.getCounts()).containsEntry("a", 2).hasSize(1);
            assertThat(back.getWatchers())
                    .singleElement()
                    .satisfies(watcher -> assertThat(watcher.getName()).isEqualTo("Ada"));
            assertThat(back.getBuyer().getName()).isEqualTo("Ada");
            assertThat(back.getBuyer().getClass()).isEqualTo(Purchase.Buyer.class);
        });
    }

    @Test
    void collection_thatIsNotLoaded_comesBackAsNotLoadedOrIsRefusedByName() {
        factory.inTransaction(session -> {
            Purchase purchase = found(session);
            Hibernate.initialize(purchase.getBuyer());
            if (codec.equals("java")) {
                put(purchase);
            } else {
                assertThatThrownBy(() -> put(purchase))
                        .isInstanceOf(CacheException.class)
                        .hasMessageContaining("Purchase")
                        .hasMessageContaining("not loaded");
            }
        });

        if (codec.equals("java")) {
            assertThat(other.get(ID)).isInstanceOfSatisfying(Purchase.class, back -> {
                assertThat(Hibernate.isInitialized(back.getItems())).isFalse();
                assertThat(back.getBuyer().getName()).isEqualTo("Ada");
            });
        } else {
            assertThat(other.containsKey(ID)).isFalse();
        }
    }

    @Test
    void reference_thatIsLoaded_comesBackAsTheEntity() {
        factory.inTransaction(session -> {
            Purchase.Receipt receipt = Objects.requireNonNull(session.find(Purchase.Receipt.class, ID));
            Hibernate.initialize(receipt.getBuyer());
            assertThat(receipt.getBuyer().getClass()).isNotEqualTo(Purchase.Buyer.class);
            put(receipt);
        });

        assertThat(other.get(ID)).isInstanceOfSatisfying(Purchase.Receipt.class, back -> {
            assertThat(back.getBuyer().getClass()).isEqualTo(Purchase.Buyer.class);
            assertThat(back.getBuyer().getName()).isEqualTo("Ada");
        });
    }

    @Test
    void reference_thatIsNotLoaded_isRefusedByName() {
        factory.inTransaction(session -> {
            Purchase purchase = found(session);
            load(purchase);
            assertThat(Hibernate.isInitialized(purchase.getBuyer())).isFalse();

            assertThatThrownBy(() -> put(purchase))
                    .isInstanceOf(CacheException.class)
                    .hasMessageContaining("Purchase")
                    .hasMessageContaining("not loaded");
        });
    }
}
