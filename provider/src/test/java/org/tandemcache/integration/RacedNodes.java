package org.tandemcache.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.tandemcache.Actors;
import org.tandemcache.Await;
import org.tandemcache.CacheFixture;
import org.tandemcache.TandemCache;
import org.tandemcache.config.LoadConfiguration.Protection;
import org.tandemcache.config.NearConfiguration.Mode;
import org.tandemcache.config.TandemConfiguration;
import org.tandemcache.integration.RacedSource.Held;
import org.tandemcache.testkit.HeldWire;
import org.tandemcache.testkit.RedisServer;

/**
 * Two nodes, each a manager with connections of its own; the one that loads can be held on its wire. A third one only
 * looks at what lies in Redis. Each race has a key of its own.
 */
final class RacedNodes implements AutoCloseable {
    /** Where the load is while the other node acts. */
    enum Moment {
        BEFORE_ITS_CLAIM,
        WHILE_IT_READS_THE_ROW,
        WHILE_IT_READS_THE_ROW_AND_SOMEBODY_JOINS,
        BEFORE_ITS_COMMIT;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    /** What the other node does meanwhile. */
    interface Meanwhile {
        void act(TandemCache<String, String> other, String key) throws Exception;
    }

    private final AtomicInteger races = new AtomicInteger();
    private final RacedSource source = new RacedSource();
    private final Actors actors = new Actors();
    private final HeldWire wire;
    private final TandemCache<String, String> loading;
    private final TandemCache<String, String> other;
    private final TandemCache<String, String> looking;

    RacedNodes(RedisServer redis, CacheFixture tandem, Protection protection, Mode near) throws IOException {
        wire = HeldWire.ofAll(redis);
        TandemConfiguration<String, String> configuration = TandemConfiguration.builder(String.class, String.class)
                .expireAfterCreate(Duration.ofHours(1))
                .loader(() -> source)
                .readThrough(true)
                .refresh(refresh -> refresh.beforeExpiry(0.5))
                .load(load -> load.protection(protection))
                .near(tier -> tier.mode(near))
                .build();
        loading = CacheFixture.own(tandem.newManager(CacheFixture.properties(wire.uri() + "?timeout=15s"))
                .createCache(CacheFixture.NAME, configuration));
        other = CacheFixture.own(tandem.newManager().createCache(CacheFixture.NAME, configuration));
        looking = CacheFixture.own(tandem.newManager()
                .createCache(
                        CacheFixture.NAME,
                        TandemConfiguration.builder(String.class, String.class)
                                .near(tier -> tier.mode(Mode.OFF))
                                .build()));
        loading.get("connects, and makes its scripts known");
    }

    /** What there is behind a race. */
    record Behind(RacedNodes nodes, String key, @Nullable String joined) {
        /** What Redis has: null for nothing. */
        @Nullable
        String stored() {
            return nodes.looking.get(key);
        }

        @Nullable
        String readByWhoHasLoaded() {
            return nodes.loading.get(key);
        }

        @Nullable
        String readByTheOther() {
            return nodes.other.get(key);
        }
    }

    /** Lets the other node change the row and act, at that moment of the load. */
    Behind change(RacedLoad load, Moment moment, RacedChange change) throws Exception {
        return race(load, moment, (node, key) -> {
            source.change(key);
            assertThat(change.by(node, key)).as("answer").isEqualTo(change.answer(load.isOfAnEntry()));
        });
    }

    /** Lets the other node act, at that moment of the load. */
    Behind race(RacedLoad load, Moment moment, Meanwhile meanwhile) throws Exception {
        String key = "key" + races.incrementAndGet();
        if (load.isOfAnEntry()) {
            other.put(key, RacedSource.OLD);
        }
        Held held = switch (moment) {
            case BEFORE_ITS_CLAIM -> {
                wire.holdRequestsAt("\r\nNX\r\n");
                yield null;
            }
            case BEFORE_ITS_COMMIT -> {
                wire.holdRequestsAt("EVALSHA");
                yield null;
            }
            default -> source.hold(key);
        };
        try {
            Future<?> result = actors.start(() -> load.by(loading, key, source));
            if (held == null) {
                wire.awaitHeld();
            } else {
                held.awaitBegun();
            }
            meanwhile.act(other, key);
            Future<String> joining = moment == Moment.WHILE_IT_READS_THE_ROW_AND_SOMEBODY_JOINS
                    ? actors.start(() -> loading.get(key))
                    : null;
            letGoOn(held);
            Actors.result(result);
            return new Behind(this, key, joining == null ? null : Actors.result(joining));
        } finally {
            letGoOn(held);
        }
    }

    private void letGoOn(@Nullable Held held) {
        wire.release();
        if (held != null) {
            held.release();
        }
    }

    /**
     * Lets the other node load, too, at that moment of the first load.
     *
     * @param waits whether the second load is one that waits for the first
     */
    Behind raceTo(RacedLoad second, boolean waits, RacedLoad first, Moment moment) throws Exception {
        List<Future<?>> begun = new ArrayList<>();
        Behind behind = race(first, moment, (node, key) -> {
            long before = node.tiers().getLoadsAwaited();
            Future<?> load = actors.start(() -> second.by(node, key, source));
            begun.add(load);
            if (waits) {
                Await.until("it waits", () -> node.tiers().getLoadsAwaited() > before);
            } else {
                Actors.result(load);
            }
        });
        for (Future<?> load : begun) {
            Actors.result(load);
        }
        return behind;
    }

    @Override
    public void close() throws IOException {
        actors.close();
        wire.close();
    }
}
