package org.tandemcache.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tandemcache.integration.Latches.awaited;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.tandemcache.Actors;
import org.tandemcache.Await;
import org.tandemcache.far.FarKey;
import org.tandemcache.integration.LoadsUnderWay.Load;
import org.tandemcache.integration.ReadThrough.HandedOut;
import org.tandemcache.integration.ReadThrough.Kept;
import org.tandemcache.integration.ReadThrough.There;
import org.tandemcache.integration.ReadThrough.Turn;

/** Who gets what another thread has loaded, and when he looks for himself. */
class SharedLoadsTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final FarKey KEY = new FarKey("key", "key".getBytes(StandardCharsets.UTF_8));

    private final LoadsUnderWay underWay = new LoadsUnderWay(LONG);
    private final ReadThrough<String, String> loads = new ReadThrough<>(underWay, LONG, true);
    private final AtomicReference<@Nullable String> cache = new AtomicReference<>();
    private final AtomicInteger calls = new AtomicInteger();

    /** Keeps in the cache what was loaded. */
    private class Keeping implements Turn<String> {
        @Override
        public @Nullable There<String> look() {
            String there = cache.get();
            return there == null ? null : new There<>(there);
        }

        @Override
        public @Nullable There<String> begin() {
            return null;
        }

        @Override
        public Kept<String> keep(@Nullable String loaded, Load load) {
            try (load) {
                cache.set(loaded);
                return new Kept<>(true, () -> loaded, CompletableFuture.completedFuture(HandedOut.TO_WHO_CAME_BEFORE));
            }
        }

        @Override
        public void failed() {
            // nothing to give back
        }
    }

    private @Nullable String load(long since, Turn<String> turn) {
        return loads.load(KEY, since, () -> "loaded " + calls.incrementAndGet(), turn);
    }

    /** It missed, the other's load ended, and it began a second one. */
    @Test
    void load_ofOneWhoMissedBeforeAnotherLoadEnded_findsWhatThatHasStored() {
        long missed = System.nanoTime();
        load(System.nanoTime(), new Keeping());

        assertThat(load(missed, new Keeping())).isEqualTo("loaded 1");
        assertThat(calls).hasValue(1);
    }

    @Test
    void load_ofOneWhoMissedBehindAnotherLoad_begins() {
        load(System.nanoTime(), new Keeping());
        cache.set(null); // removed

        assertThat(load(System.nanoTime(), new Keeping())).isEqualTo("loaded 2");
    }

    /** The store may be done, and the key be removed behind it, before he has come. */
    @Test
    void load_ofOneWhoComesWhileAnotherStores_looksForHimself() throws Exception {
        CountDownLatch storing = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicReference<@Nullable Thread> late = new AtomicReference<>();
        try (Actors actors = new Actors()) {
            Future<String> first = actors.start(() -> load(System.nanoTime(), new Keeping() {
                @Override
                public Kept<String> keep(@Nullable String loaded, Load load) {
                    Kept<String> kept = super.keep(loaded, load);
                    storing.countDown();
                    awaited(goOn);
                    return kept;
                }
            }));
            awaited(storing);
            cache.set("newer");
            Future<String> second = actors.start(() -> {
                late.set(Thread.currentThread());
                return load(System.nanoTime(), new Keeping());
            });
            Await.until("he waits", () -> waits(late.get()));
            goOn.countDown();

            assertThat(Actors.result(first)).isEqualTo("loaded 1");
            assertThat(Actors.result(second)).isEqualTo("newer");
        }
    }

    @Test
    void load_thatWasNotStored_isHandedToNobody() throws Exception {
        CountDownLatch loading = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicReference<@Nullable Thread> joined = new AtomicReference<>();
        Turn<String> refused = new Keeping() {
            @Override
            public Kept<String> keep(@Nullable String loaded, Load load) {
                load.close();
                return new Kept<>(true, () -> loaded, CompletableFuture.completedFuture(HandedOut.TO_NOBODY));
            }
        };
        try (Actors actors = new Actors()) {
            Future<String> first = actors.start(() -> loads.load(
                    KEY,
                    System.nanoTime(),
                    () -> {
                        loading.countDown();
                        awaited(goOn);
                        return "outdated";
                    },
                    refused));
            awaited(loading);
            Future<String> second = actors.start(() -> {
                joined.set(Thread.currentThread());
                return load(System.nanoTime(), new Keeping());
            });
            Await.until("he waits", () -> waits(joined.get()));
            goOn.countDown();

            assertThat(Actors.result(first)).isEqualTo("outdated");
            assertThat(Actors.result(second)).isEqualTo("loaded 1");
        }
    }

    private static boolean waits(@Nullable Thread thread) {
        return thread != null
                && Arrays.stream(thread.getStackTrace())
                        .anyMatch(frame -> frame.getClassName().equals(ReadThrough.class.getName())
                                && frame.getMethodName().equals("await"));
    }
}
