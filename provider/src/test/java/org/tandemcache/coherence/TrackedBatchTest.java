package org.tandemcache.coherence;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.KeyValue;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.RedisCommand;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tandemcache.far.FarKey;
import org.tandemcache.far.FarTierException;
import org.tandemcache.far.StoredEntry;
import org.tandemcache.far.redis.connection.RedisServerAddress;
import org.tandemcache.far.redis.topology.RedisConnector;
import org.tandemcache.near.Validity;

/**
 * What comes between values and their lifetimes: the answers are read by hand, on channels without a network. Lifetimes
 * are asked for backwards, as the values are handed out.
 */
class TrackedBatchTest {
    private static final long LEASE = 1_000_000_000_000L;
    private static final String NOTHING_EXPIRES = "db0:keys=2,expires=0,avg_ttl=0";
    private static final String SOME_EXPIRE = "db0:keys=2,expires=1,avg_ttl=0";

    private final RedisConnector connector =
            new RedisConnector(RedisServerAddress.parse("redis://localhost:6379", "test"));
    private final TrackingHandler first = new TrackingHandler(LEASE, new MasterProof(), new Silent());
    private final TrackingHandler second = new TrackingHandler(LEASE, new MasterProof(), new Silent());
    private final EmbeddedChannel firstChannel = new EmbeddedChannel(first, new Reader());
    private final EmbeddedChannel secondChannel = new EmbeddedChannel(second, new Reader());
    private final List<Told> answers = List.of(new Told(), new Told(), new Told());
    private final List<AsyncCommand<?, ?, ?>> sent = new ArrayList<>();
    private final NodeExpiry expiry = new NodeExpiry(0);
    private boolean lost;

    @BeforeEach
    void send() {
        new TrackedBatch(
                        connector,
                        Stream.of("a", "b", "none")
                                .map(key -> new FarKey(key, bytes(key)))
                                .toList(),
                        answers,
                        expiry,
                        this::flush,
                        System.nanoTime())
                .send(first.token());
        first.token().prove(System.nanoTime());
        second.token().prove(System.nanoTime());
    }

    @AfterEach
    void close() {
        firstChannel.finishAndReleaseAll();
        secondChannel.finishAndReleaseAll();
        connector.close();
    }

    @Test
    void values_reachTheirReadersBeforeTheirLifetimesAreKnown() {
        read(firstChannel, this::valuesCome);

        assertThat(answers).extracting(told -> told.read).containsExactly("a", "b", null);
        assertThat(answers).extracting(told -> told.arrived).containsOnly(true);
        assertThat(answers).extracting(told -> told.found).containsExactly(false, false, true); // and none is kept yet
    }

    @Test
    void values_whereNothingExpires_areKeptForEver() {
        read(firstChannel, this::valuesCome, () -> told(NOTHING_EXPIRES));

        assertThat(sent).hasSize(2);
        assertThat(answers.get(0).entry.remainingMillis()).isEqualTo(StoredEntry.ETERNAL);
        assertThat(answers).extracting(Told::isKept).containsExactly(true, true, true);
    }

    @Test
    void values_whereSomethingExpires_areKeptForAsLongAsTheScriptSays() {
        read(
                firstChannel,
                this::valuesCome,
                () -> told(SOME_EXPIRE),
                () -> complete(2, List.of(StoredEntry.ETERNAL, 5_000L)));

        assertThat(answers.get(0).entry.remainingMillis()).isEqualTo(5_000);
        assertThat(answers.get(1).entry.remainingMillis()).isEqualTo(StoredEntry.ETERNAL);
        assertThat(answers).extracting(Told::isKept).containsOnly(true);
    }

    @Test
    void value_thatExpiresBehindItsRead_isNotKept() {
        read(
                firstChannel,
                this::valuesCome,
                () -> told(SOME_EXPIRE),
                () -> complete(2, List.of(StoredEntry.ETERNAL, TrackedRead.GONE)));

        assertThat(answers.get(0).entry).isNull();
        assertThat(answers).extracting(Told::isKept).containsExactly(false, true, true);
    }

    @Test
    void flush_betweenValuesAndLifetimes_endsThePromiseOfTheValues() {
        read(firstChannel, this::valuesCome, () -> first.flush(FlushCause.SERVER_FLUSH), () -> told(NOTHING_EXPIRES));

        assertThat(first.token().holds(System.nanoTime())).isTrue();
        assertThat(answers).extracting(Told::isKept).containsExactly(false, false, false);
    }

    @Test
    void lifetimes_askedForAnewAfterAReconnect_doNotReviveTheValues() {
        read(firstChannel, this::valuesCome);
        read(secondChannel, () -> told(NOTHING_EXPIRES));

        assertThat(answers.get(0).isKept()).isFalse();
        assertThat(answers.get(1).isKept()).isFalse();
    }

    @Test
    void lifetimes_whoseScriptIsRefused_areAskedForOneByOne() {
        read(firstChannel, this::valuesCome, () -> told(SOME_EXPIRE), () -> refuse(2));
        assertThat(sent).hasSize(5);

        read(firstChannel, () -> complete(3, StoredEntry.ETERNAL), () -> complete(4, 5_000L));

        assertThat(answers.get(0).entry.remainingMillis()).isEqualTo(5_000);
        assertThat(answers).extracting(Told::isKept).containsOnly(true);
        assertThat(expiry.runsScripts()).isFalse();
    }

    @Test
    void refusalToTellWhetherAnythingExpires_isNoneToTellLifetimes() {
        read(firstChannel, this::valuesCome, () -> refuse(1), () -> complete(2, List.of(5_000L, 6_000L)));

        assertThat(answers).extracting(Told::isKept).containsOnly(true);
    }

    @Test
    void lifetimes_thatCantBeAskedFor_failAnswersWhoseValuesWereRead() {
        read(firstChannel, this::valuesCome, () -> lost = true, () -> told(SOME_EXPIRE));

        assertThat(answers).extracting(told -> told.read).containsExactly("a", "b", null);
        assertThat(answers).extracting(told -> told.failed).containsExactly(true, true, false);
    }

    @Test
    void values_thatDontCome_failEveryAnswerOnce() {
        read(firstChannel, () -> refuse(0), () -> told(NOTHING_EXPIRES));

        assertThat(answers).extracting(told -> told.failed).containsOnly(true);
        assertThat(answers).extracting(told -> told.ends).containsOnly(1);
    }

    private void flush(List<RedisCommand<byte[], byte[], ?>> commands) {
        if (lost) {
            throw new RedisException("the connection is lost");
        }
        commands.forEach(command -> sent.add((AsyncCommand<?, ?, ?>) command));
    }

    private static void read(EmbeddedChannel channel, Runnable... answers) {
        channel.writeInbound((Object[]) answers);
    }

    private void valuesCome() {
        complete(
                0,
                List.of(
                        KeyValue.just(bytes("a"), bytes("a")),
                        KeyValue.just(bytes("b"), bytes("b")),
                        KeyValue.empty(bytes("none"))));
    }

    private void told(String keyspace) {
        complete(1, keyspace);
    }

    @SuppressWarnings("unchecked") // each command's own type of reply
    private <T> void complete(int index, T reply) {
        ((AsyncCommand<byte[], byte[], T>) sent.get(index)).complete(reply);
    }

    private void refuse(int index) {
        sent.get(index).completeExceptionally(new RedisCommandExecutionException("NOPERM no permission"));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
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

    private static final class Told implements CoherentReads.Answer {
        private boolean arrived;
        private String read;
        private boolean found;
        private boolean failed;
        private int ends;
        private StoredEntry entry;
        private Validity validity;

        boolean isKept() {
            return validity.holds(System.nanoTime());
        }

        @Override
        public void sent(Validity promise) {}

        @Override
        public void arrived() {
            arrived = true;
        }

        @Override
        public void read(StoredEntry value, long sentAt, Validity promised) {
            read = new String(value.bytes(), StandardCharsets.UTF_8);
        }

        @Override
        public void found(StoredEntry answer, long sentAt, Validity promised) {
            found = true;
            entry = answer;
            validity = promised;
            ends++;
        }

        @Override
        public void failed(FarTierException failure) {
            failed = true;
            ends++;
        }
    }
}
