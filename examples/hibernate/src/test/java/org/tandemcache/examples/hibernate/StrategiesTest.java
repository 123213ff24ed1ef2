package org.tandemcache.examples.hibernate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.hibernate.Session;
import org.hibernate.cache.spi.access.AccessType;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.persister.entity.EntityPersister;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tandemcache.testkit.RedisServer;
import org.tandemcache.testkit.WithRedis;

/** Each concurrency strategy, on two nodes over one PostgreSQL, with each codec that can store Hibernate's types. */
@WithRedis
@ExtendWith(Postgres.class)
@ParameterizedClass
@ValueSource(strings = {"kryo", "java"})
class StrategiesTest {
    private static TestNode a;
    private static TestNode b;
    private static long id;

    @Parameter
    String codec;

    @BeforeParameterizedClassInvocation
    static void openNodes(String codec, RedisServer redis, Postgres.Database database) {
        a = TestNode.open(database.url(), redis, codec);
        b = TestNode.open(database.url(), redis, codec);
    }

    @AfterParameterizedClassInvocation
    static void closeNodes() {
        a.close();
        b.close();
    }

    @BeforeEach
    void takeAnotherId() {
        id++;
    }

    static Stream<Supplier<Item>> all() {
        return Stream.of(
                Item.ReadOnly::new, Item.Loose::new, Item.Strict::new, Item.Versioned::new, Item.Transactional::new);
    }

    static Stream<Supplier<Item>> mutable() {
        return Stream.of(Item.Loose::new, Item.Strict::new, Item.Versioned::new);
    }

    static Stream<Supplier<Item>> locked() {
        return Stream.of(Item.Strict::new, Item.Versioned::new);
    }

    private String nameIn(Session session, Class<? extends Item> type) {
        Item item = session.find(type, id);
        return item == null ? "none" : item.name;
    }

    private String name(TestNode node, Class<? extends Item> type) {
        return node.read(session -> nameIn(session, type));
    }

    /** Reads until no statement is needed any more; what was read then. */
    private String cachedName(TestNode node, Class<? extends Item> type) {
        Await.until("a read without statement", () -> node.statements(() -> name(node, type)) == 0);
        return name(node, type);
    }

    private void change(Session session, Class<? extends Item> type, String name) {
        Objects.requireNonNull(session.find(type, id)).name = name;
    }

    @ParameterizedTest
    @MethodSource("all")
    void entity_loadedOnOneNode_needsNoStatementOnTheOther(Supplier<Item> made) {
        Class<? extends Item> type = made.get().getClass();
        a.write(session -> session.persist(Item.named(made.get(), id, "first")));

        assertThat(cachedName(a, type)).isEqualTo("first");

        // READ_WRITE keeps what was loaded for transactions that begin later, which this one does
        assertThat(b.statements(() -> name(b, type))).isZero();
        assertThat(name(b, type)).isEqualTo("first");
    }

    @ParameterizedTest
    @MethodSource("mutable")
    void entity_changedOnOneNode_isReadNewOnTheOther(Supplier<Item> made) {
        Class<? extends Item> type = made.get().getClass();
        a.write(session -> session.persist(Item.named(made.get(), id, "first")));
        assertThat(cachedName(b, type)).isEqualTo("first");

        a.write(session -> change(session, type, "second"));

        Await.until("the new state", () -> name(b, type).equals("second"));
        assertThat(cachedName(b, type)).isEqualTo("second");
        assertThat(cachedName(a, type)).isEqualTo("second");
    }

    @ParameterizedTest
    @MethodSource("all")
    void entity_removedOnOneNode_isGoneOnTheOther(Supplier<Item> made) {
        Class<? extends Item> type = made.get().getClass();
        a.write(session -> session.persist(Item.named(made.get(), id, "first")));
        assertThat(cachedName(b, type)).isEqualTo("first");

        a.write(session -> session.remove(session.find(type, id)));

        Await.until("the removal", () -> name(b, type).equals("none"));
    }

    @Test
    void readOnlyEntity_changed_isRefused() {
        a.write(session -> session.persist(Item.named(new Item.ReadOnly(), id, "first")));

        assertThatThrownBy(() -> a.write(session -> change(session, Item.ReadOnly.class, "second")))
                .hasRootCauseInstanceOf(UnsupportedOperationException.class)
                .hasStackTraceContaining("Can't update read-only object");
        assertThat(name(b, Item.ReadOnly.class)).isEqualTo("first");
    }

    @ParameterizedTest
    @MethodSource("locked")
    void softLock_whileATransactionIsOpen_sendsOthersToTheDatabase(Supplier<Item> made) {
        Class<? extends Item> type = made.get().getClass();
        a.write(session -> session.persist(Item.named(made.get(), id, "first")));
        assertThat(cachedName(b, type)).isEqualTo("first");

        a.write(session -> {
            change(session, type, "second");
            session.flush();
            Await.until("b meets the lock", () -> b.statements(() -> name(b, type)) == 1);
            assertThat(name(b, type)).isEqualTo("first");
        });

        Await.until("the new state", () -> name(b, type).equals("second"));
        assertThat(cachedName(b, type)).isEqualTo("second");
    }

    @Test
    void softLock_ofATransactionThatIsRolledBack_isReleased() {
        a.write(session -> session.persist(Item.named(new Item.Strict(), id, "first")));
        assertThat(cachedName(b, Item.Strict.class)).isEqualTo("first");

        rollBack(Item.Strict.class);

        assertThat(cachedName(b, Item.Strict.class)).isEqualTo("first");
        assertThat(cachedName(a, Item.Strict.class)).isEqualTo("first");
    }

    /** Hibernate then waits for a higher version, or for the lock to time out after a minute. */
    @Test
    void softLock_ofAVersionedEntityRolledBack_sendsToTheDatabase() {
        a.write(session -> session.persist(Item.named(new Item.Versioned(), id, "first")));
        assertThat(cachedName(b, Item.Versioned.class)).isEqualTo("first");

        rollBack(Item.Versioned.class);

        assertThat(name(b, Item.Versioned.class)).isEqualTo("first");
        a.write(session -> change(session, Item.Versioned.class, "second"));
        Await.until("the new state", () -> name(b, Item.Versioned.class).equals("second"));
        assertThat(cachedName(b, Item.Versioned.class)).isEqualTo("second");
    }

    private void rollBack(Class<? extends Item> type) {
        assertThatThrownBy(() -> a.write(session -> {
                    change(session, type, "never");
                    session.flush();
                    throw new IllegalStateException("rolled back");
                }))
                .hasMessage("rolled back");
    }

    /** Hibernate warns of it (HHH90001008) and goes on; it does not refuse it. */
    @Test
    void transactionalEntity_isTakenByHibernateAsItIs() {
        EntityPersister persister = a.factory()
                .unwrap(SessionFactoryImplementor.class)
                .getMappingMetamodel()
                .getEntityDescriptor(Item.Transactional.class);

        assertThat(persister.getCacheAccessStrategy().getAccessType()).isEqualTo(AccessType.TRANSACTIONAL);
    }
}
