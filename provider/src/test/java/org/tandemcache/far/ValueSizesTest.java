package org.tandemcache.far;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** How many values travel together. */
class ValueSizesTest {
    private static final int MEGABYTE = 1 << 20;

    private final ValueSizes sizes = new ValueSizes();

    @Test
    void values_ofAMegabyte_travelByFour() {
        assertThat(sizes.entriesPerChunk()).isEqualTo(32); // nothing is known
        sizes.learn(32, 32L * MEGABYTE);

        assertThat(sizes.entriesPerChunk()).isEqualTo(4);
        assertThat(sizes.expected(4)).isEqualTo(4L * MEGABYTE);
    }

    @Test
    void values_aboveTheBound_travelAlone() {
        sizes.learn(1, 60L * MEGABYTE);

        assertThat(sizes.entriesPerChunk()).isEqualTo(1);
        assertThat(ValueSizes.fits(0, 0, 60 * MEGABYTE)).isTrue();
        assertThat(ValueSizes.fits(1, 100, 60 * MEGABYTE)).isFalse();
    }

    @Test
    void values_thatAreSmall_travelByFiveHundred() {
        sizes.learn(32, 32 * 100);

        assertThat(sizes.entriesPerChunk()).isEqualTo(500);
        assertThat(ValueSizes.fits(499, 49_900, 100)).isTrue();
        assertThat(ValueSizes.fits(500, 50_000, 100)).isFalse();
    }

    @Test
    void twoChunks_atOnce_areNoMoreThanOneMayBe() {
        assertThat(sizes.twoChunksFit()).as("nothing is known").isFalse();
        sizes.learn(0, 0);
        assertThat(sizes.twoChunksFit()).as("nothing was found").isFalse();
        sizes.learn(32, 32 * 4_194);
        assertThat(sizes.twoChunksFit()).isTrue();
        sizes.learn(32, 32 * 4_195);
        assertThat(sizes.twoChunksFit()).isFalse();
    }

    @Test
    void values_thatWereLargeOnce_areForgotten() {
        sizes.learn(4, 4L * MEGABYTE);
        for (int i = 0; i < 100; i++) {
            sizes.learn(10, 1_000);
        }

        assertThat(sizes.entriesPerChunk()).isEqualTo(500);
    }

    @Test
    void chunks_withoutAnyValue_grow() {
        sizes.learn(0, 0);
        assertThat(sizes.entriesPerChunk()).isEqualTo(128);
        sizes.learn(0, 0);
        assertThat(sizes.entriesPerChunk()).isEqualTo(500);
        sizes.learn(0, 0);
        assertThat(sizes.entriesPerChunk()).isEqualTo(500);
    }
}
