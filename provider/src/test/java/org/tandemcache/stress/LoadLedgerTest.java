package org.tandemcache.stress;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What counts as two loads of a row at a time. */
class LoadLedgerTest {
    private static final int ROW = 1;
    private static final long LONGEST_NANOS = TimeUnit.HOURS.toNanos(1);

    private LoadLedger loads;
    private final LoadAllCalls calls = new LoadAllCalls();

    @BeforeEach
    void open(@TempDir Path directory) throws Exception {
        loads = LoadLedger.open(directory.resolve("loads"), 2, 2);
        loads.quiet();
    }

    @Test
    void load_besideAnotherThatNothingHasInvalidated_isTwice() {
        assertThat(load(0, 0, loads.finished(ROW))).isFalse();
        assertThat(load(1, 0, loads.finished(ROW))).isTrue();
    }

    @Test
    void load_besideAnotherThatHasReturned_isNotTwice() {
        load(0, 0, loads.finished(ROW));
        loads.unload(0, 0);

        assertThat(load(1, 0, loads.finished(ROW))).isFalse();
    }

    @Test
    void load_besideAnotherFromBeforeAChange_isNotTwice() {
        load(0, 0, loads.finished(ROW));
        change();

        assertThat(load(1, 0, loads.finished(ROW))).isFalse();
    }

    @Test
    void load_whoseClaimAChangeTookAwayBeforeItsLoaderWasCalled_isNotTwice() {
        long claimed = loads.finished(ROW);
        change();
        load(0, 0, loads.finished(ROW));

        assertThat(load(1, 0, claimed)).isFalse();
    }

    @Test
    void load_besideOneOfLoadAllWhoseClaimAChangeTookAway_isNotTwice() {
        calls.begin(ROW, loads.finished(ROW), System.nanoTime());
        change();
        load(0, 0, known().finished()); // in a thread of the cache's

        assertThat(load(1, 0, loads.finished(ROW))).isFalse();
    }

    @Test
    void load_besideOneOfLoadAllThatNothingHasInvalidated_isTwice() {
        change();
        calls.begin(ROW, loads.finished(ROW), System.nanoTime());
        load(0, 0, known().finished());

        assertThat(load(1, 0, loads.finished(ROW))).isTrue();
    }

    @Test
    void load_duringTrouble_isNotTwice() {
        load(0, 0, loads.finished(ROW));
        loads.disturbed();

        assertThat(load(1, 0, loads.finished(ROW))).isFalse();
    }

    @Test
    void callsOfLoadAll_ofOneRow_knowWhatTheEarliestKnew() {
        LoadAllCalls.Call first = calls.begin(ROW, 3, 100);
        LoadAllCalls.Call second = calls.begin(ROW, 4, 200);
        calls.begin(0, 1, 50);

        assertThat(calls.known(ROW)).isEqualTo(new LoadAllCalls.Known(3, 100));
        first.onCompletion();
        assertThat(calls.known(ROW)).isEqualTo(new LoadAllCalls.Known(4, 200));
        second.onException(new IllegalStateException("of the loader"));
        assertThat(calls.known(ROW)).isNull();
    }

    private LoadAllCalls.Known known() {
        LoadAllCalls.Known known = calls.known(ROW);
        assertThat(known).isNotNull();
        return known;
    }

    private void change() {
        loads.begin(1, ROW);
        loads.finish(1, ROW);
    }

    private boolean load(int process, int slot, long finished) {
        return loads.load(process, slot, ROW, System.nanoTime(), finished, LONGEST_NANOS);
    }
}
