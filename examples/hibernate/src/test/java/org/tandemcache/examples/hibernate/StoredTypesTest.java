package org.tandemcache.examples.hibernate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.Serializable;
import java.lang.reflect.Constructor;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import javax.cache.Cache;
import javax.cache.CacheManager;
import org.hibernate.KeyType;
import org.hibernate.bytecode.enhance.spi.LazyPropertyInitializer;
import org.hibernate.cache.spi.entry.StandardCacheEntryImpl;
import org.hibernate.cache.spi.support.AbstractReadWriteAccess;
import org.hibernate.property.access.internal.PropertyAccessStrategyBackRefImpl;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;
import org.tandemcache.TandemCache;
import org.tandemcache.testkit.RedisServer;
import org.tandemcache.testkit.WithRedis;

/** What Hibernate stores, read by a cache manager that never wrote any of it, with the documented class filter. */
@WithRedis
@ExtendWith(Postgres.class)
@ParameterizedClass
@ValueSource(strings = {"kryo", "java"})
class StoredTypesTest {
    private static final long ID = 7;

    @Parameter
    String codec;

    private TestNode writer;
    private CacheManager reader;

    @BeforeEach
    void open(RedisServer redis, Postgres.Database database) {
        writer = TestNode.open(database.url(), redis, codec);
        reader = TestNode.manager(redis, codec);
        TestNode.createRegions(reader);
    }

    @AfterEach
    void close() {
        writer.close();
        reader.close();
    }

    /** Brings something into each region. */
    private void fillRegions() {
        writer.write(session -> {
            session.persist(Item.named(new Item.ReadOnly(), ID, "read-only"));
            session.persist(Item.named(new Item.Loose(), ID, "loose"));
            session.persist(Item.rich(ID));
        });
        writer.read(session -> session.find(Item.ReadOnly.class, ID));
        writer.read(session -> session.find(Item.Loose.class, ID));
        writer.read(session -> session.find(Item.Rich.class, "code-" + ID, KeyType.NATURAL));
        writer.read(session -> {
            Item.Rich rich = Objects.requireNonNull(session.find(Item.Rich.class, ID));
            return rich.tags.size() + rich.labels.size();
        });
        writer.read(session -> session.createQuery("from RichItem where kind = :kind", Item.Rich.class)
                .setParameter("kind", Item.Kind.FANCY)
                .setCacheable(true)
                .getResultList());
        writer.read(session -> session.createNativeQuery("select id, name, price from RichItem", Object[].class)
                .setCacheable(true)
                .getResultList());
    }

    @Test
    void everyRegion_inAManagerThatOnlyReads_isReadAsItWasWritten() {
        fillRegions();
        Set<String> types = new HashSet<>();
        for (String region : TestNode.REGIONS) {
            Cache<Object, Object> readerCache = reader.getCache(region);
            for (Cache.Entry<Object, Object> written : writer.manager().getCache(region)) {
                Object read = readerCache.get(written.getKey());

                assertThat(read)
                        .as(region)
                        .usingRecursiveComparison()
                        .withStrictTypeChecking()
                        .isEqualTo(written.getValue());
                types.add(read.getClass().getSimpleName());
            }
            assertThat(readerCache.unwrap(TandemCache.class).tiers().getUnreadableValues())
                    .as(region)
                    .isZero();
        }
        assertThat(types).contains("StandardCacheEntryImpl", "CollectionCacheEntry", "Item", "CacheItem", "Long");
    }

    @Test
    void softLock_inAManagerThatOnlyReads_isEqualToTheOneWritten() {
        fillRegions();
        writer.write(session -> {
            Objects.requireNonNull(session.find(Item.Rich.class, ID)).name = "changed";
            session.flush();
            Object read = only(reader);

            assertThat(read).isInstanceOf(AbstractReadWriteAccess.SoftLockImpl.class);
            assertThat(read).isEqualTo(only(writer.manager()));
        });
    }

    private static Object only(CacheManager manager) {
        return manager.getCache(Item.Rich.class.getName()).iterator().next().getValue();
    }

    @Test
    void markers_ofPropertiesThatWereNotFetched_keepTheirIdentity() throws ReflectiveOperationException {
        Serializable[] state = {
            LazyPropertyInitializer.UNFETCHED_PROPERTY, "name", PropertyAccessStrategyBackRefImpl.UNKNOWN, null
        };
        Constructor<StandardCacheEntryImpl> constructor =
                StandardCacheEntryImpl.class.getDeclaredConstructor(Serializable[].class, String.class, Object.class);
        constructor.setAccessible(true);
        writer.manager().getCache(Item.Loose.class.getName()).put("entry", constructor.newInstance(state, "Loose", 3));

        Object read = reader.getCache(Item.Loose.class.getName()).get("entry");

        assertThat(read).isInstanceOfSatisfying(StandardCacheEntryImpl.class, entry -> {
            assertThat(entry.getDisassembledState()[0]).isSameAs(LazyPropertyInitializer.UNFETCHED_PROPERTY);
            assertThat(entry.getDisassembledState()[1]).isEqualTo("name");
            assertThat(entry.getDisassembledState()[2]).isSameAs(PropertyAccessStrategyBackRefImpl.UNKNOWN);
            assertThat(entry.getDisassembledState()[3]).isNull();
            assertThat(entry.getVersion()).isEqualTo(3);
        });
    }
}
