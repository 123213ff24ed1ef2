package org.tandemcache.examples.hibernate;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.hibernate.SessionFactory;
import org.hibernate.stat.CacheRegionStatistics;
import org.hibernate.stat.Statistics;
import org.tandemcache.testkit.RedisServer;

/**
 * Starts a PostgreSQL and two of Redis, fills some tens of thousands of rows, and runs the same requests without and
 * with the second-level cache, on two nodes with Tandem's region factory and on two with Hibernate's own module; then
 * both change and read the same rows. Needs nothing but a JDK.
 */
public final class HibernateExample {
    private static final int CITIES = 40_000;
    private static final int REQUESTS = 20_000;

    private final Account account;
    private final Workload workload;

    private HibernateExample(Account account, Workload workload) {
        this.account = account;
        this.workload = workload;
    }

    /** Prints the account to the standard output. */
    public static void main(String[] args) {
        run(System.out, CITIES, REQUESTS);
    }

    static void run(PrintStream out, int cities, int requests) {
        Workload workload = new Workload(World.of(cities), requests);
        new HibernateExample(new Account(out), workload).run();
    }

    private void run() {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start()) {
            String jdbcUrl = postgres.getJdbcUrl("postgres", "postgres");
            Workload.Run uncached = withoutCache(jdbcUrl);
            try (Nodes tandem = Nodes.open(Factory.TANDEM, jdbcUrl);
                    Nodes jcache = Nodes.open(Factory.JCACHE, jdbcUrl)) {
                // What one changes the other doesn't know of: each changes cities of its own.
                List<Nodes> both = List.of(tandem, jcache);
                both.forEach(nodes -> withCache(nodes, uncached));
                account.theme("2. A change on node-a, read on node-b");
                both.forEach(this::change);
                conflicts(both);
                account.theme("4. Hits of each region, as Hibernate counts them");
                both.forEach(this::regions);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Workload.Run withoutCache(String jdbcUrl) {
        try (Node node = Node.uncached(jdbcUrl);
                RedisServer redis = RedisServer.embedded()) {
            World world = workload.world();
            world.insert(node.factory());
            account.text(
                    "Hibernate %s on JDK %s, PostgreSQL %s and %s: %,d countries, %,d cities, %,d requests.",
                    org.hibernate.Version.getVersionString(),
                    System.getProperty("java.version"),
                    node.factory()
                            .fromSession(session -> session.createNativeQuery("show server_version", String.class)
                                    .getSingleResult()),
                    redis.version(),
                    world.countries().size(),
                    world.cities().size(),
                    workload.requests());
            account.text(
                    "node-a and node-b share nothing but the database and Redis; each region factory has a Redis.");
            account.theme("1. The same requests, without and with the second-level cache");
            workload.on(node); // warms up
            Workload.Run run = workload.on(node);
            account.run("no second-level cache", run, workload.requests());
            return run;
        }
    }

    private void withCache(Nodes nodes, Workload.Run uncached) {
        List<Workload.Run> runs = List.of(
                run(nodes, "node-a, all is empty", nodes.a()),
                run(nodes, "node-a, again", nodes.a()),
                run(nodes, "node-b, only Redis is full", nodes.b()),
                run(nodes, "node-b, again", nodes.b()));
        boolean alike = runs.stream().allMatch(run -> run.checksum() == uncached.checksum());
        long statements = runs.stream().mapToLong(Workload.Run::statements).sum();
        long saved = runs.size() * uncached.statements() - statements;
        account.line(nodes.factory() + ": what was read", alike ? "the same in each run" : "NOT THE SAME in each run");
        account.line(
                nodes.factory() + ": statements saved",
                "%,d of %,d, %.1f%%",
                saved,
                runs.size() * uncached.statements(),
                100.0 * saved / (runs.size() * uncached.statements()));
    }

    private Workload.Run run(Nodes nodes, String what, Node node) {
        Workload.Run run = workload.on(node);
        account.run(nodes.factory() + ": " + what, run, workload.requests());
        return run;
    }

    private void change(Nodes nodes) {
        SessionFactory a = nodes.a().factory();
        SessionFactory b = nodes.b().factory();
        long id = nodes.factory().firstCity();
        int grown = 50_000_000;
        account.line(nodes.factory() + ": before, on node-b", "%,d, by query %,d", population(b, id), largest(b, id));
        a.inTransaction(
                session -> Objects.requireNonNull(session.find(City.class, id)).setPopulation(grown));
        long committed = System.nanoTime();
        while (population(b, id) != grown || largest(b, id) != grown) {
            if (System.nanoTime() - committed > 10_000_000_000L) {
                throw new IllegalStateException("node-b reads what was there before, 10 s after the commit");
            }
            Thread.onSpinWait();
        }
        double millis = (System.nanoTime() - committed) / 1e6;
        account.line(
                nodes.factory() + ": after, on node-b",
                "%,d, by query %,d, both within %.1f ms",
                population(b, id),
                largest(b, id),
                millis);
    }

    private void conflicts(List<Nodes> both) {
        account.theme("3. Changes and reads of %d cities on both nodes".formatted(Conflicts.ROWS));
        for (Nodes nodes : both) {
            long first = nodes.factory().firstCity() + 1;
            Conflicts.Counts atOnce = new Conflicts(nodes, first).atOnce(workload.requests() / 4);
            account.line(
                    nodes.factory() + ": at once",
                    "%,d reads, %,d changes, %,d more refused for an outdated version",
                    atOnce.reads(),
                    atOnce.changes(),
                    atOnce.refused());
            outdated(nodes.factory() + ": at once, outdated", atOnce);
            outdated(
                    nodes.factory() + ": behind a bulk update",
                    new Conflicts(nodes, first + Conflicts.ROWS).bulkUpdateWhileLoading());
        }
    }

    private void outdated(String what, Conflicts.Counts counts) {
        account.line(
                what,
                "%,d of %,d reads from a wrong entry in Redis, %,d before the notice",
                counts.wrong(),
                counts.reads(),
                counts.late());
    }

    private static int population(SessionFactory factory, long id) {
        return factory.fromSession(
                session -> Objects.requireNonNull(session.find(City.class, id)).getPopulation());
    }

    /** The population of the largest city in the country of a city. */
    private static int largest(SessionFactory factory, long id) {
        return factory.fromSession(session -> session.createQuery(
                        "select max(c.population) from City c where c.country ="
                                + " (select o.country from City o where o.id = :id)",
                        Integer.class)
                .setParameter("id", id)
                .setCacheable(true)
                .getSingleResult());
    }

    private void regions(Nodes nodes) {
        for (Node node : List.of(nodes.a(), nodes.b())) {
            Statistics statistics = node.factory().getStatistics();
            Stream.concat(
                            Regions.ENTITIES.stream().map(statistics::getDomainDataRegionStatistics),
                            Stream.of(statistics.getQueryRegionStatistics(Regions.QUERIES)))
                    .filter(region -> region.getHitCount() + region.getMissCount() > 0)
                    .forEach(region -> region(nodes.factory() + " " + node.name(), region));
        }
    }

    private void region(String node, CacheRegionStatistics region) {
        long hits = region.getHitCount();
        long all = hits + region.getMissCount();
        String name = region.getRegionName()
                .replace("org.tandemcache.examples.hibernate.", "")
                .replace("default-query-results-region", "queries");
        account.line(node + ": " + name, "%,9d of %,9d, %5.1f%%", hits, all, 100.0 * hits / all);
    }
}
