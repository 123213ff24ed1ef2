package org.tandemcache.hibernate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.tandemcache.hibernate.TestNode.Kind;
import org.tandemcache.testkit.RedisServer;
import org.tandemcache.testkit.WithRedis;

/** The meters of a region factory. */
@WithRedis
@ExtendWith(Postgres.class)
class MetersTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final RedisServer redis;
    private final Postgres.Database database;

    MetersTest(RedisServer redis, Postgres.Database database) {
        this.redis = redis;
        this.database = database;
    }

    private double puts(String result) {
        FunctionCounter counter = registry.get("tandem.hibernate.puts")
                .tags("entityManagerFactory", "shop", "result", result)
                .functionCounter();
        return counter.count();
    }

    /** Renaming one is a breaking change: dashboards and alerts of users rest on them. */
    @Test
    void names_andResults_areThoseOfThePage() throws IOException {
        Set<String> shown = new TreeSet<>();
        Matcher rows = Pattern.compile("(?m)^\\| `(tandem\\.hibernate\\.[a-z.]+)` \\| (counter|gauge).*")
                .matcher(Files.readString(Path.of("..", "..", "docs", "metrics.md")));
        while (rows.find()) {
            Matcher results = Pattern.compile("`result` = ([^|]*) \\|").matcher(rows.group());
            String values = results.find() ? results.group(1).replace("`", "") : "";
            for (String result : values.split(", ", -1)) {
                shown.add(rows.group(1) + " " + rows.group(2) + " " + result);
            }
        }
        try (TestNode node = TestNode.open(Kind.TANDEM, database, redis.uri())) {
            Sample.bind(node.factory(), registry);

            Set<String> bound = registry.getMeters().stream()
                    .map(meter -> meter.getId())
                    .map(id -> id.getName() + " " + id.getType().name().toLowerCase(Locale.ROOT) + " "
                            + (id.getTag("result") == null ? "" : id.getTag("result")))
                    .collect(Collectors.toCollection(TreeSet::new));
            assertThat(bound).isEqualTo(shown);
            assertThat(registry.getMeters())
                    .allSatisfy(meter ->
                            assertThat(meter.getId().getTags()).contains(Tag.of("entityManagerFactory", "shop")));
        }
    }

    @Test
    void puts_areCountedByWhatBecameOfThem() {
        try (TestNode node = TestNode.open(Kind.TANDEM, database, redis.uri());
                TestNode other = TestNode.open(Kind.TANDEM, database, redis.uri())) {
            new TandemHibernateMetrics(node.factory(), "shop", Tags.of("team", "orders")).bindTo(registry);
            new TandemHibernateMetrics(other.factory(), "other").bindTo(registry);
            node.read(s -> s.find(Rows.Plain.class, 0L));
            node.drain(); // the region has surely begun before
            node.write(s -> s.persist(Rows.Row.of(new Rows.Plain(), 1, "v1")));
            Await.until(() -> {
                node.drain();
                return puts("stored") == 1;
            });
            node.factory().inTransaction(late -> {
                late.doWork(connection -> {}); // it has begun
                node.drain(); // so that its beginning is surely before what follows
                other.factory().getCache().evictEntityData(Rows.Plain.class, 1L);
                late.find(Rows.Plain.class, 1L);
            });
            Await.until(() -> puts("time") == 1);

            assertThat(puts("stored")).isEqualTo(1);
            assertThat(registry.get("tandem.hibernate.journal.size")
                            .tag("team", "orders")
                            .gauge()
                            .value())
                    .isZero();
            assertThat(registry.get("tandem.hibernate.clock.uncertainty")
                            .tag("team", "orders")
                            .gauge()
                            .value())
                    .isBetween(0.0, 60.0);
        }
    }

    @Test
    void sessionFactory_withAnotherRegionFactory_isRefusedAndNamed() {
        try (TestNode node = TestNode.open(Kind.JCACHE, database, redis.uri())) {
            assertThatThrownBy(() -> new TandemHibernateMetrics(node.factory(), "shop", List.of()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContainingAll(
                            "shop", "JCacheRegionFactory", "hibernate.cache.region.factory_class=tandem");
        }
    }
}
