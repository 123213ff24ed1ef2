package org.tandemcache.coherence;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.RedisCommand;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.tandemcache.far.FarKey;
import org.tandemcache.far.FarTierException;
import org.tandemcache.far.StoredEntry;
import org.tandemcache.far.redis.connection.RedisServerAddress;
import org.tandemcache.far.redis.topology.RedisConnector;
import org.tandemcache.near.Validity;

/** What comes between a value and its lifetime: the two answers are read by hand, on channels without a network. */
class TrackedReadTest {
    private static final long LEASE = 1_000_000_000_000L;

    private final RedisConnector connector =
            new RedisConnector(RedisServerAddress.parse("redis://localhost:6379", "test"));
    private final TrackingHandler first = new TrackingHandler(LEASE, new MasterProof(), new Silent());
    private final TrackingHandler second = new TrackingHandler(LEASE, new MasterProof(), new Silent());
    private final EmbeddedChannel firstChannel = new EmbeddedChannel(first, new Reader());
    private final EmbeddedChannel secondChannel = new EmbeddedChannel(second, new Reader());
    private final Found answer = new Found();
    private final List<RedisCommand<byte[], byte[], ?>> commands = TrackedRead.commands(
            connector,
            new FarKey("key", "key".getBytes(StandardCharsets.UTF_8)),
            answer,
            first.token(),
            System.nanoTime());

    @AfterEach
    void close() {
        firstChannel.finishAndReleaseAll();
        secondChannel.finishAndReleaseAll();
        connector.close();
    }

    @Test
    void value_andLifetimeOfOneChannel_areKeptUnderItsPromise() {
        prove(first);

        firstChannel.writeInbound((Runnable) this::valueComes, (Runnable) this::lifetimeComes);

        assertThat(answer.validity.holds(System.nanoTime())).isTrue();
    }

    @Test
    void answer_hearsWhenItIsSentAndWhenItsValueCame() {
        assertThat(answer.sentUnder).isSameAs(first.token());
        assertThat(answer.arrived).isFalse();

        firstChannel.writeInbound((Runnable) this::valueComes);

        assertThat(answer.arrived).isTrue();
        assertThat(answer.validity).isNull(); // found with its lifetime, not before
    }

    @Test
    void flush_betweenValueAndLifetime_endsThePromiseOfTheValue() {
        prove(first);

        firstChannel.writeInbound(
                (Runnable) this::valueComes, (Runnable) () -> first.flush(FlushCause.SERVER_FLUSH), (Runnable)
                        this::lifetimeComes);

        assertThat(first.token().holds(System.nanoTime())).isTrue();
        assertThat(answer.validity.holds(System.nanoTime())).isFalse();
    }

    @Test
    void lifetime_askedForAnewAfterAReconnect_doesNotReviveTheValue() {
        prove(first);
        prove(second);

        firstChannel.writeInbound((Runnable) this::valueComes);
        first.flush(FlushCause.CONNECTION_LOST);
        secondChannel.writeInbound((Runnable) this::lifetimeComes);

        assertThat(answer.validity.holds(System.nanoTime())).isFalse();
    }

    private static void prove(TrackingHandler channel) {
        channel.token().prove(System.nanoTime());
    }

    @SuppressWarnings("unchecked") // GET comes first
    private void valueComes() {
        ((AsyncCommand<byte[], byte[], byte[]>) commands.get(0)).complete("value".getBytes(StandardCharsets.UTF_8));
    }

    @SuppressWarnings("unchecked") // PTTL comes next
    private void lifetimeComes() {
        ((AsyncCommand<byte[], byte[], Long>) commands.get(1)).complete(StoredEntry.ETERNAL);
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

    private static final class Found implements CoherentReads.Answer {
        private Validity sentUnder;
        private boolean arrived;
        private Validity validity;

        @Override
        public void sent(Validity promise) {
            sentUnder = promise;
        }

        @Override
        public void arrived() {
            arrived = true;
        }

        @Override
        public void found(StoredEntry entry, long sentAt, Validity promised) {
            validity = promised;
        }

        @Override
        public void failed(FarTierException failure) {
            throw failure;
        }
    }
}
