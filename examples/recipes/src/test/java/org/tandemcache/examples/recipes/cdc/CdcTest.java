package org.tandemcache.examples.recipes.cdc;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import javax.cache.Cache;
import javax.cache.integration.CacheLoader;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tandemcache.config.LoadConfiguration;
import org.tandemcache.config.LoadConfiguration.Protection;
import org.tandemcache.config.TandemConfiguration;
import org.tandemcache.examples.recipes.Stage;
import org.tandemcache.testkit.RedisServer;
import org.tandemcache.testkit.WithRedis;

@WithRedis(own = true)
class CdcTest {
    private static final long LAST = 1_000_000;
    private static final int CHANGES = Integer.getInteger("tandem.test.recipes.changes", 100);

    private static EmbeddedPostgres postgres;

    private final Products products = new Products(postgres.getPostgresDatabase());
    private final Stage stage;
    private Cache<Long, String> a;
    private Cache<Long, String> b;
    private LogFollower follower;

    CdcTest(RedisServer redis) {
        stage = Stage.over(redis);
    }

    @BeforeAll
    static void startPostgres() throws IOException {
        postgres = CdcRecipe.postgres();
    }

    @AfterAll
    static void stopPostgres() throws IOException {
        postgres.close();
    }

    @BeforeEach
    void follow() throws Exception {
        clean();
        products.make();
        a = cache("node-a", products, Protection.CLUSTER);
        b = cache("node-b", products, Protection.CLUSTER);
        follower = follower(a);
    }

    @AfterEach
    void close() throws Exception {
        follower.close();
        stage.close();
        clean();
    }

    private void clean() throws Exception {
        dropSlot();
        products.execute("drop publication if exists products");
        products.execute("drop table if exists product");
    }

    /** Once PostgreSQL has seen that nobody follows it. */
    private void dropSlot() throws Exception {
        String drop = "select pg_drop_replication_slot(slot_name) from pg_replication_slots"
                + " where slot_name = 'products' and not active";
        for (int tries = 0; slots() > 0; tries++) {
            assertThat(tries).as("looks at a slot that stays active").isLessThan(10_000);
            products.execute(drop);
            LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
        }
    }

    private long slots() throws SQLException {
        try (Connection connection = products.database().getConnection();
                Statement statement = connection.createStatement();
                ResultSet counted = statement.executeQuery("select count(*) from pg_replication_slots")) {
            counted.next();
            return counted.getLong(1);
        }
    }

    @Test
    void recipe_showsWhatItSays() throws Exception {
        follower.close();
        stage.close(); // it names its nodes so, too
        clean();
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        CdcRecipe.show(postgres, new PrintStream(printed, true, StandardCharsets.UTF_8));
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .contains("node-b reads: umbrella", "node-b reads: tent", "node-b reads: null");
    }

    private Cache<Long, String> cache(String node, CacheLoader<Long, String> loader, Protection protection) {
        return stage.node(node)
                .createCache(
                        "products",
                        TandemConfiguration.copyOf(CdcRecipe.configuration(loader))
                                .withLoad(LoadConfiguration.builder()
                                        .protection(protection)
                                        .build()));
    }

    private LogFollower follower(Cache<Long, String> cache) throws Exception {
        LogFollower made =
                LogFollower.open(cache, CdcRecipe.slot(), products.database(), CdcRecipe.connector(postgres));
        assertThat(made.awaitFollowing(60)).isTrue();
        return made;
    }

    /** What was committed before is in no cache any more: the log is told in its order. */
    private void awaitFollowed() throws Exception {
        products.write(LAST, "first");
        CdcRecipe.await(b, LAST, "first");
        products.write(LAST, "last");
        CdcRecipe.await(b, LAST, "last");
    }

    @Test
    void rowsChangedPastTheApplication_areReadAnewOnAllNodes() throws Exception {
        for (long id = 1; id <= 4; id++) {
            products.write(id, "old");
            assertThat(a.get(id)).isEqualTo("old");
            assertThat(b.get(id)).isEqualTo("old");
        }
        products.execute("update product set name = 'new' where id = 1");
        products.execute("delete from product where id = 2");
        products.execute("update product set id = 5 where id = 3");
        awaitFollowed();
        for (Cache<Long, String> node : List.of(a, b)) {
            CdcRecipe.await(node, 1, "new");
            CdcRecipe.await(node, 2, null);
            CdcRecipe.await(node, 3, null);
            CdcRecipe.await(node, 5, "old");
        }
        products.execute("truncate product");
        for (long id = 1; id <= 5; id++) {
            CdcRecipe.await(b, id, null);
        }
    }

    @Test
    void changesWhileNobodyFollowed_areHeardAfterwards() throws Exception {
        products.write(1, "old");
        assertThat(b.get(1L)).isEqualTo("old");
        awaitFollowed();
        follower.close();
        products.write(1, "new");
        follower = follower(b);
        CdcRecipe.await(b, 1, "new");
    }

    @Test
    void newSlot_emptiesTheCache() throws Exception {
        products.write(1, "old");
        assertThat(a.get(1L)).isEqualTo("old");
        follower.close();
        dropSlot();
        products.write(1, "new"); // of this no slot will tell
        follower = follower(a);
        CdcRecipe.await(a, 1, "new");
    }

    @ParameterizedTest
    @CsvSource({"CLUSTER, new", "JVM, old", "NONE, old"})
    void loadOvertakenByAChange_isStoredOnlyWithoutProtectionAmongNodes(Protection protection, String there)
            throws Exception {
        products.write(1, "old");
        HeldLoader held = new HeldLoader(products);
        Cache<Long, String> c = cache("node-c", held, protection);
        CompletableFuture<String> reader = CompletableFuture.supplyAsync(() -> c.get(1L));
        held.awaitRead();
        products.write(1, "new");
        awaitFollowed();
        held.goOn();
        assertThat(reader.get(60, TimeUnit.SECONDS)).isEqualTo("old"); // who asked before the change
        assertThat(c.get(1L)).isEqualTo(there);
    }

    @Test
    void readersAndWritersAtOnce_leaveNoStaleEntry() throws Exception {
        int rows = 20;
        for (long id = 0; id < rows; id++) {
            products.write(id, "0");
        }
        AtomicBoolean over = new AtomicBoolean();
        List<CompletableFuture<Long>> readers = new ArrayList<>();
        for (Cache<Long, String> node : List.of(a, b)) {
            readers.add(CompletableFuture.supplyAsync(() -> {
                Random random = new Random(node.hashCode());
                long reads = 0;
                do {
                    assertThat(node.get((long) random.nextInt(rows))).isNotNull();
                    reads++;
                } while (!over.get());
                return reads;
            }));
        }
        Random random = new Random(7);
        for (int change = 1; change <= CHANGES; change++) {
            products.write(random.nextInt(rows), Integer.toString(change));
        }
        over.set(true);
        for (CompletableFuture<Long> reader : readers) {
            assertThat(reader.get(60, TimeUnit.SECONDS)).isPositive();
        }
        awaitFollowed();
        for (Cache<Long, String> node : List.of(a, b)) {
            for (long id = 0; id < rows; id++) {
                CdcRecipe.await(node, id, products.load(id)); // the last notices may be on their way
            }
        }
    }
}
