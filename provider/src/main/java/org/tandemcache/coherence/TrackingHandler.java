package org.tandemcache.coherence;

import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.GenericMapOutput;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.FastThreadLocal;
import io.netty.util.concurrent.Future;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Makes a channel a tracked one and holds its {@link Token}. It stands behind Lettuce's handshake and lets the channel
 * become active only when the server has confirmed the tracking, so no command can come before. From then on it asks
 * the server every quarter of a lease for a proof of life: the answer comes behind all earlier notices, so it proves
 * that none is missing up to when it was asked for.
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
    private final ChannelWatcher watcher;
    private volatile Token token;
    private boolean active;
    private boolean announced;

    TrackingHandler(long leaseNanos, ChannelWatcher watcher) {
        this.leaseNanos = leaseNanos;
        this.watcher = watcher;
        this.token = new Token(leaseNanos);
    }

    /** The channel that this thread reads, or null outside of its event loop's reading. */
    static @Nullable TrackingHandler reading() {
        return READING.getIfExists();
    }

    /** Under which an answer that is read now may be kept. */
    Token token() {
        return token;
    }

    /** Ends the promise of all that was read so far; what is read from now on comes under a new one. */
    void flush(FlushCause cause) {
        Token before = token;
        token = cause == FlushCause.SERVER_FLUSH ? before.successor() : new Token(leaseNanos);
        before.kill();
        watcher.flushed(this, cause);
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        AsyncCommand<String, String, String> tracking = new AsyncCommand<>(new Command<>(
                CommandType.CLIENT,
                new StatusOutput<>(StringCodec.UTF8),
                new CommandArgs<>(StringCodec.UTF8).add("TRACKING").add("ON")));
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

    /** HELLO without arguments changes nothing and tells the role. */
    private void askForProof(ChannelHandlerContext ctx) {
        if (!active) {
            return;
        }
        long sentAt = System.nanoTime();
        AsyncCommand<String, String, Map<String, Object>> hello =
                new AsyncCommand<>(new Command<>(CommandType.HELLO, new GenericMapOutput<>(StringCodec.UTF8)));
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
        hello.whenComplete((answer, failure) -> {
            patience.cancel(false);
            if (active) {
                judge(answer, failure, sentAt);
                ctx.executor().schedule(() -> askForProof(ctx), leaseNanos / PROOFS_PER_LEASE, TimeUnit.NANOSECONDS);
            }
        });
        ctx.channel().writeAndFlush(hello);
    }

    private void judge(@Nullable Map<String, Object> answer, @Nullable Throwable failure, long sentAt) {
        if (failure != null || answer == null) {
            flush(FlushCause.NO_PROOF);
        } else if (!"master".equals(answer.get("role"))) {
            flush(FlushCause.NOT_MASTER);
        } else {
            token.prove(sentAt);
            if (!announced) {
                announced = true;
                watcher.coherent(this);
            }
        }
    }
}
