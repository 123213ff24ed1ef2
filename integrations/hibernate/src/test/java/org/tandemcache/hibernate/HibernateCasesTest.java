package org.tandemcache.hibernate;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.persistence.Cacheable;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.hibernate.CacheMode;
import org.hibernate.Session;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.tandemcache.hibernate.TestNode.Kind;
import org.tandemcache.testkit.RedisServer;
import org.tandemcache.testkit.WithRedis;

/**
 * What Hibernate's own tests of its cache ask of a region factory, written anew: {@code hibernate-testing} has the
 * tools of these tests and not the tests. Which of them are where:
 *
 * <ul>
 *   <li>inserted and rolled back, cleared, flushed data ({@code InsertedDataTest}); updated, refreshed data
 *       ({@code RefreshUpdatedDataTest}); access outside of a transaction ({@code L2CacheAccessNoCommitTest}); cache
 *       modes ({@code CacheModeGetUpdateTest}, {@code CacheModeRefreshSessionTest},
 *       {@code EntityUpdateCacheModeIgnoreTest}); both sides of an association ({@code CollectionCacheEvictionTest},
 *       {@code ManyToOneTest}); ids of several columns ({@code NonAggregatedCompositeIdCachingTest},
 *       {@code CacheOneToManyAndIdClassTest}); subclasses ({@code NonRootEntityWithCacheableAnnotationTest},
 *       {@code PolymorphicCacheTest}); shared regions ({@code SharedRegionTest}); statistics
 *       ({@code CacheRegionStatisticsTest}): here
 *   <li>minimal puts, query results, parameters and bulk changes ({@code ReadWriteMinimalPutsTest},
 *       {@code PendingBulkOperationCleanupActionTest}, {@code QueryCacheWithObjectParameterTest}): {@link CachingTest}
 *       and {@link RoundTripsTest}
 *   <li>natural ids ({@code NaturalIdTest}, {@code CacheableNaturalIdTest}): {@link CachingTest}
 *   <li>the transactional strategy ({@code JCacheTransactionalCacheConcurrencyStrategyTest}): refused,
 *       {@link CachingTest}; reference entries ({@code ReferenceCacheTest}): refused, here
 *   <li>files and missing caches of JCache ({@code MissingCacheStrategyTest}, {@code JCacheConfigUrlTest}): there is
 *       nothing of the kind
 *   <li>bytecode enhancement and the persistence context ({@code CircularityTest}, {@code EnhancedProxyCacheTest},
 *       {@code LazyOneToOneWithCollectionTest}): Hibernate's alone, whatever the region factory
 * </ul>
 */
@WithRedis
@ExtendWith(Postgres.class)
class HibernateCasesTest {
    /** An id of two columns, one of them an enum. */
    public record SeatId(int number, Part part) implements Serializable {}

    /** Of a theatre. */
    public enum Part {
        STALLS,
        GALLERY
    }

    /** With an id of its own class. */
    @Entity(name = "Seat")
    @IdClass(SeatId.class)
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    public static class Seat {
        @Id
        int number;

        @Id
        @Enumerated(EnumType.STRING)
        Part part = Part.STALLS;

        String guest = "";
    }

    /** Has plays. */
    @Entity(name = "Author")
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE, region = "shared")
    public static class Author {
        @Id
        long id;

        @OneToMany(mappedBy = "author")
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE, region = "shared")
        List<Play> plays = new ArrayList<>();
    }

    /** Of an author; one of two kinds. */
    @Entity(name = "Play")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE, region = "shared")
    public static class Play {
        @Id
        long id;

        String title = "";

        @ManyToOne(fetch = FetchType.LAZY)
        Author author;
    }

    /** In the region of its superclass. */
    @Entity(name = "Tragedy")
    public static class Tragedy extends Play {
        int deaths;
    }

    private static final List<Class<?>> ENTITIES =
            List.of(Seat.class, Author.class, Play.class, Tragedy.class, Rows.Plain.class, Rows.Versioned.class);

    private final RedisServer redis;
    private final Postgres.Database database;
    private TestNode a;
    private TestNode b;

    HibernateCasesTest(RedisServer redis, Postgres.Database database) {
        this.redis = redis;
        this.database = database;
    }

    @BeforeEach
    void open() {
        a = open("hibernate.cache.auto_evict_collection_cache", "true");
        b = open("hibernate.cache.auto_evict_collection_cache", "true");
        // The regions begin now, and not with the transactions that the tests are about.
        a.read(s -> s.find(Rows.Plain.class, 99L));
        a.read(s -> s.find(Author.class, 99L));
        a.read(s -> s.find(Seat.class, new SeatId(99, Part.STALLS)));
        settled();
    }

    /** What was sent has been done, and what both nodes begin next is surely later. */
    private void settled() {
        a.drain();
        b.drain();
    }

    private TestNode open(String... settings) {
        return TestNode.open(Kind.TANDEM, ENTITIES, database, redis.uri(), settings);
    }

    @AfterEach
    void close() {
        a.close();
        b.close();
    }

    private static Rows.Plain plain(String name) {
        return Rows.Row.of(new Rows.Plain(), 1, name);
    }

    private static String name(Session session) {
        return session.find(Rows.Plain.class, 1L).name;
    }

    private boolean isCached(Class<?> type, Object id) {
        settled();
        return b.factory().getCache().containsEntity(type, id);
    }

    @Test
    void insertedRow_isCached_whenItIsCommitted_andNotBefore() {
        a.write(s -> {
            s.persist(plain("v1"));
            s.flush();
            assertThat(isCached(Rows.Plain.class, 1L)).isFalse();
        });
        assertThat(isCached(Rows.Plain.class, 1L)).isTrue();
    }

    @Test
    void insertedRow_ofATransactionThatIsRolledBack_isNotCached() {
        try (Session session = a.factory().openSession()) {
            session.beginTransaction();
            session.persist(plain("v1"));
            session.flush();
            session.clear();
            session.getTransaction().rollback();
        }
        assertThat(isCached(Rows.Plain.class, 1L)).isFalse();
        assertThat(b.<Object>read(s -> s.find(Rows.Plain.class, 1L))).isNull();
    }

    @Test
    void refreshedRow_isWhatTheDatabaseHas_andIsCachedSo() {
        a.write(s -> s.persist(plain("v1")));
        settled();
        a.write(s -> {
            Rows.Plain row = s.find(Rows.Plain.class, 1L);
            s.createNativeMutationQuery("update Plain set name = 'v2'").executeUpdate();
            s.refresh(row);
            assertThat(row.name).isEqualTo("v2");
        });
        settled();
        Await.until(() -> b.read(HibernateCasesTest::name).equals("v2"));
    }

    @Test
    void rowThatIsReadOutsideOfATransaction_isCached() {
        a.write(s -> s.persist(plain("v1")));
        settled();
        a.factory().getCache().evictAllRegions();
        settled();
        Await.until(() -> {
            try (Session session = b.factory().openSession()) {
                assertThat(name(session)).isEqualTo("v1");
            }
            return isCached(Rows.Plain.class, 1L);
        });
    }

    @Test
    void changeThatIgnoresTheCache_isForgottenThereAllTheSame() {
        a.write(s -> s.persist(plain("v1")));
        settled();
        assertThat(b.<String>read(HibernateCasesTest::name)).isEqualTo("v1");
        a.write(s -> {
            s.setCacheMode(CacheMode.IGNORE);
            s.find(Rows.Plain.class, 1L).name = "v2";
        });
        settled();
        Await.until(() -> b.read(HibernateCasesTest::name).equals("v2"));
    }

    @Test
    void collection_isForgotten_whenItsOtherSideChanges() {
        a.write(s -> {
            Author author = new Author();
            author.id = 1;
            s.persist(author);
        });
        assertThat(b.<Integer>read(s -> s.find(Author.class, 1L).plays.size())).isZero();
        b.drain();
        a.write(s -> {
            Play play = new Play();
            play.id = 1;
            play.author = s.find(Author.class, 1L);
            s.persist(play);
        });
        settled();
        Await.until(() -> b.<Integer>read(s -> s.find(Author.class, 1L).plays.size()) == 1);
        a.write(s -> s.remove(s.find(Play.class, 1L)));
        settled();
        Await.until(() -> b.<Integer>read(s -> s.find(Author.class, 1L).plays.size()) == 0);
    }

    @Test
    void idOfSeveralColumns_isOneKeyOnEachNode() {
        SeatId id = new SeatId(7, Part.GALLERY);
        a.write(s -> {
            Seat seat = new Seat();
            seat.number = 7;
            seat.part = Part.GALLERY;
            seat.guest = "Ada";
            s.persist(seat);
        });
        settled();
        assertThat(b.statements(() -> assertThat(b.<String>read(s -> s.find(Seat.class, id).guest))
                        .isEqualTo("Ada")))
                .isZero();
        assertThat(b.<Object>read(s -> s.find(Seat.class, new SeatId(7, Part.STALLS))))
                .isNull();
    }

    @Test
    void subclass_isCachedWithItsOwnState_inTheRegionOfAll() {
        a.write(s -> {
            Tragedy tragedy = new Tragedy();
            tragedy.id = 1;
            tragedy.title = "Lear";
            tragedy.deaths = 10;
            s.persist(tragedy);
        });
        settled();
        assertThat(b.statements(() -> {
                    Play play = b.read(s -> s.find(Play.class, 1L));
                    assertThat(play).isInstanceOf(Tragedy.class);
                    assertThat(((Tragedy) play).deaths).isEqualTo(10);
                }))
                .isZero();
    }

    @Test
    void sharedRegion_isForgottenAsAWhole_andNoOtherOne() {
        a.write(s -> {
            s.persist(plain("v1"));
            Author author = new Author();
            author.id = 1;
            s.persist(author);
            Tragedy tragedy = new Tragedy();
            tragedy.id = 1;
            s.persist(tragedy);
        });
        assertThat(isCached(Author.class, 1L)).isTrue();
        b.factory().getCache().evictRegion("shared");
        assertThat(isCached(Author.class, 1L)).isFalse();
        assertThat(isCached(Play.class, 1L)).isFalse();
        assertThat(isCached(Rows.Plain.class, 1L)).isTrue();
    }

    @Test
    void statistics_countHitsMissesAndPuts() {
        a.write(s -> s.persist(plain("v1")));
        settled();
        b.read(HibernateCasesTest::name);
        b.read(s -> s.find(Rows.Plain.class, 2L));
        var region = b.factory().getStatistics().getDomainDataRegionStatistics(Rows.Plain.class.getName());
        assertThat(region.getHitCount()).isEqualTo(1);
        assertThat(region.getMissCount()).isEqualTo(1);
        assertThat(a.factory()
                        .getStatistics()
                        .getDomainDataRegionStatistics(Rows.Plain.class.getName())
                        .getPutCount())
                .isEqualTo(1);
    }

    @Test
    void referenceEntries_areRefusedAtStart() {
        assertThat(org.assertj.core.api.Assertions.catchThrowable(
                        () -> open("hibernate.cache.use_reference_entries", "true")))
                .rootCause()
                .hasMessageContaining("use_reference_entries");
    }
}
