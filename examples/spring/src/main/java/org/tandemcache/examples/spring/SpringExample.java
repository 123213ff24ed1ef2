package org.tandemcache.examples.spring;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringBootVersion;
import org.tandemcache.testkit.RedisServer;

/**
 * Starts a PostgreSQL, a Redis and the service, calls the service over HTTP, and shows what each call asks of the
 * database. Needs nothing but a JDK.
 */
public final class SpringExample {
    private SpringExample() {}

    /** Prints the account to the standard output. */
    public static void main(String[] args) throws IOException, InterruptedException {
        run(System.out);
    }

    static void run(PrintStream out) throws IOException, InterruptedException {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start();
                RedisServer redis = RedisServer.embedded();
                Shop shop = Shop.start(postgres.getJdbcUrl("postgres", "postgres"), redis.uri() + "?timeout=30s")) {
            out.println("Spring Boot " + SpringBootVersion.getVersion() + " on JDK "
                    + System.getProperty("java.version") + ", with Tandem's starter.");
            String offer = "{\"name\": \"Tandem\", \"price\": 1990.00}";
            shop.call("PUT", "/products/1", offer); // warms up
            shop.call("GET", "/products/1", null);
            call(out, shop, "GET", "/products/7", null);
            call(out, shop, "GET", "/products/7", null);
            call(out, shop, "PUT", "/products/7", offer);
            call(out, shop, "GET", "/products/7", null);
            call(out, shop, "GET", "/products/7/once", null);
            call(out, shop, "PUT", "/products/7/description", "For two");
            call(out, shop, "GET", "/products/7/description", null);
            call(out, shop, "DELETE", "/products/7", null);
            call(out, shop, "GET", "/products/7", null);
            out.println("actuator: cache.gets of products, hits " + shop.gets("products", "hit") + ", misses "
                    + shop.gets("products", "miss"));
        }
    }

    private static void call(PrintStream out, Shop shop, String method, String path, @Nullable String body)
            throws IOException, InterruptedException {
        Shop.Answer answer = shop.call(method, path, body);
        out.println(String.format(
                        Locale.ROOT,
                        "   %-6s %-24s  %d  %d statements  %6.1f ms  %s",
                        method,
                        path,
                        answer.status(),
                        answer.statements(),
                        answer.nanos() / 1e6,
                        answer.body())
                .stripTrailing());
    }
}
