package org.tandemcache.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What the host kept for others. */
class ProcessorTimeTest {
    @Test
    void stolenTime_isAShareOfWhatWentBy() {
        ProcessorTime before = new ProcessorTime(1_000, 10);

        assertThat(new ProcessorTime(1_200, 20).stolenSince(before)).contains("5.0 %");
        assertThat(new ProcessorTime(0, 0).stolenSince(new ProcessorTime(0, 0))).isEmpty();
    }

    @Test
    void stolenTime_ofThisMachine_isNoMoreThanAll() {
        ProcessorTime now = ProcessorTime.now();

        assertThat(now.stolen()).isBetween(0L, now.all());
    }
}
