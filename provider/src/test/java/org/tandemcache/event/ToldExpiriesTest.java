package org.tandemcache.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.tandemcache.far.StoredEntry;

class ToldExpiriesTest {
    private final ToldExpiries told = new ToldExpiries();

    @Test
    void entry_foundByTwo_isToldOnce() {
        assertThat(told.first(entry(1))).isTrue();
        assertThat(told.first(new StoredEntry(entry(1).header()))).isFalse();
        assertThat(told.first(entry(2))).isTrue();
    }

    @Test
    void entries_moreThanAreKnown_pushOutTheOldest() {
        for (int i = 0; i <= ToldExpiries.KNOWN; i++) {
            assertThat(told.first(entry(i))).isTrue();
        }

        assertThat(told.first(entry(1))).isFalse();
        assertThat(told.first(entry(0))).isTrue();
    }

    private static StoredEntry entry(int version) {
        return new StoredEntry(ByteBuffer.allocate(StoredEntry.HEADER_LENGTH + 1)
                .put(StoredEntry.FORMAT)
                .putInt(StoredEntry.HEADER_LENGTH - 4, version)
                .array());
    }
}
