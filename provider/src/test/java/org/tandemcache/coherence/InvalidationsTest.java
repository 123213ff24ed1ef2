package org.tandemcache.coherence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.lettuce.core.api.push.PushMessage;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.tandemcache.far.Keyspace;
import org.tandemcache.near.Validity;

/** Who is told of a notice, and what ends the promise of its channel; on a channel without a network. */
class InvalidationsTest {
    private static final Keyspace ONE = new Keyspace("tandem", "one");
    private static final Keyspace TWO = new Keyspace("tandem", "two");

    private final Invalidations invalidations = new Invalidations();
    private final List<String> toldOne = new ArrayList<>();
    private final List<String> toldTwo = new ArrayList<>();
    private final InvalidationListener one = (key, promise) -> toldOne.add(new String(key, StandardCharsets.UTF_8));
    private final List<FlushCause> flushes = new ArrayList<>();
    private final TrackingHandler channel =
            new TrackingHandler(TimeUnit.HOURS.toNanos(1), new MasterProof(), new Watcher());
    private final EmbeddedChannel wire = new EmbeddedChannel(channel, new Reader());
    private final Logger logger = (Logger) LoggerFactory.getLogger(Invalidations.class);
    // As caches do, which are told only while they are there.
    private final List<InvalidationListener> kept = new ArrayList<>();
    private Token before;

    private void register(Keyspace keyspace, InvalidationListener listener) {
        kept.add(listener);
        invalidations.register(keyspace, listener);
    }

    @BeforeEach
    void registerBoth() {
        logger.setLevel(Level.OFF); // it tells of each surprise
        register(ONE, one);
        register(TWO, (key, promise) -> toldTwo.add(new String(key, StandardCharsets.UTF_8)));
        before = channel.token();
        before.prove(System.nanoTime());
    }

    @AfterEach
    void close() {
        logger.setLevel(null);
        wire.finishAndReleaseAll();
    }

    @Test
    void notice_ofAKey_isToldToItsCacheAlone() {
        arrives(notice("tandem:one:{}s:key"));

        assertThat(toldOne).containsExactly("tandem:one:{}s:key");
        assertThat(toldTwo).isEmpty();
        assertPromiseHolds();
    }

    /** It was not understood, and every copy was forgotten. */
    @Test
    void notice_ofAKeyInOneSlot_isToldToItsCacheAlone() {
        List<String> told = new ArrayList<>();
        register(
                Keyspace.inOneSlot("tandem", "slot"),
                (key, promise) -> told.add(new String(key, StandardCharsets.UTF_8)));

        arrives(notice("tandem:{slot}:s:{key}"));
        arrives(notice("tandem:one:{}s:}"));

        assertThat(told).containsExactly("tandem:{slot}:s:{key}");
        assertThat(toldOne).containsExactly("tandem:one:{}s:}");
        assertPromiseHolds();
    }

    @Test
    void notice_namesThePromiseOfItsChannel() {
        List<Validity> promises = new ArrayList<>();
        register(ONE, (key, promise) -> promises.add(promise));

        arrives(notice("tandem:one:{}s:key"));
        channel.flush(FlushCause.SERVER_FLUSH);
        arrives(notice("tandem:one:{}s:key"));

        assertThat(promises).containsExactly(before, channel.token()).doesNotHaveDuplicates();
    }

    @Test
    void notice_ofSeveralKeys_isToldForEach() {
        arrives(notice("tandem:one:{}s:a", "tandem:two:{}s:b", "tandem:one:{}s:c"));

        assertThat(toldOne).containsExactly("tandem:one:{}s:a", "tandem:one:{}s:c");
        assertThat(toldTwo).containsExactly("tandem:two:{}s:b");
    }

    @Test
    void notice_ofAKeyWithBraces_isToldToItsCache() {
        arrives(notice("tandem:one:{}s:{}{x}{}"));

        assertThat(toldOne).containsExactly("tandem:one:{}s:{}{x}{}");
    }

    @Test
    void notice_ofAKeyInALargerBuffer_isItsOwnBytes() {
        ByteBuffer slice = ByteBuffer.wrap("xxtandem:one:{}s:keyxx".getBytes(StandardCharsets.UTF_8), 2, 18)
                .slice();

        arrives(push("invalidate", Arrays.asList("invalidate", List.of(slice))));

        assertThat(toldOne).containsExactly("tandem:one:{}s:key");
        assertThat(slice.remaining()).isEqualTo(18); // others may read it too
    }

    @Test
    void notice_forACacheThatWasClosed_isIgnored() {
        invalidations.unregister(ONE, one);

        arrives(notice("tandem:one:{}s:key"));

        assertThat(toldOne).isEmpty();
        assertPromiseHolds();
    }

    /** The name of a cache that closes may have a new owner by then. */
    @Test
    void unregister_ofAnotherOnesKeyspace_leavesIt() {
        List<String> toldNamesake = new ArrayList<>();
        register(ONE, (key, promise) -> toldNamesake.add(new String(key, StandardCharsets.UTF_8)));

        invalidations.unregister(ONE, one);
        arrives(notice("tandem:one:{}s:key"));

        assertThat(toldNamesake).hasSize(1);
    }

    @Test
    void notice_withoutKeys_flushesAndLetsLaterReadsBeKept() {
        arrives(push("invalidate", Arrays.asList("invalidate", null)));

        assertThat(flushes).containsExactly(FlushCause.SERVER_FLUSH);
        assertThat(before.dead()).isTrue();
        assertThat(channel.token().holds(System.nanoTime())).isTrue();
    }

    @Test
    void notice_ofAKeyThatNoCacheReads_isASurprise() {
        arrives(notice("somebody:elses"));

        assertSurprise();
    }

    @Test
    void notice_thatItsCacheCantUnderstand_isASurprise() {
        register(ONE, (key, promise) -> {
            throw new IllegalArgumentException("no key of mine");
        });

        arrives(notice("tandem:one:{}s:key"));

        assertSurprise();
    }

    @Test
    void notice_thatFailsWithAnError_isASurprise() {
        register(ONE, (key, promise) -> {
            throw new StackOverflowError();
        });

        arrives(notice("tandem:one:{}s:key"));

        assertSurprise();
    }

    @Test
    void notice_ofAnotherShape_isASurprise() {
        arrives(push("invalidate", List.of("invalidate", 42L)));

        assertSurprise();
    }

    @Test
    void notice_withoutContent_isASurprise() {
        arrives(push("invalidate", List.of("invalidate")));

        assertSurprise();
    }

    @Test
    void push_ofAnotherKind_isIgnored() {
        arrives(push("message", Arrays.asList("message", null)));

        assertPromiseHolds();
    }

    /** Nobody would know whose promise has ended. */
    @Test
    void notice_outsideOfAChannelsReading_isRefused() {
        assertThatThrownBy(() -> invalidations.onPushMessage(notice("tandem:one:{}s:key")))
                .isInstanceOf(IllegalStateException.class);
    }

    private void assertSurprise() {
        assertThat(flushes).containsExactly(FlushCause.SURPRISE);
        assertThat(before.dead()).isTrue();
        assertThat(channel.token().holds(System.nanoTime())).isFalse(); // until there is a new proof
    }

    private void assertPromiseHolds() {
        assertThat(flushes).isEmpty();
        assertThat(channel.token()).isSameAs(before);
        assertThat(before.holds(System.nanoTime())).isTrue();
    }

    private void arrives(PushMessage message) {
        wire.writeInbound(message);
    }

    private static PushMessage notice(String... keys) {
        List<ByteBuffer> encoded = Arrays.stream(keys)
                .map(key -> ByteBuffer.wrap(key.getBytes(StandardCharsets.UTF_8)))
                .toList();
        return push("invalidate", List.of("invalidate", encoded));
    }

    private static PushMessage push(String type, List<Object> content) {
        return new Pushed(type, content);
    }

    private record Pushed(String type, List<Object> content) implements PushMessage {
        @Override
        public String getType() {
            return type;
        }

        @Override
        public List<Object> getContent() {
            return content;
        }

        @Override
        public List<Object> getContent(Function<ByteBuffer, Object> decode) {
            throw new UnsupportedOperationException("nobody asks for this");
        }
    }

    /** Stands for Lettuce's decoder: hands on what comes. */
    private final class Reader extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            invalidations.onPushMessage((PushMessage) message);
        }
    }

    private final class Watcher implements ChannelWatcher {
        @Override
        public void tracked(TrackingHandler ready, long askedAt) {}

        @Override
        public void unconfirmed(TrackingHandler closing, Throwable cause) {}

        @Override
        public void flushed(TrackingHandler flushed, FlushCause cause) {
            flushes.add(cause);
        }
    }
}
