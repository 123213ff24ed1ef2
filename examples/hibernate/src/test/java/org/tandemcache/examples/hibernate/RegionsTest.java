package org.tandemcache.examples.hibernate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.hibernate.KeyType;
import org.hibernate.Session;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;
import org.tandemcache.testkit.RedisServer;
import org.tandemcache.testkit.WithRedis;

/** The regions of collections, natural ids, query results and timestamps, on two nodes. */
@WithRedis
@ExtendWith(Postgres.class)
@ParameterizedClass
@ValueSource(strings = {"kryo", "java"})
class RegionsTest {
    private static final long ID = 7;

    @Parameter
    String codec;

    private TestNode a;
    private TestNode b;

    @BeforeEach
    void openNodes(RedisServer redis, Postgres.Database database) {
        a = TestNode.open(database.url(), redis, codec);
        b = TestNode.open(database.url(), redis, codec);
        a.write(session -> session.persist(Item.rich(ID)));
    }

    @AfterEach
    void closeNodes() {
        a.close();
        b.close();
    }

    private static Item.Rich find(Session session) {
        return Objects.requireNonNull(session.find(Item.Rich.class, ID));
    }

    private static List<String> tags(Session session) {
        return List.copyOf(find(session).tags);
    }

    private static String byCode(Session session) {
        Item.Rich found = session.find(Item.Rich.class, "code-" + ID, KeyType.NATURAL);
        return found == null ? "none" : found.name;
    }

    private static List<String> namesByQuery(Session session) {
        return session
                .createQuery("from RichItem where name like :name order by id", Item.Rich.class)
                .setParameter("name", "%ich%")
                .setCacheable(true)
                .getResultList()
                .stream()
                .map(rich -> rich.name)
                .toList();
    }

    private static List<Object[]> columnsByQuery(Session session) {
        return session.createQuery("select name, kind, price, made from RichItem order by id", Object[].class)
                .setCacheable(true)
                .getResultList();
    }

    private static List<Object[]> columnsByNativeQuery(Session session) {
        return session.createNativeQuery("select name, price from RichItem order by id", Object[].class)
                .addSynchronizedEntityClass(Item.Rich.class)
                .setCacheable(true)
                .getResultList();
    }

    /** Reads until no statement is needed any more; what was read then. */
    private static <T> T cached(TestNode node, Function<Session, T> work) {
        Await.until("a read without statement", () -> node.statements(() -> node.read(work)) == 0);
        return node.read(work);
    }

    @Test
    void entity_withValuesOfManyTypes_comesBackEqual() {
        cached(a, RegionsTest::find);

        assertThat(b.statements(() -> b.read(RegionsTest::find))).isZero();
        assertThat(b.read(RegionsTest::find))
                .usingRecursiveComparison()
                .ignoringFields("version", "tags", "labels") // collections have regions of their own
                .isEqualTo(Item.rich(ID));
    }

    @Test
    void collection_changedOnOneNode_isReadNewOnTheOther() {
        assertThat(cached(b, RegionsTest::tags)).containsExactly("one", "two");

        a.write(session -> find(session).tags.add("three"));

        Await.until("the new tag", () -> b.read(RegionsTest::tags).size() == 3);
        assertThat(cached(b, RegionsTest::tags)).containsExactly("one", "two", "three");
        String label = cached(b, session -> find(session).labels.get("de"));
        assertThat(label).isEqualTo("Ding");
    }

    @Test
    void naturalId_resolvedOnOneNode_needsNoStatementOnTheOther() {
        String found = cached(a, RegionsTest::byCode);
        assertThat(found).isEqualTo("rich " + ID);

        assertThat(b.statements(() -> b.read(RegionsTest::byCode))).isZero();
    }

    @Test
    void queryResults_ofOneNode_areReadOnTheOther() {
        assertThat(cached(a, RegionsTest::namesByQuery)).containsExactly("rich " + ID);
        List<Object[]> columns = cached(a, RegionsTest::columnsByQuery);
        List<Object[]> nativeColumns = cached(a, RegionsTest::columnsByNativeQuery);

        assertThat(b.statements(() -> b.read(RegionsTest::namesByQuery))).isZero();
        assertThat(b.statements(() -> b.read(RegionsTest::columnsByQuery))).isZero();
        assertThat(b.statements(() -> b.read(RegionsTest::columnsByNativeQuery)))
                .isZero();
        assertThat(b.read(RegionsTest::columnsByQuery).get(0)).containsExactly(columns.get(0));
        assertThat(b.read(RegionsTest::columnsByNativeQuery).get(0)).containsExactly(nativeColumns.get(0));
    }

    @Test
    void queryResults_afterAChangeOnOneNode_areStaleOnTheOther() {
        assertThat(cached(b, RegionsTest::namesByQuery)).containsExactly("rich " + ID);

        a.write(session -> session.persist(Item.rich(ID + 1)));

        Await.until("the new row", () -> b.read(RegionsTest::namesByQuery).size() == 2);
        assertThat(cached(b, RegionsTest::namesByQuery)).containsExactly("rich " + ID, "rich " + (ID + 1));
    }

    @Test
    void bulkUpdate_onOneNode_isSeenOnTheOther() {
        String before = cached(b, session -> find(session).name);
        assertThat(before).isEqualTo("rich " + ID);

        a.write(session ->
                session.createMutationQuery("update RichItem set name = 'bulk'").executeUpdate());

        Await.until("the new name", () -> b.read(session -> find(session).name).equals("bulk"));
    }

    @Test
    void timestamps_neverExpire(RedisServer redis) {
        a.write(session -> find(session).name = "other");

        assertThat(redis.info("keyspace").toString()).contains("expires=0");
    }
}
