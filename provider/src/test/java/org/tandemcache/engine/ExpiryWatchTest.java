package org.tandemcache.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tandemcache.far.FarKey;
import org.tandemcache.far.Lifetime;
import org.tandemcache.far.StoredEntry;

/** What is remembered of entries that may expire. */
class ExpiryWatchTest {
    private static final FarKey KEY = new FarKey("key", new byte[] {'k'});
    private static final NewValue<String> VALUE = new NewValue<>("value", entry(1).bytes(), null);

    private final AtomicLong clock = new AtomicLong(17);
    private final ExpiryWatch<String> watch = new ExpiryWatch<>(clock::get, () -> true);

    /** Ten thousand values have no bound in bytes; mostly nobody is shown them. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void valueOfAnEntry_isKeptWhereSomebodyIsShownItAlone(boolean wanted) {
        ExpiryWatch<String> keeping = new ExpiryWatch<>(clock::get, () -> wanted);
        keeping.observe(KEY, new Outcome.Created<>(VALUE, new Lifetime(1)), keeping.now());
        clock.addAndGet(1_000_000);

        ExpiryWatch.Ended ended = Objects.requireNonNull(keeping.observe(KEY, new Outcome.Absent<>(), keeping.now()));
        assertThat(ended.whole()).isEqualTo(wanted);
        assertThat(ended.held().bytes()).hasSize(StoredEntry.HEADER_LENGTH + (wanted ? 1 : 0));
        assertThat(ended.held().fingerprint()).isEqualTo(entry(1).fingerprint());
    }

    private void writtenToLive(long millis) {
        watch.observe(KEY, new Outcome.Created<>(VALUE, new Lifetime(millis)), watch.now());
    }

    private void after(long millis) {
        clock.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
    }

    private ExpiryWatch.@Nullable Ended expiryTold() {
        return watch.observe(KEY, new Outcome.Absent<>(), watch.now());
    }

    private void assertToldAs(StoredEntry entry) {
        assertThat(expiryTold())
                .isNotNull()
                .satisfies(ended -> assertThat(ended.held().fingerprint()).isEqualTo(entry.fingerprint()));
    }

    /** A header whose version ends in this number, and one byte behind it. */
    private static StoredEntry entry(int version) {
        byte[] bytes = new byte[StoredEntry.HEADER_LENGTH + 1];
        bytes[0] = StoredEntry.FORMAT;
        bytes[StoredEntry.HEADER_LENGTH - 1] = (byte) version;
        return new StoredEntry(bytes);
    }

    @Test
    void changeOfAnEntryThatWasReadBack_beforeItsDeadline_isNoExpiry() {
        writtenToLive(10_000);
        Objects.requireNonNull(watch.onReadBack(KEY)).run();
        after(9_900);
        watch.changed(KEY);
        after(100);

        assertThat(expiryTold()).isNull();
    }

    /** By the server's clock the entry's time is over: it runs a thousandth faster, and counts in milliseconds. */
    @ParameterizedTest
    @ValueSource(longs = {9_989, 10_000, 60_000})
    void changeOfAnEntryThatWasReadBack_atItsDeadline_isItsExpiry(long millis) {
        writtenToLive(10_000);
        Objects.requireNonNull(watch.onReadBack(KEY)).run();
        after(millis);
        watch.changed(KEY);
        after(100);

        assertToldAs(entry(1));
    }

    /** It is told by another connection, and may come when the write has been answered. */
    @Test
    void changeThatIsTheOwnWrite_hidesNoExpiry() {
        writtenToLive(10_000);
        Runnable ofTheFirst = Objects.requireNonNull(watch.onReadBack(KEY));
        writtenToLive(10_000);
        ofTheFirst.run();
        watch.changed(KEY);
        after(10_000);

        assertToldAs(entry(1));
    }

    @Test
    void changeThatComesWhileTheEntryIsRead_isNotTakenForALaterOne() {
        writtenToLive(10_000);
        int before = watch.notices(KEY);
        watch.changed(KEY);
        watch.found(KEY, entry(1), new Lifetime(10_000), watch.now());
        watch.readBack(KEY, before);
        watch.changed(KEY);
        after(10_000);

        assertToldAs(entry(1));
    }

    @Test
    void changeOfAnotherNode_toAnotherEntry_isNoExpiryOfTheFirst() {
        writtenToLive(10_000);
        watch.changedElsewhere(KEY, entry(2));
        after(10_000);

        assertThat(expiryTold()).isNull();
    }

    @Test
    void removalByAnotherNode_isNoExpiry() {
        writtenToLive(10_000);
        watch.changedElsewhere(KEY, null);
        after(10_000);

        assertThat(expiryTold()).isNull();
    }

    @Test
    void writeOfAnotherNode_thatWasReadHereBeforeItWasHeardOf_hidesNoExpiry() {
        watch.found(KEY, entry(2), new Lifetime(10_000), watch.now());
        watch.changedElsewhere(KEY, entry(2));
        after(10_000);

        assertToldAs(entry(2));
    }
}
