package org.tandemcache.coherence;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.RedisCommand;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.tandemcache.far.FarKey;
import org.tandemcache.far.FarTierException;
import org.tandemcache.far.StoredEntry;
import org.tandemcache.near.Validity;

/** What comes between a value and its lifetime: the two answers are read by hand, on channels without a network. */
class TrackedReadTest {
    private final TwoChannels channels = new TwoChannels();
    private final Found answer = new Found();
    private final List<RedisCommand<byte[], byte[], ?>> commands = TrackedRead.commands(
            channels.connector,
            new FarKey("key", "key".getBytes(StandardCharsets.UTF_8)),
            answer,
            channels.first.token(),
            System.nanoTime());

    @AfterEach
    void close() {
        channels.close();
    }

    @Test
    void value_andLifetimeOfOneChannel_areKeptUnderItsPromise() {
        TwoChannels.prove(channels.first);

        channels.readByFirst(this::valueComes, this::lifetimeComes);

        assertThat(answer.validity.holds(System.nanoTime())).isTrue();
    }

    @Test
    void answer_hearsWhenItIsSentAndWhenItsValueCame() {
        assertThat(answer.sentUnder).isSameAs(channels.first.token());
        assertThat(answer.arrived).isFalse();

        channels.readByFirst(this::valueComes);

        assertThat(answer.arrived).isTrue();
        assertThat(answer.validity).isNull(); // found with its lifetime, not before
    }

    @Test
    void flush_betweenValueAndLifetime_endsThePromiseOfTheValue() {
        TwoChannels.prove(channels.first);

        channels.readByFirst(
                this::valueComes, () -> channels.first.flush(FlushCause.SERVER_FLUSH), this::lifetimeComes);

        assertThat(channels.first.token().holds(System.nanoTime())).isTrue();
        assertThat(answer.validity.holds(System.nanoTime())).isFalse();
    }

    @Test
    void lifetime_askedForAnewAfterAReconnect_doesNotReviveTheValue() {
        TwoChannels.prove(channels.first);
        TwoChannels.prove(channels.second);

        channels.readByFirst(this::valueComes);
        channels.first.flush(FlushCause.CONNECTION_LOST);
        channels.readBySecond(this::lifetimeComes);

        assertThat(answer.validity.holds(System.nanoTime())).isFalse();
    }

    @SuppressWarnings("unchecked") // GET comes first
    private void valueComes() {
        ((AsyncCommand<byte[], byte[], byte[]>) commands.get(0)).complete("value".getBytes(StandardCharsets.UTF_8));
    }

    @SuppressWarnings("unchecked") // PTTL comes next
    private void lifetimeComes() {
        ((AsyncCommand<byte[], byte[], Long>) commands.get(1)).complete(StoredEntry.ETERNAL);
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
