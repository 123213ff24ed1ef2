package org.tandemcache.coherence;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.RedisCommand;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tandemcache.far.FarKey;
import org.tandemcache.far.FarTierException;
import org.tandemcache.far.StoredEntry;
import org.tandemcache.near.Validity;

/**
 * What comes between values and their lifetimes: the answers are read by hand, on channels without a network. Lifetimes
 * are asked for backwards, as the values are handed out.
 */
class TrackedBatchTest {
    private static final String NOTHING_EXPIRES = "db0:keys=2,expires=0,avg_ttl=0";
    private static final String SOME_EXPIRE = "db0:keys=2,expires=1,avg_ttl=0";

    private final TwoChannels channels = new TwoChannels();
    private final List<Told> answers = List.of(new Told(), new Told(), new Told());
    private final List<AsyncCommand<?, ?, ?>> sent = new ArrayList<>();
    private final NodeExpiry expiry = new NodeExpiry(0);
    private boolean lost;

    @BeforeEach
    void send() {
        new TrackedBatch(
                        channels.connector,
                        Stream.of("a", "b", "none")
                                .map(key -> new FarKey(key, bytes(key)))
                                .toList(),
                        answers,
                        expiry,
                        this::flush,
                        System.nanoTime())
                .send(channels.first.token());
        TwoChannels.prove(channels.first);
        TwoChannels.prove(channels.second);
    }

    @AfterEach
    void close() {
        channels.close();
    }

    @Test
    void values_reachTheirReadersBeforeTheirLifetimesAreKnown() {
        channels.readByFirst(this::valuesCome);

        assertThat(answers).extracting(told -> told.read).containsExactly("a", "b", null);
        assertThat(answers).extracting(told -> told.arrived).containsOnly(true);
        assertThat(answers).extracting(told -> told.found).containsExactly(false, false, true); // and none is kept yet
    }

    @Test
    void values_whereNothingExpires_areKeptForEver() {
        channels.readByFirst(this::valuesCome, () -> told(NOTHING_EXPIRES));

        assertThat(sent).hasSize(2);
        assertThat(answers.get(0).entry.remainingMillis()).isEqualTo(StoredEntry.ETERNAL);
        assertThat(answers).extracting(Told::isKept).containsExactly(true, true, true);
    }

    @Test
    void values_whereSomethingExpires_areKeptForAsLongAsTheScriptSays() {
        channels.readByFirst(
                this::valuesCome, () -> told(SOME_EXPIRE), () -> complete(2, List.of(StoredEntry.ETERNAL, 5_000L)));

        assertThat(answers.get(0).entry.remainingMillis()).isEqualTo(5_000);
        assertThat(answers.get(1).entry.remainingMillis()).isEqualTo(StoredEntry.ETERNAL);
        assertThat(answers).extracting(Told::isKept).containsOnly(true);
    }

    @Test
    void value_thatExpiresBehindItsRead_isNotKept() {
        channels.readByFirst(
                this::valuesCome,
                () -> told(SOME_EXPIRE),
                () -> complete(2, List.of(StoredEntry.ETERNAL, TrackedRead.GONE)));

        assertThat(answers.get(0).entry).isNull();
        assertThat(answers).extracting(Told::isKept).containsExactly(false, true, true);
    }

    @Test
    void flush_betweenValuesAndLifetimes_endsThePromiseOfTheValues() {
        channels.readByFirst(
                this::valuesCome, () -> channels.first.flush(FlushCause.SERVER_FLUSH), () -> told(NOTHING_EXPIRES));

        assertThat(channels.first.token().holds(System.nanoTime())).isTrue();
        assertThat(answers).extracting(Told::isKept).containsExactly(false, false, false);
    }

    @Test
    void lifetimes_askedForAnewAfterAReconnect_doNotReviveTheValues() {
        channels.readByFirst(this::valuesCome);
        channels.readBySecond(() -> told(NOTHING_EXPIRES));

        assertThat(answers.get(0).isKept()).isFalse();
        assertThat(answers.get(1).isKept()).isFalse();
    }

    @Test
    void lifetimes_whoseScriptIsRefused_areAskedForOneByOne() {
        channels.readByFirst(this::valuesCome, () -> told(SOME_EXPIRE), () -> refuse(2));
        assertThat(sent).hasSize(5);

        channels.readByFirst(() -> complete(3, StoredEntry.ETERNAL), () -> complete(4, 5_000L));

        assertThat(answers.get(0).entry.remainingMillis()).isEqualTo(5_000);
        assertThat(answers).extracting(Told::isKept).containsOnly(true);
        assertThat(expiry.runsScripts()).isFalse();
    }

    @Test
    void refusalToTellWhetherAnythingExpires_isNoneToTellLifetimes() {
        channels.readByFirst(this::valuesCome, () -> refuse(1), () -> complete(2, List.of(5_000L, 6_000L)));

        assertThat(answers).extracting(Told::isKept).containsOnly(true);
    }

    @Test
    void lifetimes_thatCantBeAskedFor_failAnswersWhoseValuesWereRead() {
        channels.readByFirst(this::valuesCome, () -> lost = true, () -> told(SOME_EXPIRE));

        assertThat(answers).extracting(told -> told.read).containsExactly("a", "b", null);
        assertThat(answers).extracting(told -> told.failed).containsExactly(true, true, false);
    }

    @Test
    void values_thatDontCome_failEveryAnswerOnce() {
        channels.readByFirst(() -> refuse(0), () -> told(NOTHING_EXPIRES));

        assertThat(answers).extracting(told -> told.failed).containsOnly(true);
        assertThat(answers).extracting(told -> told.ends).containsOnly(1);
    }

    private void flush(List<RedisCommand<byte[], byte[], ?>> commands) {
        if (lost) {
            throw new RedisException("the connection is lost");
        }
        commands.forEach(command -> sent.add((AsyncCommand<?, ?, ?>) command));
    }

    private void valuesCome() {
        complete(0, Arrays.asList(bytes("a"), bytes("b"), null));
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
