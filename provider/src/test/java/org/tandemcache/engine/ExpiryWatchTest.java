package org.tandemcache.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tandemcache.event.Change;
import org.tandemcache.far.FarKey;
import org.tandemcache.far.Lifetime;

/** What is remembered of entries that may expire. */
class ExpiryWatchTest {
    private final AtomicLong clock = new AtomicLong(17);

    /** Ten thousand values have no bound in bytes; mostly nobody is shown them. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void valueOfAnEntry_isKeptWhereSomebodyIsShownItAlone(boolean wanted) {
        ExpiryWatch<String> watch = new ExpiryWatch<>(clock::get, () -> wanted);
        FarKey key = new FarKey("key", new byte[] {'k'});
        watch.observe(key, new Outcome.Created<>("value", new Lifetime(1)), watch.now());
        clock.addAndGet(1_000_000);

        assertThat(watch.observe(key, new Outcome.Absent<>(), watch.now()))
                .isEqualTo(Change.expired(wanted ? "value" : null));
    }
}
