package org.tandemcache.examples.recipes.notices;

import java.io.PrintStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.tandemcache.examples.recipes.Stage;
import org.tandemcache.testkit.ClientInfo;

/** Sends messages between two nodes, and cuts a connection between two of them. */
public final class NoticesRecipe {
    private static final long LONGEST_WAIT_SECONDS = 30;

    private record Printing(String node, PrintStream out, CountDownLatch gaps, Semaphore messages)
            implements Notices.Receiver {
        @Override
        public void received(String message) {
            out.printf("   %s hears: %s%n", node, message);
            messages.release();
        }

        @Override
        public void lost() {
            out.printf("   %s may have missed something%n", node);
            gaps.countDown();
        }
    }

    /** Something that is waited for. */
    private interface Wait {
        boolean ended() throws InterruptedException;
    }

    private NoticesRecipe() {}

    /** Prints to the standard output. */
    public static void main(String[] args) {
        run(System.out);
    }

    /** Prints what it sees. */
    public static void run(PrintStream out) {
        CountDownLatch gaps = new CountDownLatch(2);
        Semaphore messages = new Semaphore(0);
        try (Stage stage = Stage.open();
                Notices a = Notices.open(stage.node("node-a"), stage.uri(), "shop", silent());
                Notices b = Notices.open(
                        stage.node("node-b"), stage.uri(), "shop", new Printing("node-b", out, gaps, messages))) {
            out.printf("   node-a sends to %d nodes%n", a.send("prices have changed"));
            await(() -> messages.tryAcquire(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS));
            stage.redis().killClients(ClientInfo::isSubscriber);
            await(() -> gaps.await(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS)); // the first was the beginning
            out.printf("   node-a sends to %d nodes%n", a.send("all is well again"));
            await(() -> messages.tryAcquire(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS));
        }
    }

    private static Notices.Receiver silent() {
        return new Notices.Receiver() {
            @Override
            public void received(String message) {}

            @Override
            public void lost() {}
        };
    }

    private static void await(Wait wait) {
        try {
            if (!wait.ended()) {
                throw new IllegalStateException("nothing was heard for " + LONGEST_WAIT_SECONDS + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while messages were awaited", e);
        }
    }
}
