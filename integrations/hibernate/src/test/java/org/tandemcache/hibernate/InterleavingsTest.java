package org.tandemcache.hibernate;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.tandemcache.hibernate.TestNode.Kind;
import org.tandemcache.testkit.HeldWire;
import org.tandemcache.testkit.RedisServer;
import org.tandemcache.testkit.WithRedis;

/**
 * What can happen between a reader and a writer, forced one by one: on one node and on two, with Tandem's region
 * factory and with Hibernate's own module over Tandem. The judge reads what was left in Redis.
 */
@Tag("server")
@WithRedis(own = true)
@ExtendWith(Postgres.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS) // nodes take long to start; each scenario begins with empty caches
class InterleavingsTest {
    /** Where Hibernate's own module leaves what is outdated, for ever if nobody changes it again. */
    private static final Set<String> OUTDATED_WITH_JCACHE = Set.of(
            "1 change, within the put",
            "1v change of a version, within the put",
            "3 change of a collection, within the put",
            "3 change of a collection, within the put, reader's clock ahead",
            "4a change under a query, before the put, reader's clock ahead",
            "4a change under a query, within the put, reader's clock ahead",
            "4a change under a query, after the put, reader's clock ahead",
            "5 bulk update, before the put",
            "5 bulk update, within the put",
            "5v bulk update of versions, before the put",
            "5v bulk update of versions, within the put",
            "5b change by others, eviction, before the put",
            "5b change by others, eviction, within the put",
            "5b change by others, eviction of the region, before the put",
            "5b change by others, eviction of the region, within the put",
            "14 nonstrict change, before the put",
            "14 nonstrict change, within the put",
            "2 put over a lock, lock within, writer dies",
            "2b lock over a lock, second writer dies",
            "2c unlock over a lock, second writer dies",
            "4b late time of a table",
            "4c time of a table over a guard, second writer dies",
            "4d time of a table gone",
            "6 slow unlock, late put of a version");

    /** Near copies outlast notices that are held; and what is written goes by a connection of its own. */
    private static final String[] LONG_LEASE = {"tandem.near.lease", "40s"};

    private static final String LONGER_THAN_PUTS_TRUST_NOTICES = "?timeout=31s";

    private final Map<Place, Interleaving> started = new HashMap<>();

    private record Place(Kind kind, int count, boolean ahead) {}

    private Interleaving nodes(Place place, RedisServer redis, Postgres.Database database) throws Exception {
        if (!started.containsKey(place)) {
            started.put(place, new Interleaving(place.kind, place.count, place.ahead, database, redis));
        }
        Interleaving nodes = started.get(place);
        nodes.begin();
        return nodes;
    }

    @AfterAll
    void close() throws Exception {
        for (Interleaving nodes : started.values()) {
            nodes.close();
        }
    }

    static Stream<Arguments> scenarios() {
        return Stream.concat(ReaderScenarios.all(), WriterScenarios.all())
                .flatMap(scenario -> Stream.of(
                        Arguments.of(scenario, Kind.TANDEM, 1),
                        Arguments.of(scenario, Kind.TANDEM, 2),
                        Arguments.of(scenario, Kind.JCACHE, 2)));
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void whatIsCached_afterItHappened_isWhatWasCommitted(
            Scenario scenario, Kind kind, int count, RedisServer redis, Postgres.Database database) throws Exception {
        Interleaving nodes = nodes(new Place(kind, count, scenario.ahead()), redis, database);
        scenario.happening().happen(nodes);
        nodes.drain();

        String left = nodes.judge.read(scenario.reading());
        System.out.println(kind + ", nodes: " + count + ", " + scenario + ": " + left);
        if (kind == Kind.JCACHE && left.equals("nothing")) {
            return; // a natural id that leads to a row that is gone: now and then, in row 12
        }
        boolean outdated = kind == Kind.JCACHE && OUTDATED_WITH_JCACHE.contains(scenario.name());
        assertThat(left).isEqualTo(outdated ? "v1" : "v2");
    }

    /** Row 2e: the reader's near copy is older than the lock. */
    @ParameterizedTest
    @EnumSource(Kind.class)
    void lockOfWhichTheReadersNodeHasNotHeard_isWrittenOver_withHibernatesModuleAlone(
            Kind kind, RedisServer redis, Postgres.Database database) throws Exception {
        Interleaving nodes = nodes(new Place(kind, 2, false), redis, database);
        long coherent = Metrics.managersThatAre("COHERENT");
        try (HeldWire notices = new HeldWire(nodes.redis);
                TestNode unhearing = TestNode.open(
                        kind, nodes.database, URI.create(notices.uri() + LONGER_THAN_PUTS_TRUST_NOTICES), LONG_LEASE)) {
            Await.until(() -> {
                unhearing.read(s -> s.find(Rows.Plain.class, 99L)); // what regions and connections have to do once
                return Metrics.managersThatAre("COHERENT") > coherent;
            });
            WriterScenarios.lockUnheardOf(nodes, unhearing, notices);
            notices.release();
        }
        assertThat(nodes.judge.read(Interleaving.name(Rows.Plain.class))).isEqualTo(kind == Kind.TANDEM ? "v2" : "v1");
    }

    /** Row 2d: both read that two hold a lock, and each writes that one is left. */
    @ParameterizedTest
    @EnumSource(Kind.class)
    void rowThatTwoUnlockedAtOnce_isCachedAgain_withTandemsRegionFactoryAlone(
            Kind kind, RedisServer redis, Postgres.Database database) throws Exception {
        Interleaving nodes = nodes(new Place(kind, 2, false), redis, database);
        WriterScenarios.unlockAtOnce(nodes);
        nodes.drain();
        nodes.judge.read(Interleaving.name(Rows.Plain.class));
        nodes.judge.drain();

        long statements = nodes.judge.statements(() -> assertThat(nodes.judge.read(Interleaving.name(Rows.Plain.class)))
                .isEqualTo("v2"));
        assertThat(statements).isEqualTo(kind == Kind.TANDEM ? 0 : 1);
    }
}
