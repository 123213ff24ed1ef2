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
 * Starts a PostgreSQL and a Redis, fills some tens of thousands of rows, and runs the same requests without and with
 * the second-level cache, on two nodes. Needs nothing but a JDK.
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
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start();
                RedisServer redis = RedisServer.embedded()) {
            String jdbcUrl = postgres.getJdbcUrl("postgres", "postgres");
            Workload.Run uncached = withoutCache(jdbcUrl, redis);
            String redisUri = redis.uri().toString();
            try (Node a = Node.cached("node-a", jdbcUrl, redisUri);
                    Node b = Node.cached("node-b", jdbcUrl, redisUri)) {
                withCache(a, b, uncached);
                change(a, b);
                regions(List.of(a, b));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Workload.Run withoutCache(String jdbcUrl, RedisServer redis) {
        try (Node node = Node.uncached(jdbcUrl)) {
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
            account.text("node-a and node-b share nothing but the database and Redis.");
            account.theme("1. The same requests, without and with the second-level cache");
            workload.on(node); // warms up
            Workload.Run run = workload.on(node);
            account.run("no second-level cache", run, workload.requests());
            return run;
        }
    }

    private void withCache(Node a, Node b, Workload.Run uncached) {
        List<Workload.Run> runs = List.of(
                run("node-a: everything is empty", a),
                run("node-a: again", a),
                run("node-b: its memory is empty, Redis is not", b),
                run("node-b: again", b));
        boolean alike = runs.stream().allMatch(run -> run.checksum() == uncached.checksum());
        long statements = runs.stream().mapToLong(Workload.Run::statements).sum();
        long saved = runs.size() * uncached.statements() - statements;
        account.line("what was read", alike ? "the same in each run" : "NOT THE SAME in each run");
        account.line(
                "statements saved",
                "%,d of %,d, %.1f%%",
                saved,
                runs.size() * uncached.statements(),
                100.0 * saved / (runs.size() * uncached.statements()));
    }

    private Workload.Run run(String what, Node node) {
        Workload.Run run = workload.on(node);
        account.run(what, run, workload.requests());
        return run;
    }

    private void change(Node a, Node b) {
        account.theme("2. A change on node-a, read on node-b");
        long id = 1;
        account.line("node-b: before, by cached entity", "%,d", population(b.factory(), id));
        account.line("node-b: before, by cached query", "%,d", largest(b.factory(), id));
        int grown = 50_000_000;
        a.factory()
                .inTransaction(session ->
                        Objects.requireNonNull(session.find(City.class, id)).setPopulation(grown));
        long committed = System.nanoTime();
        account.line("node-a: committed", "%,d", grown);
        while (population(b.factory(), id) != grown || largest(b.factory(), id) != grown) {
            if (System.nanoTime() - committed > 10_000_000_000L) {
                throw new IllegalStateException("node-b reads what was there before, 10 s after the commit");
            }
            Thread.onSpinWait();
        }
        double millis = (System.nanoTime() - committed) / 1e6;
        account.line("node-b: after, by cached entity", "%,d", population(b.factory(), id));
        account.line("node-b: after, by cached query", "%,d, both within %.1f ms", largest(b.factory(), id), millis);
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

    private void regions(List<Node> nodes) {
        account.theme("3. Hits of each region, as Hibernate counts them");
        for (Node node : nodes) {
            Statistics statistics = node.factory().getStatistics();
            Stream.concat(
                            Regions.ENTITIES.stream().map(statistics::getDomainDataRegionStatistics),
                            Stream.of(statistics.getQueryRegionStatistics(Regions.QUERIES)))
                    .filter(region -> region.getHitCount() + region.getMissCount() > 0)
                    .forEach(region -> region(node, region));
        }
    }

    private void region(Node node, CacheRegionStatistics region) {
        long hits = region.getHitCount();
        long all = hits + region.getMissCount();
        String name = region.getRegionName().replace("org.tandemcache.examples.hibernate.", "");
        account.line(node.name() + ": " + name, "%,9d of %,9d, %5.1f%%", hits, all, 100.0 * hits / all);
    }
}
