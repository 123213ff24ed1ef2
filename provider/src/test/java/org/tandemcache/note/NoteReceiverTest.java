package org.tandemcache.note;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What a receiver makes of messages, by a clock of the test's. */
class NoteReceiverTest {
    private static final long SILENCE = 1_000;
    private static final UUID WRITER = new UUID(1, 2);

    private final List<String> told = new ArrayList<>();
    private long now;
    private final NoteReceiver receiver = new NoteReceiver(new UUID(0, 0), () -> now, SILENCE, new NoteReceiver.Sink() {
        @Override
        public void heard(Note.Changed note) {
            told.add("heard " + note.number());
        }

        @Override
        public void missed(long changes) {
            told.add("missed " + changes);
        }
    });

    @Test
    void writer_silentForAWhile_isToldOnceAndItsChangesAreCountedWhenItSpeaksAgain() {
        receiver.message(change(1));
        pass(SILENCE + 1);
        pass(SILENCE);
        receiver.message(change(5));
        receiver.message(NoteFormat.beat(WRITER, 5));

        assertThat(told).containsExactly("heard 1", "missed 0", "heard 5", "missed 3");
    }

    @Test
    void writer_silentForLong_isForgottenAndItsHolesAreCounted() {
        receiver.message(change(1));
        receiver.message(change(3));
        pass(SILENCE + 1);
        pass(60 * SILENCE);

        assertThat(told).containsExactly("heard 1", "heard 3", "missed 0", "missed 1");
        assertThat(receiver.settledOf(WRITER)).isEqualTo(-1);
    }

    @Test
    void writer_firstHeardInItsMiddleLongAfterTheBeginning_isToldAsAPossibleLoss() {
        pass(SILENCE + 1);
        receiver.message(change(7));

        assertThat(told).containsExactly("missed 0", "heard 7");
    }

    @Test
    void restart_afterNobodyListened_countsNothingOfWhatWasWrittenMeanwhile() {
        receiver.message(change(1));
        receiver.restart();
        receiver.message(change(9));
        receiver.message(NoteFormat.beat(WRITER, 10));

        assertThat(told).containsExactly("heard 1", "heard 9", "missed 1");
    }

    @Test
    void bytes_thatAreNoNote_areToldAsAPossibleLoss() {
        receiver.message(new byte[] {77});

        assertThat(told).containsExactly("missed 0");
    }

    @Test
    void farewell_behindAHole_countsItAndForgetsTheWriter() {
        receiver.message(change(1));
        receiver.message(NoteFormat.farewell(WRITER, 3));

        assertThat(told).containsExactly("heard 1", "missed 2");
        assertThat(receiver.settledOf(WRITER)).isEqualTo(-1);
    }

    private void pass(long nanos) {
        now += nanos;
        receiver.look();
    }

    private static byte[] change(long number) {
        byte[] head =
                NoteFormat.head(WRITER, number, 0, NoteFormat.instance("a"), "key".getBytes(StandardCharsets.UTF_8));
        return ByteBuffer.allocate(head.length + 2)
                .put(head)
                .put((byte) 'R')
                .put((byte) '-')
                .array();
    }
}
