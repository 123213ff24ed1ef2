package org.tandemcache.hibernate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.tandemcache.hibernate.TestNode.Kind;
import org.tandemcache.testkit.RedisServer;
import org.tandemcache.testkit.WithRedis;

/** A user with the rights that docs/security.md and docs/hibernate.md name. */
@WithRedis
@ExtendWith(Postgres.class)
class AccessRightsTest {
    private static final Path PAGES = Path.of("..", "..", "docs");

    @Test
    void rightsOfThePages_areEnough_andTimeIsNeeded(RedisServer redis, Postgres.Database database) throws IOException {
        List<String> rights =
                Stream.concat(rights("security.md"), rights("hibernate.md")).toList();
        try (TestNode node = open(redis, database, "enough", rights)) {
            node.write(s -> s.persist(Rows.Row.of(new Rows.Plain(), 1, "v1")));
            Await.until(() -> isCached(node, "v1"));
            node.write(s -> s.find(Rows.Plain.class, 1L).name = "v2");
            Await.until(() -> isCached(node, "v2"));
            node.write(
                    s -> s.createMutationQuery("update Plain set name = 'v3'").executeUpdate());
            Await.until(() -> isCached(node, "v3"));
            Await.until(() -> Metrics.sum("JournalSize") == 0);
        }
        List<String> withoutTime =
                rights.stream().filter(right -> !right.equals("+time")).toList();
        assertThat(withoutTime).hasSize(rights.size() - 1);
        try (TestNode node = open(redis, database, "without", withoutTime)) {
            node.write(s -> s.find(Rows.Plain.class, 1L).name = "v4");
            assertThat(Metrics.sum("JournalSize")).isPositive();
            assertThat(isCached(node, "v4")).isFalse();
        }
    }

    private static TestNode open(RedisServer redis, Postgres.Database database, String user, List<String> rights) {
        return TestNode.open(Kind.TANDEM, database, redis.addUser(user, "secret", rights.toArray(String[]::new)));
    }

    private static Stream<String> rights(String page) throws IOException {
        return Files.readString(PAGES.resolve(page))
                .lines()
                .filter(line -> line.startsWith("ACL SETUSER "))
                .flatMap(line -> Stream.of(line.split(" ")).skip(3))
                .filter(word -> !word.equals("on") && !word.startsWith(">"));
    }

    private static boolean isCached(TestNode node, String version) {
        node.drain();
        long statements = node.statements(() -> assertThat(node.<String>read(s -> s.find(Rows.Plain.class, 1L).name))
                .isEqualTo(version));
        return statements == 0;
    }
}
