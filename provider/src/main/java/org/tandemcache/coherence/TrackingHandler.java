package org.tandemcache.coherence;

import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.FastThreadLocal;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.tandemcache.near.Validity;

/**
 * Makes a channel a tracked one and holds its {@link Token}. It stands behind Lettuce's handshake and lets the channel
 * become active only when the server has confirmed the tracking, so no command can come before. From then on it asks
 * the server every quarter of a lease for a {@linkplain ProofOfLife proof of life}: the answer comes behind all earlier
 * notices, so it proves that none is missing up to when it was asked for.
 *
 * <p>One per channel, used by the channel's event loop alone, but for what is volatile.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what becomes of a write or a close is told by the channel's events
final class TrackingHandler extends ChannelInboundHandlerAdapter {
    /** The channel whose answers and notices are being read on this thread. */
    private static final FastThreadLocal<TrackingHandler> READING = new FastThreadLocal<>();

    private static final int PROOFS_PER_LEASE = 4;
    private static final int REFUSED_SECONDS = 1;

    private final long leaseNanos;
    private final ProofOfLife proof;
    private final ChannelWatcher watcher;
    private final List<byte[]> prefixes;
    private volatile Token token;
    // The last one that the server has proved, which is not the present one behind a flush for want of proof.
    private volatile Token proven;
    private boolean active;
    private boolean announced;
    private volatile @Nullable ChannelHandlerContext context;

    /** A channel whose server tells of what was read there. */
    TrackingHandler(long leaseNanos, ProofOfLife proof, ChannelWatcher watcher) {
        this(leaseNanos, proof, watcher, List.of());
    }

    /** @param prefixes the server tells of all keys that begin so, read or not; none for what was read there */
    TrackingHandler(long leaseNanos, ProofOfLife proof, ChannelWatcher watcher, List<byte[]> prefixes) {
        this.leaseNanos = leaseNanos;
        this.proof = proof;
        this.watcher = watcher;
        this.prefixes = prefixes;
        this.token = new Token(leaseNanos);
        this.proven = token;
    }

    /** The channel that this thread reads, or null outside of its event loop's reading. */
    static @Nullable TrackingHandler reading() {
        return READING.getIfExists();
    }

    /** Under which an answer that is read now may be kept. */
    Token token() {
        return token;
    }

    /**
     * For how long a channel is surely not closed for want of a proof of life, once it {@linkplain #isWell was well}:
     * the next one is asked for a quarter of a lease behind the last, and waited for a whole lease.
     */
    static Duration surelyOpen(Duration lease) {
        return lease.multipliedBy(3).dividedBy(4);
    }

    /** Whether the last proof of life is younger than half of a lease. */
    boolean isWell(long now) {
        long age = token.age(now);
        return age >= 0 && age < leaseNanos / 2;
    }

    /** {@link CoherentReads#answeredElsewhere}, from any thread. */
    void answeredElsewhere(long now) {
        Token last = proven;
        if (last.age(now) > leaseNanos) {
            last.overtake();
        }
    }

    /** Under which an answer that is read now may be kept if it says that there is no entry. */
    Validity absence(long sentAt) {
        return proof.absence(token, sentAt);
    }

    /** {@link #flush} from another thread: the event loop does it next. */
    void flushLater(FlushCause cause) {
        ChannelHandlerContext current = context;
        if (current != null) {
            current.executor().execute(() -> {
                if (active) {
                    flush(cause);
                }
            });
        }
    }

    /** Ends the promise of all that was read so far; what is read from now on comes under a new one. */
    void flush(FlushCause cause) {
        Token before = token;
        token = cause == FlushCause.SERVER_FLUSH ? before.successor() : new Token(leaseNanos);
        before.kill(cause.contradicts());
        announced &= cause == FlushCause.SERVER_FLUSH; // the proof of a new promise is told
        watcher.flushed(this, cause);
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        CommandArgs<String, String> on =
                new CommandArgs<>(StringCodec.UTF8).add("TRACKING").add("ON");
        if (!prefixes.isEmpty()) {
            on.add("BCAST");
        }
        prefixes.forEach(prefix -> on.add("PREFIX").add(prefix));
        AsyncCommand<String, String, String> tracking =
                new AsyncCommand<>(new Command<>(CommandType.CLIENT, new StatusOutput<>(StringCodec.UTF8), on));
        Future<?> patience = ctx.executor().schedule(() -> ctx.close(), leaseNanos, TimeUnit.NANOSECONDS);
        tracking.whenComplete((ok, failure) -> {
            patience.cancel(false);
            if (failure != null) {
                watcher.unconfirmed(this, failure);
                // Lettuce would connect again at once, and be refused again.
                ctx.executor().schedule(() -> ctx.close(), REFUSED_SECONDS, TimeUnit.SECONDS);
                return;
            }
            active = true;
            context = ctx;
            ctx.fireChannelActive();
            askForProof(ctx);
        });
        ctx.channel().writeAndFlush(tracking);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) throws Exception {
        boolean wasActive = active;
        active = false;
        if (wasActive) {
            flush(FlushCause.CONNECTION_LOST);
        }
        super.channelInactive(ctx);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        READING.set(this);
        try {
            ctx.fireChannelRead(message);
        } finally {
            READING.remove();
        }
    }

    private void askForProof(ChannelHandlerContext ctx) {
        if (!active) {
            return;
        }
        long sentAt = System.nanoTime();
        Future<?> patience = ctx.executor()
                .schedule(
                        () -> {
                            if (active) {
                                flush(FlushCause.NO_PROOF);
                                ctx.close();
                            }
                        },
                        leaseNanos,
                        TimeUnit.NANOSECONDS);
        proof.ask(ctx.channel()).whenComplete((verdict, refusal) -> {
            patience.cancel(false);
            if (active && refusal != null) {
                flush(FlushCause.NO_PROOF);
                watcher.unconfirmed(this, refusal);
                ctx.executor().schedule(() -> ctx.close(), REFUSED_SECONDS, TimeUnit.SECONDS);
            } else if (active) {
                judge(verdict, sentAt);
                ctx.executor().schedule(() -> askForProof(ctx), leaseNanos / PROOFS_PER_LEASE, TimeUnit.NANOSECONDS);
            }
        });
    }

    private void judge(ProofOfLife.Verdict verdict, long sentAt) {
        switch (verdict) {
            case PROVEN -> {
                token.prove(sentAt);
                proven = token;
                announce(sentAt);
            }
            case UNSETTLED -> announce(sentAt);
            case NOT_MASTER -> flush(FlushCause.NOT_MASTER);
            case TOPOLOGY_CHANGED -> flush(FlushCause.TOPOLOGY_CHANGED);
            case NO_PROOF -> flush(FlushCause.NO_PROOF);
        }
    }

    private void announce(long sentAt) {
        if (!announced) {
            announced = true;
            watcher.tracked(this, sentAt);
        }
    }
}
