package org.tandemcache.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tandemcache.integration.RefreshFixture.KEY;

import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tandemcache.Await;
import org.tandemcache.CacheFixture;
import org.tandemcache.TandemCache;
import org.tandemcache.integration.RefreshFixture.Source;
import org.tandemcache.testkit.HeldWire;
import org.tandemcache.testkit.RedisServer;
import org.tandemcache.testkit.WithRedis;

/**
 * Redis is lost while an entry is loaded anew: its readers go on with what there is, no value is kept that Redis may
 * not have, and the entry is loaded again later.
 */
@Tag("server")
@WithRedis
class RefreshOutageTest {
    /** Kryo marks the last character, so that it is not looked for. */
    private static final String NEW = "the row of a later time";

    private static final String SENT = "the row of a later tim";

    private final RedisServer redis;
    private final RefreshFixture refreshes;
    private final Source source = new Source();

    @RegisterExtension
    final CacheFixture tandem;

    RefreshOutageTest(RedisServer redis) {
        this.redis = redis;
        this.tandem = new CacheFixture(redis);
        this.refreshes = new RefreshFixture(redis, tandem);
    }

    /** What becomes of the command that stores the new value. */
    private enum Commit {
        NEVER_COMES,
        COMES_UNANSWERED,
        WAITS_BEYOND_THE_TIMEOUT,
    }

    private static void meet(Commit commit, HeldWire wire) {
        switch (commit) {
            case NEVER_COMES -> wire.loseRequestsAt(SENT, 1);
            case COMES_UNANSWERED -> wire.loseRepliesTo(SENT, 1);
            case WAITS_BEYOND_THE_TIMEOUT -> wire.holdRequestsAt(SENT);
        }
    }

    private TandemCache<String, String> at(String uri) {
        return CacheFixture.own(tandem.newManager(CacheFixture.properties(uri))
                .createCache(
                        CacheFixture.NAME,
                        RefreshFixture.configuration(source)
                                .load(load -> load.lease(Duration.ofMillis(20)))
                                .refresh(refresh -> refresh.beforeExpiry(0.5).retry(Duration.ofMillis(50)))
                                .build()));
    }

    @ParameterizedTest
    @EnumSource
    void refresh_whoseCommitIsLost_leavesTheReadersWhatRedisHas(Commit commit) throws Exception {
        try (HeldWire wire = HeldWire.ofAll(redis)) {
            String timeout = commit == Commit.WAITS_BEYOND_THE_TIMEOUT ? "3s" : "30s"; // which is waited for, or is not
            TandemCache<String, String> node = at(wire.uri() + "?timeout=" + timeout);
            TandemCache<String, String> other = refreshes.node(source, true);
            node.put(KEY, "old");
            refreshes.makeDue(KEY);
            source.row = NEW;
            source.hold();
            assertThat(node.get(KEY)).isEqualTo("old");
            source.awaitHeld();
            meet(commit, wire);

            source.release();
            Await.until("it has failed", () -> node.tiers().getRefreshesFailed() == 1);
            wire.release();

            Await.until("both read what Redis has", () -> NEW.equals(node.get(KEY)) && NEW.equals(other.get(KEY)));
            if (commit == Commit.NEVER_COMES) { // it is counted behind the store that the readers see
                Await.until(
                        "it is counted",
                        () -> node.tiers().getRefreshes() + other.tiers().getRefreshes() > 0);
            }
            assertThat(node.tiers().getRefreshes() + other.tiers().getRefreshes())
                    .isEqualTo(commit == Commit.NEVER_COMES ? 1 : 0);
        }
    }

    /** The lease can't be had, so nobody asks the source. */
    @Test
    void refresh_whoseLeaseCantBeAskedFor_leavesTheSourceAlone() throws Exception {
        try (HeldWire wire = HeldWire.ofAll(redis)) {
            TandemCache<String, String> node = at(wire.uri() + "?timeout=30s");
            node.put(KEY, "old");
            refreshes.makeDue(KEY);
            source.row = NEW;
            wire.loseRequestsAt("refresh:{}s:" + KEY, 1);

            assertThat(node.get(KEY)).isEqualTo("old");
            Await.until("it has failed", () -> node.tiers().getRefreshesFailed() == 1);
            assertThat(source.loads).hasValue(0);

            Await.until("the next one comes", () -> NEW.equals(node.get(KEY)));
        }
    }

    @Test
    void get_ofEntryThatIsDueWhereTheServerTracksNothing_hasItLoaded() {
        redis.command("ACL", "SETUSER", "untracked", "on", "nopass", "~*", "&*", "+@all", "-client|tracking");
        TandemCache<String, String> node = at("redis://untracked:any@" + redis.host() + ":" + redis.port());
        node.put(KEY, "old");
        refreshes.makeDue(KEY);
        source.row = NEW;

        assertThat(node.get(KEY)).isEqualTo("old");

        Await.until("the new value", () -> NEW.equals(node.get(KEY)));
        assertThat(node.tiers().getCoherence()).isEqualTo("OFF");
    }
}
