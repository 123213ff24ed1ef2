package org.tandemcache.coherence;

import org.jspecify.annotations.Nullable;
import org.tandemcache.near.Validity;

/**
 * The promise of one channel: the server calls back what was read there. It holds once the server has proved to be
 * alive and the master, for as long as the last proof is not older than the lease; it is killed when the channel is
 * lost or anything unexpected happens, and never revives (I3, I4 and I7 of docs/architecture.md). Changed by the
 * channel's event loop, but for {@link #overtake}; read by any thread.
 */
final class Token implements Validity {
    private final long leaseNanos;
    private volatile boolean proven;
    private volatile boolean dead;
    private volatile boolean broken;
    private volatile long provenAt;
    // Written by any thread.
    private volatile @Nullable Long overtaken;

    Token(long leaseNanos) {
        this.leaseNanos = leaseNanos;
    }

    /**
     * The server was alive and the master.
     *
     * @param sentAt when it was asked: its answer proves nothing of later
     */
    void prove(long sentAt) {
        provenAt = sentAt;
        proven = true;
    }

    /** @param contradicted whether the server has told that copies are wrong, and not just stopped to prove them */
    void kill(boolean contradicted) {
        broken = contradicted;
        dead = true;
    }

    /** The server has answered by another way since it was proved the last time, and called back nothing. */
    void overtake() {
        overtaken = provenAt;
    }

    /** A token of the same channel that knows the same proof: what is read from now on is kept under it. */
    Token successor() {
        Token next = new Token(leaseNanos);
        if (proven) {
            next.prove(provenAt);
        }
        return next;
    }

    boolean dead() {
        return dead;
    }

    /** How old the last proof is, in nanoseconds; -1 if there is none. */
    long age(long now) {
        return proven ? now - provenAt : -1;
    }

    @Override
    public boolean heldSince(long moment) {
        long at = provenAt;
        Long before = overtaken;
        return proven && !broken && at - moment >= 0 && (before == null || before != at);
    }

    @Override
    public boolean holds(long now) {
        return !dead && proven && now - provenAt <= leaseNanos;
    }
}
