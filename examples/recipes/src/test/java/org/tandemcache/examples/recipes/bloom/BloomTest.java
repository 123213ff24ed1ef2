package org.tandemcache.examples.recipes.bloom;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.cache.CacheManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tandemcache.examples.recipes.Database;
import org.tandemcache.examples.recipes.Stage;
import org.tandemcache.examples.recipes.bloom.BloomRecipe.Node;
import org.tandemcache.testkit.RedisServer;
import org.tandemcache.testkit.WithRedis;

@WithRedis
class BloomTest {
    private final Database database = new Database();
    private final Stage stage;
    private CacheManager a;
    private CacheManager b;

    BloomTest(RedisServer redis) {
        stage = Stage.over(redis);
    }

    @BeforeEach
    void openNodes() {
        database.only(BloomRecipe.ids("p"));
        a = stage.node("node-a");
        b = stage.node("node-b");
    }

    @AfterEach
    void closeNodes() {
        stage.close();
    }

    @Test
    void whatExists_isFound_andWhatDoesNot_isHardlyAskedFor() {
        Node node = Node.of(a, database);
        assertThat(BloomRecipe.ids("p"))
                .allSatisfy(id -> assertThat(node.products().get(id)).isNotNull());
        assertThat(database.rows()).isEqualTo(5_000);
        assertThat(BloomRecipe.ids("x"))
                .allSatisfy(id -> assertThat(node.products().get(id)).isNull());
        assertThat(database.rows() - 5_000).isLessThan(150); // of 5,000, as 1 of 100 passes
    }

    @Test
    void getAll_asksForWhatMayExist() {
        Node node = Node.of(a, database);
        assertThat(node.products().getAll(Set.of("p1", "p2", "x1", "x2", "x3")))
                .isEqualTo(Map.of("p1", "product p1", "p2", "product p2"));
        assertThat(database.rows()).isLessThan(5);
    }

    @Test
    void idAddedAfterTheBuild_isFoundOnEveryNode() {
        Node first = Node.of(a, database);
        Node second = Node.of(b, database);
        assertThat(BloomRecipe.ids("y").stream().limit(300)).allSatisfy(id -> {
            assertThat(second.products().get(id)).isNull();
            first.insert(id, database);
            assertThat(second.products().get(id)).isEqualTo("product " + id);
        });
    }

    @Test
    void idAddedWhileTheNextFilterIsBuilt_isFound() {
        AtomicBoolean twice = new AtomicBoolean();
        Node other = Node.of(b, database);
        Node node = Node.of(a, database, () -> {
            Set<String> snapshot = database.ids();
            if (twice.getAndSet(true)) {
                other.insert("late", database); // behind the snapshot, before the filter is in use
            }
            return snapshot.stream();
        });
        node.known().rebuild();
        assertThat(node.products().get("late")).isEqualTo("product late");
    }

    @Test
    void idOfTheLastBuild_isFoundWithoutWhatWasRemembered(RedisServer redis) {
        Node node = Node.of(a, database);
        node.insert("new", database);
        node.known().rebuild();
        redis.command("FLUSHALL");
        assertThat(node.known().mayExist("new")).isTrue();
    }
}
