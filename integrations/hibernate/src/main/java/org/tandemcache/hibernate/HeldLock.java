package org.tandemcache.hibernate;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.hibernate.cache.spi.access.SoftLock;
import org.jspecify.annotations.Nullable;

/** A lock on an entry, a region or a table. Used by its session's thread alone. */
final class HeldLock implements SoftLock {
    private static final long LONGEST_WAIT_SECONDS = 60;

    private final byte[] id;
    private final Sending sending;
    private final long began;
    private CompletableFuture<?> sent;
    private long sentAt;
    private boolean confirmed;
    // How many actions of its transaction hold it.
    private int holders = 1;
    private @Nullable TandemTransaction owner;
    private Unconfirmed.@Nullable Hold hold;

    /** Sends the lock, and sends it again. */
    interface Sending {
        CompletableFuture<?> send(byte[] id);
    }

    /** @param began the {@link System#nanoTime} before which the transaction began */
    HeldLock(byte[] id, long began, Sending sending) {
        this.id = id;
        this.began = began;
        this.sending = sending;
        this.sentAt = System.nanoTime();
        this.sent = sending.send(id);
    }

    byte[] id() {
        return id;
    }

    long began() {
        return began;
    }

    /** Of a region's lock, which is taken and given back without its transaction. */
    @Nullable
    TandemTransaction owner() {
        return owner;
    }

    void ownedBy(TandemTransaction transaction) {
        owner = transaction;
    }

    /** What the node does without until the lock is ended; null where the server has confirmed it at once. */
    Unconfirmed.@Nullable Hold unconfirmed() {
        return hold;
    }

    void unconfirmed(Unconfirmed.Hold hold) {
        this.hold = hold;
    }

    void hold() {
        holders++;
    }

    /** Whether nobody holds it any more. */
    boolean release() {
        return --holders == 0;
    }

    boolean isConfirmed() {
        return confirmed;
    }

    /** Sends it again if it was sent before a {@link System#nanoTime}. */
    void renewIfSentBefore(long nanos) {
        if (sentAt - nanos < 0) {
            confirmed = false;
            sentAt = System.nanoTime();
            sent = sending.send(id);
        }
    }

    /** Waits for the server's word; null, or why there is none. */
    @Nullable
    Throwable await() {
        if (confirmed) {
            return null;
        }
        try {
            sent.get(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS); // it ends by itself within the command timeout
            confirmed = true;
            return null;
        } catch (ExecutionException e) {
            return e.getCause() instanceof CompletionException nested && nested.getCause() != null
                    ? nested.getCause()
                    : e.getCause();
        } catch (TimeoutException e) {
            return e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return e;
        }
    }
}
