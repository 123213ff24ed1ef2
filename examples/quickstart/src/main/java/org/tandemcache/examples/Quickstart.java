package org.tandemcache.examples;

import java.io.PrintStream;
import java.util.List;
import org.tandemcache.testkit.RedisServer;

/**
 * Starts a Redis, opens two cache managers on it as two nodes would, and shows what Tandem does, on data that every JDK
 * brings. Needs nothing but a JDK.
 */
public final class Quickstart {
    private static final List<Step> STEPS = List.of(
            new Entries(),
            new Near(),
            new Expiry(),
            new Claims(),
            new Tally(),
            new ReadingThrough(),
            new Listening(),
            new Counting(),
            new InRedis());

    private Quickstart() {}

    /** Prints the account to the standard output. */
    public static void main(String[] args) {
        run(System.out);
    }

    static void run(PrintStream out) {
        Account account = new Account(out);
        Timed<RedisServer> started = Timed.of(() -> RedisServer.embedded());
        try (RedisServer redis = started.result();
                Nodes nodes = Nodes.over(redis)) {
            account.text("Tandem on JDK " + System.getProperty("java.version") + " and " + redis.version()
                    + ", started in " + started.nanos() / 1_000_000 + " ms.");
            account.text("node-a and node-b are two cache managers that share nothing but Redis.");
            for (Step step : STEPS) {
                account.theme(step.title());
                step.run(nodes, account);
            }
        }
    }
}
