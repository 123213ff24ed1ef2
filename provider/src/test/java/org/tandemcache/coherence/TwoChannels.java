package org.tandemcache.coherence;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import org.tandemcache.far.redis.connection.RedisServerAddress;
import org.tandemcache.far.redis.topology.RedisConnector;

/** Two tracked channels without a network, one after the other: what comes by them is run by hand. */
final class TwoChannels implements AutoCloseable {
    private static final long LEASE = 1_000_000_000_000L;

    final RedisConnector connector = new RedisConnector(RedisServerAddress.parse("redis://localhost:6379", "test"));
    final TrackingHandler first = new TrackingHandler(LEASE, new MasterProof(), new Silent());
    final TrackingHandler second = new TrackingHandler(LEASE, new MasterProof(), new Silent());
    private final EmbeddedChannel firstChannel = new EmbeddedChannel(first, new Reader());
    private final EmbeddedChannel secondChannel = new EmbeddedChannel(second, new Reader());

    /** Reads answers by the first channel, in one turn of its event loop. */
    void readByFirst(Runnable... answers) {
        firstChannel.writeInbound((Object[]) answers);
    }

    void readBySecond(Runnable... answers) {
        secondChannel.writeInbound((Object[]) answers);
    }

    static void prove(TrackingHandler channel) {
        channel.token().prove(System.nanoTime());
    }

    @Override
    public void close() {
        firstChannel.finishAndReleaseAll();
        secondChannel.finishAndReleaseAll();
        connector.close();
    }

    /** Stands for Lettuce's decoder: runs what comes. */
    private static final class Reader extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ((Runnable) message).run();
        }
    }

    private static final class Silent implements ChannelWatcher {
        @Override
        public void tracked(TrackingHandler channel, long askedAt) {}

        @Override
        public void unconfirmed(TrackingHandler channel, Throwable cause) {}

        @Override
        public void flushed(TrackingHandler channel, FlushCause cause) {}
    }
}
