package org.tandemcache.examples.recipes.lock;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.tandemcache.examples.recipes.Stage;
import org.tandemcache.examples.recipes.lock.CacheLock.Held;

/** Takes a lock on two nodes, pauses one holder for longer than its lease, and shows what the fence is for. */
public final class LockRecipe {
    private static final Duration LEASE = Duration.ofSeconds(2);
    private static final int MOST_TRIES = 10_000;

    private LockRecipe() {}

    /** Prints to the standard output. */
    public static void main(String[] args) {
        run(System.out);
    }

    /** Prints what it sees. */
    public static void run(PrintStream out) {
        try (Stage stage = Stage.open()) {
            CacheLock a = new CacheLock(stage.node("node-a"), LEASE);
            CacheLock b = new CacheLock(stage.node("node-b"), LEASE);
            FencedAccount account = new FencedAccount();
            Held paused = await(a, "account");
            out.printf("   node-a holds the lock with fence %d%n", paused.fence());
            out.printf("   node-b gets it at once: %s%n", b.tryLock("account").isPresent());
            out.println("   node-a is paused, its lease ends, and it does not know");
            Held next = await(b, "account");
            out.printf("   node-b holds the lock with fence %d%n", next.fence());
            out.printf("   node-b deposits 100: %s%n", account.deposit(100, next.fence()));
            out.printf("   node-a wakes up and deposits 100: %s%n", account.deposit(100, paused.fence()));
            out.printf("   balance: %d%n", account.balance());
            out.printf("   node-a gives back what it has lost: %s%n", paused.release());
            out.printf("   node-b gives back: %s%n", next.release());
        }
    }

    /** Asks for a lock until it is free, with pauses. */
    static Held await(CacheLock lock, String name) {
        for (int i = 0; i < MOST_TRIES; i++) {
            Optional<Held> held = lock.tryLock(name);
            if (held.isPresent()) {
                return held.get();
            }
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
        throw new IllegalStateException("the lock " + name + " was never free");
    }
}
