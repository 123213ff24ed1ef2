package org.tandemcache.note;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * What earlier versions have written into a journal is read for ever, and written as it was: readers are upgraded at
 * another time than writers. The files under {@code golden} are never changed.
 */
class JournalGoldenTest {
    private static final UUID WRITER = new UUID(3, -4);
    private static final byte[] KEY = "tandem:cache:{}s:key".getBytes(StandardCharsets.UTF_8);
    private static final byte[] HEAD =
            NoteFormat.head(WRITER, 7, 1_764_172_800_123L, NoteFormat.instance("billing-1"), KEY);

    @Test
    void update_withValues_isReadAndBeginsAsItIsWrittenToday() throws IOException {
        byte[] golden = read("journal-updated");

        Note.Changed note = (Note.Changed) NoteFormat.read(golden);
        assertThat(note.writer()).isEqualTo(WRITER);
        assertThat(note.number()).isEqualTo(7);
        assertThat(note.millis()).isEqualTo(1_764_172_800_123L);
        assertThat(note.instance()).isEqualTo("billing-1");
        assertThat(note.key()).isEqualTo(KEY);
        assertThat(note.type()).isEqualTo(Note.Type.UPDATED);
        assertThat(note.value()).isNotNull();
        assertThat(note.value().bytes()).startsWith(0xF9, 0, 0, 0, 1).endsWith('s', 'n', 'e', 'w');
        assertThat(note.oldValue()).isNotNull();
        assertThat(note.oldValue().bytes()).startsWith(0xF9, 0, 0, 0, 2).endsWith('s', 'o', 'l', 'd');
        assertThat(Arrays.copyOf(golden, HEAD.length)).isEqualTo(HEAD);
    }

    @Test
    void creation_withoutValues_isReadWithItsHeaderAlone() throws IOException {
        Note.Changed note = (Note.Changed) NoteFormat.read(read("journal-created-plain"));

        assertThat(note.type()).isEqualTo(Note.Type.CREATED);
        assertThat(note.value()).isNotNull();
        assertThat(note.value().bytes()).hasSize(20);
        assertThat(note.oldValue()).isNull();
    }

    @Test
    void loss_isReadAndWrittenAsItWas() throws IOException {
        byte[] golden = read("journal-lost");

        assertThat(NoteFormat.read(golden)).isEqualTo(new Note.Lost(WRITER, 5));
        assertThat(NoteFormat.lost(WRITER, 5)).isEqualTo(golden);
    }

    private static byte[] read(String name) throws IOException {
        try (InputStream file = JournalGoldenTest.class.getResourceAsStream("/golden/" + name + ".bin")) {
            assertThat(file).as(name).isNotNull();
            return file.readAllBytes();
        }
    }
}
