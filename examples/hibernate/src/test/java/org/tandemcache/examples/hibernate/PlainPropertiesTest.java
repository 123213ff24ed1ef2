package org.tandemcache.examples.hibernate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.hibernate.SessionFactory;
import org.hibernate.jpa.HibernatePersistenceConfiguration;
import org.hibernate.stat.Statistics;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.tandemcache.testkit.RedisServer;
import org.tandemcache.testkit.WithRedis;

/** Nothing is configured but properties: Hibernate makes its caches by itself. */
@WithRedis
@ExtendWith(Postgres.class)
class PlainPropertiesTest {
    private static final String SERVER = "tandem.redis.uri";

    @BeforeEach
    void nameServer(RedisServer redis) {
        System.setProperty(SERVER, TestNode.patient(redis));
    }

    @AfterEach
    void forgetServer() {
        System.clearProperty(SERVER);
    }

    @Test
    void regions_madeByHibernate_areReadAfterARestart(Postgres.Database database) {
        HibernatePersistenceConfiguration configuration = TestNode.configuration(database.url());
        try (SessionFactory factory = configuration.createEntityManagerFactory()) {
            factory.inTransaction(session -> session.persist(Item.named(new Item.Strict(), 1, "first")));
            factory.inTransaction(session -> session.find(Item.Strict.class, 1));

            assertThat(factory.getStatistics().getSecondLevelCachePutCount()).isPositive();
        }
        try (SessionFactory again = configuration.createEntityManagerFactory()) {
            Statistics statistics = again.getStatistics();
            long statements = statistics.getPrepareStatementCount();

            String name =
                    again.fromTransaction(session -> Objects.requireNonNull(session.find(Item.Strict.class, 1)).name);
            assertThat(name).isEqualTo("first");
            assertThat(statistics.getPrepareStatementCount()).isEqualTo(statements);
        }
    }
}
