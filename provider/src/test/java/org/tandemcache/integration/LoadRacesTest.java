package org.tandemcache.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;
import static org.tandemcache.integration.RacedSource.NEW;
import static org.tandemcache.integration.RacedSource.OLD;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tandemcache.CacheFixture;
import org.tandemcache.TandemCache;
import org.tandemcache.config.LoadConfiguration.Protection;
import org.tandemcache.config.NearConfiguration.Mode;
import org.tandemcache.integration.RacedNodes.Behind;
import org.tandemcache.integration.RacedNodes.Moment;
import org.tandemcache.testkit.RedisServer;
import org.tandemcache.testkit.WithRedis;

/**
 * Each way to load on one node against each operation on another one, at each moment of the load: what is read behind
 * the operation is never older than it, and what stands for the load is no entry to it.
 */
@Tag("server")
@WithRedis
class LoadRacesTest {
    private final RedisServer redis;

    @RegisterExtension
    final CacheFixture tandem;

    LoadRacesTest(RedisServer redis) {
        this.redis = redis;
        this.tandem = new CacheFixture(redis);
    }

    private record Race(RacedLoad load, Moment moment) {
        static Stream<Race> all() {
            return Arrays.stream(RacedLoad.values())
                    .flatMap(load -> Arrays.stream(Moment.values())
                            .filter(moment -> moment != Moment.BEFORE_ITS_CLAIM || !load.isOfAnEntry())
                            .map(moment -> new Race(load, moment)));
        }

        DynamicTest against(String operation, Executable test) {
            return dynamicTest(load + ", " + moment + ": " + operation, test);
        }
    }

    @TestFactory
    Stream<DynamicTest> load_besideAChangeOnAnotherNode_isNeitherStoredNorReadBehindIt() throws Exception {
        return changes(Mode.AUTO);
    }

    @TestFactory
    Stream<DynamicTest> load_besideAChangeOnAnotherNodeWithoutNearTier_isNeitherStoredNorReadBehindIt()
            throws Exception {
        return changes(Mode.OFF);
    }

    private Stream<DynamicTest> changes(Mode near) throws Exception {
        RacedNodes nodes = nodes(Protection.CLUSTER, near);
        return Race.all()
                .flatMap(race -> Arrays.stream(RacedChange.values())
                        .filter(change -> change.changes(race.load().isOfAnEntry()))
                        .map(change -> race.against(change.toString(), () -> {
                            Behind behind = nodes.change(race.load(), race.moment(), change);

                            assertThat(behind.stored()).as("in Redis").isIn(null, NEW);
                            if (race.moment() == Moment.WHILE_IT_READS_THE_ROW_AND_SOMEBODY_JOINS) {
                                assertThat(behind.joined()).as("who has joined").isEqualTo(NEW);
                            }
                            assertThat(behind.readByWhoHasLoaded())
                                    .as("who has loaded")
                                    .isEqualTo(NEW);
                            assertThat(behind.readByTheOther()).as("the other").isEqualTo(NEW);
                        })))
                .onClose(() -> close(nodes));
    }

    /** What looks and is no change, with what it answers of an entry, or of none. */
    private enum Look {
        CONTAINS_KEY((cache, key) -> cache.containsKey(key)),
        ITERATION((cache, key) -> StreamSupport.stream(cache.spliterator(), false)
                .anyMatch(entry -> entry.getKey().equals(key))),
        SET_LIFETIME((cache, key) -> cache.setLifetime(key, Duration.ofHours(2))),
        LIFETIME((cache, key) -> cache.lifetime(key).isPresent());

        @SuppressWarnings("ImmutableEnumChecker") // none of them holds anything
        private final BiPredicate<TandemCache<String, String>, String> isThere;

        Look(BiPredicate<TandemCache<String, String>, String> isThere) {
            this.isThere = isThere;
        }
    }

    @TestFactory
    Stream<DynamicTest> load_besideALookFromAnotherNode_isNoEntryYetAndIsStored() throws Exception {
        RacedNodes nodes = nodes(Protection.CLUSTER, Mode.AUTO);
        return Race.all()
                .filter(race -> race.moment() != Moment.WHILE_IT_READS_THE_ROW_AND_SOMEBODY_JOINS)
                .flatMap(race -> Arrays.stream(Look.values())
                        .map(look -> race.against(look.name(), () -> {
                            Behind behind = nodes.race(
                                    race.load(),
                                    race.moment(),
                                    (other, key) -> assertThat(look.isThere.test(other, key))
                                            .as("is there")
                                            .isEqualTo(race.load().isOfAnEntry()));

                            assertAllRead(OLD, behind);
                        })))
                .onClose(() -> close(nodes));
    }

    @TestFactory
    Stream<DynamicTest> load_besideALoadOfAnotherNode_isStoredByOneOfThem() throws Exception {
        return loadsBeside(Mode.AUTO);
    }

    @TestFactory
    Stream<DynamicTest> load_besideALoadOfAnotherNodeWithoutNearTier_isStoredByOneOfThem() throws Exception {
        return loadsBeside(Mode.OFF);
    }

    private Stream<DynamicTest> loadsBeside(Mode near) throws Exception {
        RacedNodes nodes = nodes(Protection.CLUSTER, near);
        return Race.all()
                .filter(race -> !race.load().isOfAnEntry())
                .filter(race -> race.moment() != Moment.WHILE_IT_READS_THE_ROW_AND_SOMEBODY_JOINS)
                .flatMap(race -> Arrays.stream(RacedLoad.values())
                        .filter(second -> !second.isOfAnEntry())
                        .map(second -> race.against(second.toString(), () -> {
                            boolean waits = race.moment() != Moment.BEFORE_ITS_CLAIM
                                    && race.load().makesOthersWait()
                                    && second.waitsForOthers();

                            assertAllRead(OLD, nodes.raceTo(second, waits, race.load(), race.moment()));
                        })))
                .onClose(() -> close(nodes));
    }

    private static void assertAllRead(String row, Behind behind) {
        assertThat(behind.stored()).as("in Redis").isEqualTo(row);
        assertThat(behind.readByWhoHasLoaded()).as("who has loaded").isEqualTo(row);
        assertThat(behind.readByTheOther()).as("the other").isEqualTo(row);
    }

    /**
     * What these races are worth: each operation that leaves nothing is undone by each load, and every one by the load
     * that replaces.
     */
    @ParameterizedTest
    @EnumSource(names = {"NONE", "JVM"})
    void load_withoutProtectionInTheCluster_undoesEachChangeThatLeavesNothing(Protection protection) throws Exception {
        Set<String> undone = new TreeSet<>();
        Set<String> expected = new TreeSet<>();
        try (RacedNodes nodes = nodes(protection, Mode.OFF)) {
            for (RacedLoad load : RacedLoad.values()) {
                if (load.isOfAnEntry()) {
                    continue;
                }
                for (RacedChange change : RacedChange.values()) {
                    String names = change + " by " + load;
                    if (change.leavesNothing() || load == RacedLoad.LOAD_ALL_THAT_REPLACES) {
                        expected.add(names);
                    }
                    if (OLD.equals(nodes.change(load, Moment.WHILE_IT_READS_THE_ROW, change)
                            .stored())) {
                        undone.add(names);
                    }
                }
            }
        }
        assertThat(undone).isEqualTo(expected);
    }

    private RacedNodes nodes(Protection protection, Mode near) throws IOException {
        return new RacedNodes(redis, tandem, protection, near);
    }

    private static void close(RacedNodes nodes) {
        try {
            nodes.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
