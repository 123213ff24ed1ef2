package org.tandemcache.note;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class NoteFormatTest {
    private static final UUID WRITER = new UUID(3, -4);
    private static final byte[] KEY = "tandem:cache:{}s:key".getBytes(StandardCharsets.UTF_8);

    @Test
    void change_completedByTheServer_comesBack() {
        Note.Changed note = (Note.Changed) NoteFormat.read(updated());

        assertThat(note.writer()).isEqualTo(WRITER);
        assertThat(note.number()).isEqualTo(7);
        assertThat(note.millis()).isEqualTo(99);
        assertThat(note.instance()).isEqualTo("billing-1");
        assertThat(note.key()).isEqualTo(KEY);
        assertThat(note.type()).isEqualTo(Note.Type.UPDATED);
        assertThat(note.value().bytes()).containsExactly(1, 2);
        assertThat(note.oldValue().bytes()).containsExactly(9);
    }

    @Test
    void words_ofAWriter_comeBack() {
        assertThat(NoteFormat.read(NoteFormat.beat(WRITER, 5))).isEqualTo(new Note.Beat(WRITER, 5));
        assertThat(NoteFormat.read(NoteFormat.farewell(WRITER, 6))).isEqualTo(new Note.Farewell(WRITER, 6));
    }

    @Test
    void bytes_cutAnywhere_areRefused() {
        byte[] whole = updated();
        for (int length = 0; length < whole.length - 1; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> NoteFormat.read(cut))
                    .as("%d bytes", length)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("ends too early");
        }
    }

    @Test
    void bytes_ofALaterForm_areRefused() {
        byte[] later = NoteFormat.beat(WRITER, 5);
        later[0] = 77;
        assertThatThrownBy(() -> NoteFormat.read(later)).hasMessage("a note of unknown form 77");
    }

    @Test
    void instance_longerThanItMayBe_isCutBetweenCharacters() {
        byte[] told = NoteFormat.instance("x" + "ä".repeat(200));

        assertThat(new String(told, StandardCharsets.UTF_8)).isEqualTo("x" + "ä".repeat(127));
    }

    private static byte[] updated() {
        byte[] head = NoteFormat.head(WRITER, 7, 99, NoteFormat.instance("billing-1"), KEY);
        return ByteBuffer.allocate(head.length + 1 + 4 + 2 + 2)
                .put(head)
                .put((byte) 'U')
                .putInt(2)
                .put(new byte[] {1, 2})
                .put((byte) '+')
                .put((byte) 9)
                .array();
    }
}
