package org.tandemcache.examples.recipes.cdc;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.PrintStream;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.locks.LockSupport;
import javax.cache.Cache;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.integration.CacheLoader;
import org.jspecify.annotations.Nullable;
import org.tandemcache.examples.recipes.Stage;

/** Changes rows past the application, and shows that no node keeps what was. */
public final class CdcRecipe {
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

    private CdcRecipe() {}

    /** Prints to the standard output. */
    public static void main(String[] args) {
        run(System.out);
    }

    /** Prints what it sees. */
    public static void run(PrintStream out) {
        try (EmbeddedPostgres postgres = postgres()) {
            show(postgres, out);
        } catch (IOException e) {
            throw new IllegalStateException("PostgreSQL could not be started", e);
        }
    }

    static void show(EmbeddedPostgres postgres, PrintStream out) {
        try (Stage stage = Stage.open()) {
            Products products = new Products(postgres.getPostgresDatabase());
            products.make();
            products.write(1, "umbrella");
            Cache<Long, String> a = stage.node("node-a").createCache("products", configuration(products));
            Cache<Long, String> b = stage.node("node-b").createCache("products", configuration(products));
            try (LogFollower follower = LogFollower.open(a, slot(), products.database(), connector(postgres))) {
                out.printf("   followed: %s%n", follower.awaitFollowing(LONGEST_WAIT.toSeconds()));
                out.printf("   node-b reads: %s%n", b.get(1L));
                change(products, "update product set name = 'parasol' where id = 1", b, "parasol", out);
                change(products, "update product set name = 'tent' where id = 1", b, "tent", out);
                change(products, "delete from product where id = 1", b, null, out);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the recipe could not be shown", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the recipe was shown", e);
        }
    }

    /** Past all caches, as by a script. The first one is heard a little later, as the connection is still made. */
    private static void change(
            Products products, String sql, Cache<Long, String> node, @Nullable String expected, PrintStream out)
            throws SQLException {
        products.execute(sql);
        long start = System.nanoTime();
        await(node, 1, expected);
        long millis = (System.nanoTime() - start) / 1_000_000;
        out.printf("   %s%n   node-b reads: %s, %d ms after the commit%n", sql, expected, millis);
    }

    /** A PostgreSQL whose log can be followed. */
    static EmbeddedPostgres postgres() throws IOException {
        return EmbeddedPostgres.builder()
                .setServerConfig("wal_level", "logical")
                .setServerConfig("max_slot_wal_keep_size", "100MB")
                .start();
    }

    static Slot slot() {
        return new Slot("products", Products.TABLE);
    }

    /** Where Debezium finds the database. */
    static Properties connector(EmbeddedPostgres postgres) {
        Properties settings = new Properties();
        settings.setProperty("database.hostname", "localhost");
        settings.setProperty("database.port", Integer.toString(postgres.getPort()));
        settings.setProperty("database.user", "postgres");
        settings.setProperty("database.password", "");
        settings.setProperty("database.dbname", "postgres");
        settings.setProperty("poll.interval.ms", "10");
        settings.setProperty("slot.max.retries", "100"); // who followed before may hold the slot a moment longer
        settings.setProperty("slot.retry.delay.ms", "200");
        return settings;
    }

    static MutableConfiguration<Long, String> configuration(CacheLoader<Long, String> loader) {
        return new MutableConfiguration<Long, String>()
                .setTypes(Long.class, String.class)
                .setReadThrough(true)
                .setCacheLoaderFactory(() -> loader);
    }

    /** Reads until there is what is expected. */
    static void await(Cache<Long, String> cache, long id, @Nullable String expected) {
        long start = System.nanoTime();
        while (!Objects.equals(expected, cache.get(id))) {
            if (System.nanoTime() - start > LONGEST_WAIT.toNanos()) {
                throw new IllegalStateException("product " + id + " is not " + expected + " but " + cache.get(id));
            }
            LockSupport.parkNanos(Duration.ofMillis(2).toNanos());
        }
    }
}
