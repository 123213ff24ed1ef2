package org.tandemcache.near;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tandemcache.Actors;

/** The contract of the near tier; I1, I3 and I5 of docs/architecture.md. */
class NearTierTest {
    private static final Validity ALWAYS = now -> true;
    private static final Validity OTHER_CHANNEL = now -> true;
    private static final NearBounds MANY = new NearBounds(1_000, false, null, null);
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration NANO = Duration.ofNanos(1);
    /** Caffeine keeps the lowest bit of a time of writing for itself. */
    private static final Duration CAFFEINE_STEP = Duration.ofNanos(2);

    private final FakeClock clock = FakeClock.atARandomInstant();
    private final NearTier<String> near = new NearTier<>(MANY, clock);

    // --------------------------------------------------------------------------------- reserve, publish, find

    @Test
    void find_ofAKeyThatNobodyRead_isNothing() {
        assertThat(near.find("key")).isNull();
        assertThat(near.size()).isZero();
    }

    @Test
    void claim_ofAFreeKey_isMineAndServesNothing() {
        Reservation mine = new Reservation();

        assertThat(near.claim("key", mine)).isSameAs(mine);
        assertThat(near.find("key")).isNull();
        assertThat(mine.answer()).isNotDone();
    }

    @Test
    void publish_ofAStandingReservation_isServed() {
        Reservation mine = claimed("key");
        NearValue value = value("v");

        assertThat(near.publish("key", mine, value)).isTrue();
        assertThat(near.find("key")).isSameAs(value);
        assertThat(near.size()).isOne();
    }

    @Test
    void publish_ofOneKey_leavesOthers() {
        stored("key", value("v"));

        assertThat(near.find("other")).isNull();
    }

    @Test
    void claim_ofAKeyWithACopy_isTheCopy() {
        NearValue value = stored("key", value("v"));

        assertThat(near.claim("key", new Reservation())).isSameAs(value);
    }

    @Test
    void copy_isReadOnceAReaderWasGivenIt() {
        assertThat(near.isRead("key")).isFalse();
        Reservation mine = claimed("key");
        assertThat(near.isRead("key")).isFalse();
        near.publish("key", mine, value("v"));
        assertThat(near.isRead("key")).isFalse();

        near.find("key");

        assertThat(near.isRead("key")).isTrue();
        near.drop("key");
        stored("key", value("w"));
        assertThat(near.isRead("key")).isFalse();
        near.claim("key", new Reservation()); // is given the copy
        assertThat(near.isRead("key")).isTrue();
    }

    @Test
    void claim_whileAnotherReads_isTheOthersReservation() {
        Reservation first = claimed("key");

        assertThat(near.claim("key", new Reservation())).isSameAs(first);
        assertThat(near.claim("key", new Reservation())).isSameAs(first);
    }

    @Test
    void claim_byManyAtOnce_isOnesAndTheOthersJoin() throws Exception {
        for (int round = 0; round < 200; round++) {
            String key = "key" + round;
            record Claim(Reservation mine, Slot got) {}

            List<Claim> claims = Actors.together(8, actor -> () -> {
                Reservation mine = new Reservation();
                return new Claim(mine, near.claim(key, mine));
            });

            assertThat(claims.stream().map(Claim::got).distinct()).hasSize(1);
            assertThat(claims.stream().filter(claim -> claim.got() == claim.mine()))
                    .hasSize(1);
        }
    }

    @Test
    void abandon_ofAStandingReservation_freesTheKey() {
        Reservation mine = claimed("key");

        near.abandon("key", mine);

        Reservation next = new Reservation();
        assertThat(near.claim("key", next)).isSameAs(next);
    }

    @Test
    void abandon_ofAnOldReservation_leavesTheNewOne() {
        Reservation old = claimed("key");
        near.drop("key");
        Reservation current = claimed("key");

        near.abandon("key", old);

        assertThat(near.publish("key", current, value("v"))).isTrue();
    }

    @Test
    void abandon_afterPublish_leavesTheCopy() {
        Reservation mine = claimed("key");
        near.publish("key", mine, value("v"));

        near.abandon("key", mine);

        assertThat(near.find("key")).isNotNull();
    }

    // ------------------------------------------------------------------------------------- doomed reservations

    static Stream<Arguments> dooms() {
        return Stream.of(
                Arguments.of("drop", (Consumer<NearTier<String>>) near -> near.drop("key")),
                Arguments.of("invalidate", (Consumer<NearTier<String>>) near -> near.invalidate("key", OTHER_CHANNEL)),
                Arguments.of("dropAll", (Consumer<NearTier<String>>) NearTier::dropAll));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("dooms")
    void publish_ofADoomedReservation_storesNothing(String how, Consumer<NearTier<String>> doom) {
        Reservation mine = claimed("key");
        doom.accept(near);

        assertThat(near.publish("key", mine, value("old"))).isFalse();
        assertThat(near.find("key")).isNull();
        assertThat(near.counters().refusedStores()).isOne();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("dooms")
    void publish_ofADoomedReservation_leavesTheNextRead(String how, Consumer<NearTier<String>> doom) {
        Reservation doomed = claimed("key");
        doom.accept(near);
        Reservation next = claimed("key");

        assertThat(near.publish("key", doomed, value("old"))).isFalse();
        assertThat(near.claim("key", new Reservation())).isSameAs(next);
        NearValue current = value("new");
        assertThat(near.publish("key", next, current)).isTrue();
        assertThat(near.publish("key", doomed, value("old"))).isFalse();
        assertThat(near.find("key")).isSameAs(current);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("dooms")
    void copy_afterAChange_isGone(String how, Consumer<NearTier<String>> doom) {
        stored("key", value("v"));

        doom.accept(near);

        assertThat(near.find("key")).isNull();
        assertThat(near.size()).isZero();
    }

    static Stream<Arguments> noticesDuringARead() {
        return Stream.of(
                notice("before the read is sent", true, (near, read) -> near.invalidate("key", ALWAYS)),
                notice("by the read's channel, before the value", true, (near, read) -> {
                    near.sent(read, ALWAYS);
                    near.invalidate("key", ALWAYS);
                }),
                notice("twice by the read's channel, before the value", true, (near, read) -> {
                    near.invalidate("key", ALWAYS);
                    near.sent(read, ALWAYS);
                    near.invalidate("key", ALWAYS);
                    near.invalidate("key", ALWAYS);
                }),
                notice("by the read's channel, after the value", false, (near, read) -> {
                    near.sent(read, ALWAYS);
                    near.arrived(read);
                    near.invalidate("key", ALWAYS);
                }),
                notice("by another channel, before the value", false, (near, read) -> {
                    near.sent(read, ALWAYS);
                    near.invalidate("key", OTHER_CHANNEL);
                }),
                notice("while nobody knows the read's channel", false, (near, read) -> {
                    near.sent(read, null);
                    near.invalidate("key", ALWAYS);
                }));
    }

    private static Arguments notice(String when, boolean kept, BiConsumer<NearTier<String>, Reservation> happens) {
        return Arguments.of(when, kept, happens);
    }

    /** A read that is sure to see the change that is told is kept; any other is not. */
    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("noticesDuringARead")
    void publish_afterANotice_isKeptIfTheReadSeesTheChange(
            String when, boolean kept, BiConsumer<NearTier<String>, Reservation> happens) {
        Reservation mine = new Reservation();
        near.claim("key", mine);

        happens.accept(near, mine);

        assertThat(near.claim("key", new Reservation()) == mine).isEqualTo(kept);
        assertThat(near.publish("key", mine, value("new"))).isEqualTo(kept);
    }

    /** A read that goes on must not bring back the copy that it stands for, nor let it be served unproven. */
    @Test
    void notice_duringAReadThatReplacesACopy_endsTheCopyToo() {
        AtomicBoolean promise = new AtomicBoolean(true);
        stored("key", value("old", promise));
        promise.set(false);
        Reservation mine = claimed("key");

        near.invalidate("key", ALWAYS);
        near.restore("key", mine);
        promise.set(true);

        assertThat(near.find("key")).isNull();
    }

    @Test
    void drop_ofOneKey_leavesOthers() {
        stored("key", value("v"));
        NearValue other = stored("other", value("v"));
        Reservation pending = claimed("pending");

        near.drop("key");
        near.invalidate("key", ALWAYS);

        assertThat(near.find("other")).isSameAs(other);
        assertThat(near.publish("pending", pending, value("v"))).isTrue();
    }

    @Test
    void dropAll_ofMany_leavesNone() {
        List<String> keys = LongStream.range(0, 500).mapToObj(i -> "key" + i).toList();
        keys.forEach(key -> stored(key, value("v")));

        near.dropAll();

        assertThat(keys).allSatisfy(key -> assertThat(near.find(key)).isNull());
    }

    @Test
    void answer_ofADoomedReservation_stillReachesWhoWaits() {
        Reservation mine = claimed("key");
        near.drop("key");

        mine.answer().complete("old");

        assertThat(mine.answer()).isCompletedWithValue("old");
    }

    /** Two actors: a read's answer against a change. The answer may be kept before the change or not at all. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("dooms")
    void publish_againstAChange_leavesNothing(String how, Consumer<NearTier<String>> doom) throws Exception {
        for (int round = 0; round < 500; round++) {
            Reservation mine = claimed("key");

            Actors.together(2, actor -> () -> {
                if (actor == 0) {
                    near.publish("key", mine, value("old"));
                } else {
                    doom.accept(near);
                }
                return null;
            });

            assertThat(near.find("key")).as("round %d", round).isNull();
        }
    }

    // --------------------------------------------------------------------------------- reads behind own writes

    @Test
    void takeOver_ofACopyThatWasRead_servesItUntilTheChangeIsTold() {
        NearValue old = storedAndRead("key");
        Takeover mine = new Takeover();

        assertThat(near.takeOver("key", mine)).isTrue();
        near.sent(mine, ALWAYS);
        assertThat(near.find("key")).isSameAs(old);
        near.invalidate("key", ALWAYS);
        assertThat(near.find("key")).isNull();
        assertThat(near.claim("key", new Reservation())).isSameAs(mine);
        near.arrived(mine);
        NearValue written = value("new");
        assertThat(near.publish("key", mine, written)).isTrue();
        near.settle("key", mine);

        assertThat(near.find("key")).isSameAs(written);
    }

    @Test
    void takeOver_whereNoReaderHasACopy_leavesTheKey() {
        assertThat(near.takeOver("free", new Takeover())).isFalse();
        NearValue unread = stored("unread", value("v"));
        assertThat(near.takeOver("unread", new Takeover())).isFalse();
        Reservation underWay = claimed("under way");
        assertThat(near.takeOver("under way", new Takeover())).isFalse();

        assertThat(near.find("free")).isNull();
        assertThat(near.find("unread")).isSameAs(unread);
        assertThat(near.claim("under way", new Reservation())).isSameAs(underWay);
    }

    @Test
    void takeOver_whereCopiesHaveATimeToLive_leavesTheKey() {
        NearTier<String> tier = new NearTier<>(new NearBounds(1_000, false, SECOND, null), clock);
        Reservation mine = new Reservation();
        tier.claim("key", mine);
        tier.publish("key", mine, value("v"));
        tier.find("key");

        assertThat(tier.takeOver("key", new Takeover())).isFalse();
    }

    @Test
    void takeOver_ofAReadBehindAnotherWrite_takesItsPlace() {
        NearValue old = storedAndRead("key");
        Takeover first = takenOver("key");
        Takeover second = takenOver("key");

        assertThat(near.find("key")).isSameAs(old);
        near.invalidate("key", ALWAYS); // the first write
        near.arrived(first);
        assertThat(near.publish("key", first, value("first"))).isFalse();
        near.settle("key", first);
        assertThat(near.claim("key", new Reservation())).isSameAs(second);
        near.invalidate("key", ALWAYS); // the second write
        near.arrived(second);
        assertThat(near.publish("key", second, value("second"))).isTrue();
        near.settle("key", second);

        assertThat(near.find("key")).isNotNull();
    }

    @Test
    void restore_ofAReadBehindAWrite_bringsTheCopyBackUnlessItIsToldOfAChange() {
        NearValue old = storedAndRead("key");
        near.restore("key", takenOver("key"));
        assertThat(near.find("key")).isSameAs(old);

        Takeover mine = takenOver("key");
        near.invalidate("key", ALWAYS);
        near.restore("key", mine);

        assertThat(near.find("key")).isNull();
        assertThat(near.size()).isZero();
    }

    static Stream<Arguments> slotsAfterAWrite() {
        return Stream.of(
                slot("nothing", false, near -> near.drop("key")),
                slot("a copy by another channel", false, near -> {
                    near.drop("key");
                    Reservation other = new Reservation();
                    near.claim("key", other);
                    near.publish("key", other, NearValue.eternal(bytes("other"), OTHER_CHANNEL, 1));
                }),
                slot("a copy by the same channel", true, near -> {
                    near.drop("key");
                    Reservation other = new Reservation();
                    near.claim("key", other);
                    near.publish("key", other, value("younger"));
                }),
                slot("a read that is not sent yet", true, near -> {
                    near.drop("key");
                    near.claim("key", new Reservation());
                }),
                slot("a read under way by the same channel", true, near -> {
                    near.drop("key");
                    Reservation other = new Reservation();
                    near.claim("key", other);
                    near.sent(other, ALWAYS);
                }),
                slot("a read under way by another channel", false, near -> {
                    near.drop("key");
                    Reservation other = new Reservation();
                    near.claim("key", other);
                    near.sent(other, OTHER_CHANNEL);
                }),
                slot("a read whose value has come and whose lifetime has not", false, near -> {
                    near.drop("key");
                    Reservation other = new Reservation();
                    near.claim("key", other);
                    near.sent(other, ALWAYS);
                    near.arrived(other);
                }));
    }

    private static Arguments slot(String what, boolean stays, Consumer<NearTier<String>> happens) {
        return Arguments.of(what, stays, happens);
    }

    /** A write is done, and the read behind it answered: what stays is younger than the write. */
    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("slotsAfterAWrite")
    void settle_ofAnAnsweredRead_leavesWhatIsSurelyYounger(
            String what, boolean stays, Consumer<NearTier<String>> happens) {
        storedAndRead("key");
        Takeover mine = takenOver("key");
        happens.accept(near);
        near.arrived(mine);

        near.settle("key", mine);

        assertThat(near.size()).isEqualTo(stays ? 1 : 0);
    }

    /** No server should forget to tell; nor should a copy of his be found by who has written. */
    @Test
    void settle_ofACopyThatWasThereBefore_forgetsIt() {
        storedAndRead("key");
        Takeover first = takenOver("key");
        near.restore("key", takenOver("key")); // another write's, whose read has failed

        near.settle("key", first);

        assertThat(near.find("key")).isNull();
    }

    /** The read that comes behind a later write still has the copy from before the earlier one. */
    @Test
    void settle_whileALaterWriteIsUnderWay_endsTheEarlierCopy() {
        storedAndRead("key");
        Takeover first = takenOver("key");
        Takeover second = takenOver("key");
        near.arrived(first);

        near.settle("key", first);

        assertThat(near.find("key")).isNull();
        assertThat(near.publish("key", second, value("second"))).isTrue();
    }

    private NearValue storedAndRead(String key) {
        NearValue value = stored(key, value("old"));
        near.find(key);
        return value;
    }

    private Takeover takenOver(String key) {
        Takeover mine = new Takeover();
        assertThat(near.takeOver(key, mine)).isTrue();
        near.sent(mine, ALWAYS);
        return mine;
    }

    // --------------------------------------------------------------------------------------------- validity

    @Test
    void copy_whosePromiseIsBroken_isNotServed() {
        AtomicBoolean holds = new AtomicBoolean(true);
        NearValue value = stored("key", NearValue.eternal(bytes("v"), now -> holds.get(), 1));
        assertThat(near.find("key")).isSameAs(value);

        holds.set(false);

        assertThat(near.find("key")).isNull();
    }

    @Test
    void copy_whosePromiseHoldsAgain_isServedAgain() {
        AtomicBoolean holds = new AtomicBoolean();
        NearValue value = stored("key", NearValue.eternal(bytes("v"), now -> holds.get(), 1));
        assertThat(near.find("key")).isNull();

        holds.set(true);

        assertThat(near.find("key")).isSameAs(value);
    }

    @Test
    void claim_ofACopyWhosePromiseIsLost_takesItsPlaceWhenTheReadBringsABetterOne() {
        AtomicBoolean holds = new AtomicBoolean(true);
        NearValue old = stored("key", NearValue.eternal(bytes("old"), now -> holds.get(), 1));
        holds.set(false);
        Reservation mine = new Reservation();

        assertThat(near.claim("key", mine)).isSameAs(mine);
        assertThat(near.find("key")).isNull();
        holds.set(true);

        assertThat(near.find("key")).isSameAs(old);
        NearValue fresh = value("new");
        assertThat(near.publish("key", mine, fresh)).isTrue();
        assertThat(near.find("key")).isSameAs(fresh);
    }

    @Test
    void validity_isAskedWithTheTiersClock() {
        long start = clock.getAsLong();
        stored("key", NearValue.eternal(bytes("v"), now -> now == start, 1));
        assertThat(near.find("key")).isNotNull();

        clock.pass(NANO);

        assertThat(near.find("key")).isNull();
    }

    // --------------------------------------------------------------------------------------------- deadlines

    static LongStream instants() {
        long second = SECOND.toNanos();
        return LongStream.of(
                0,
                -1,
                -second,
                Long.MIN_VALUE,
                Long.MIN_VALUE + second,
                Long.MAX_VALUE,
                Long.MAX_VALUE - 1,
                Long.MAX_VALUE - second,
                Long.MAX_VALUE - second + 1,
                ThreadLocalRandom.current().nextLong());
    }

    @ParameterizedTest
    @MethodSource("instants")
    void copy_fromItsDeadlineOn_isNotServed(long start) {
        FakeClock time = new FakeClock(start);
        NearTier<String> tier = new NearTier<>(MANY, time);
        Reservation mine = new Reservation();
        tier.claim("key", mine);
        tier.publish("key", mine, NearValue.eternal(bytes("v"), ALWAYS, 1).until(time.in(SECOND)));

        assertThat(tier.find("key")).isNotNull();
        time.pass(SECOND.minus(NANO));
        assertThat(tier.find("key")).isNotNull();
        time.pass(NANO);
        assertThat(tier.find("key")).isNull();
        time.pass(Duration.ofDays(365));
        assertThat(tier.find("key")).isNull();
    }

    @ParameterizedTest
    @MethodSource("instants")
    void copy_withoutDeadline_isServedForYears(long start) {
        FakeClock time = new FakeClock(start);
        NearTier<String> tier = new NearTier<>(MANY, time);
        Reservation mine = new Reservation();
        tier.claim("key", mine);
        tier.publish("key", mine, value("v"));

        time.pass(Duration.ofDays(100 * 365));

        assertThat(tier.find("key")).isNotNull();
    }

    @Test
    void copy_thatCameAfterItsDeadline_isNeverServed() {
        stored("key", NearValue.eternal(bytes("v"), ALWAYS, 1).until(clock.getAsLong()));

        assertThat(near.find("key")).isNull();
    }

    @Test
    void claim_ofACopyPastItsDeadline_takesItsPlace() {
        stored("key", NearValue.eternal(bytes("v"), ALWAYS, 1).until(clock.in(SECOND)));
        clock.pass(SECOND);
        Reservation mine = new Reservation();

        assertThat(near.claim("key", mine)).isSameAs(mine);
    }

    // ------------------------------------------------------------------------------------------------ bounds

    @Test
    void entries_beyondTheBound_areEvicted() {
        NearTier<Integer> tier = new NearTier<>(new NearBounds(10, false, null, null), clock);

        fill(tier, 100, 1);

        assertThat(tier.size()).isBetween(1L, 10L);
        assertThat(found(tier, 100)).isLessThanOrEqualTo(10);
    }

    @Test
    void bytes_beyondTheBound_areEvicted() {
        NearTier<Integer> tier = new NearTier<>(new NearBounds(1_000, true, null, null), clock);

        fill(tier, 100, 100);

        assertThat(tier.size()).isBetween(1L, 10L);
        assertThat(found(tier, 100)).isLessThanOrEqualTo(10);
    }

    @Test
    void bytes_withinTheBound_areKept() {
        NearTier<Integer> tier = new NearTier<>(new NearBounds(100 * 10, true, null, null), clock);

        fill(tier, 100, 10);

        assertThat(found(tier, 100)).isEqualTo(100);
    }

    @Test
    void copy_largerThanTheWholeBound_isNotKept() {
        NearTier<Integer> tier = new NearTier<>(new NearBounds(1_000, true, null, null), clock);

        fill(tier, 1, 1_001);

        assertThat(tier.find(0)).isNull();
        assertThat(tier.size()).isZero();
    }

    /** A bound in bytes must count a copy's bytes, though its reservation weighed nothing. */
    @Test
    void weight_ofACopy_replacesThatOfItsReservation() {
        NearTier<Integer> tier = new NearTier<>(new NearBounds(1_000, true, null, null), clock);
        List<Reservation> pending =
                LongStream.range(0, 50).mapToObj(i -> new Reservation()).toList();
        for (int i = 0; i < pending.size(); i++) {
            tier.claim(i, pending.get(i));
        }
        assertThat(tier.size()).isEqualTo(50);

        for (int i = 0; i < pending.size(); i++) {
            tier.publish(i, pending.get(i), weighing(100));
        }

        assertThat(found(tier, 50)).isLessThanOrEqualTo(10);
    }

    @Test
    void timeToLive_fromTheAnswerOn_bounds() {
        NearTier<String> tier = new NearTier<>(new NearBounds(10, false, SECOND, null), clock);
        Reservation mine = new Reservation();
        tier.claim("key", mine);
        tier.publish("key", mine, value("v"));

        clock.pass(SECOND.minus(CAFFEINE_STEP));
        assertThat(tier.find("key")).isNotNull();
        clock.pass(CAFFEINE_STEP);
        assertThat(tier.find("key")).isNull();
    }

    @Test
    void timeToIdle_isProlongedByReads() {
        NearTier<String> tier = new NearTier<>(new NearBounds(10, false, null, SECOND), clock);
        Reservation mine = new Reservation();
        tier.claim("key", mine);
        tier.publish("key", mine, value("v"));

        for (int i = 0; i < 5; i++) {
            clock.pass(SECOND.minus(NANO));
            assertThat(tier.find("key")).isNotNull();
        }
        clock.pass(SECOND);
        assertThat(tier.find("key")).isNull();
    }

    /**
     * A reader who looked at the clock before the copy was idle for too long must not revive one that was called back.
     */
    @Test
    void notice_ofAnIdleCopyThatAReaderIsLookingAt_endsIt() {
        AtomicReference<Runnable> betweenClockAndAccess = new AtomicReference<>(() -> {});
        NearTier<String> tier = new NearTier<>(new NearBounds(10, false, null, SECOND), () -> {
            long now = clock.getAsLong();
            betweenClockAndAccess.getAndSet(() -> {}).run();
            return now;
        });
        Reservation mine = new Reservation();
        tier.claim("key", mine);
        tier.publish("key", mine, value("old"));
        clock.pass(SECOND.minus(NANO));
        betweenClockAndAccess.set(() -> {
            clock.pass(NANO.multipliedBy(2));
            tier.invalidate("key", ALWAYS);
        });

        tier.find("key", clock.getAsLong());

        assertThat(tier.find("key")).isNull();
    }

    @Test
    void timeToLive_withTimeToIdle_isTheUpperBound() {
        NearTier<String> tier = new NearTier<>(new NearBounds(10, false, SECOND.multipliedBy(2), SECOND), clock);
        Reservation mine = new Reservation();
        tier.claim("key", mine);
        tier.publish("key", mine, value("v"));

        for (int i = 0; i < 3; i++) {
            clock.pass(SECOND.dividedBy(2));
            assertThat(tier.find("key")).isNotNull();
        }
        clock.pass(SECOND.dividedBy(2));
        assertThat(tier.find("key")).isNull();
    }

    @Test
    void reservation_thatOutlivesTheTimeToLive_storesNothingAndFreesTheKey() {
        NearTier<String> tier = new NearTier<>(new NearBounds(10, false, SECOND, null), clock);
        Reservation slow = new Reservation();
        tier.claim("key", slow);
        clock.pass(SECOND);

        assertThat(tier.publish("key", slow, value("v"))).isFalse();
        Reservation next = new Reservation();
        assertThat(tier.claim("key", next)).isSameAs(next);
        assertThat(tier.publish("key", next, value("v"))).isTrue();
    }

    @Test
    void reservation_thatWasEvicted_storesNothing() {
        NearTier<Integer> tier = new NearTier<>(new NearBounds(1, false, null, null), clock);
        List<Reservation> pending =
                LongStream.range(0, 100).mapToObj(i -> new Reservation()).toList();
        for (int i = 0; i < pending.size(); i++) {
            tier.claim(i, pending.get(i));
        }

        Set<Boolean> kept = LongStream.range(0, 100)
                .mapToObj(i -> tier.publish((int) i, pending.get((int) i), weighing(1)))
                .collect(Collectors.toSet());

        assertThat(kept).contains(false);
        assertThat(tier.size()).isLessThanOrEqualTo(1);
    }

    // --------------------------------------------------------------------------------------- what is stored

    @Test
    void absence_remembered_isFoundAsNoContent() {
        stored("key", NearValue.absent(ALWAYS, 1));

        NearValue found = near.find("key");
        assertThat(found).isNotNull();
        assertThat(found.content()).isNull();
    }

    @Test
    void absence_afterAChange_isForgotten() {
        stored("key", NearValue.absent(ALWAYS, 1));

        near.invalidate("key", ALWAYS);

        assertThat(near.find("key")).isNull();
    }

    @Test
    void content_shared_takesThePlaceOfTheBytes() {
        NearValue value = stored("key", value("v"));
        assertThat(value.content()).isInstanceOf(NearValue.Encoded.class);
        Object decoded = new Object();

        value.share(decoded);

        assertThat(near.find("key")).isSameAs(value);
        assertThat(value.content()).isSameAs(decoded);
    }

    // ----------------------------------------------------------------------------------------------- counters

    static Stream<Arguments> counted() {
        return Stream.of(
                counted("find of nothing", 0, 0, 0, near -> near.find("none")),
                counted("find of a copy", 1, 0, 0, near -> near.find("copy")),
                counted("find of a reservation", 0, 0, 0, near -> near.find("pending")),
                counted("claim of a free key", 0, 0, 0, near -> near.claim("none", new Reservation())),
                counted("claim of a copy", 1, 0, 0, near -> near.claim("copy", new Reservation())),
                counted("claim of a reservation", 0, 0, 0, near -> near.claim("pending", new Reservation())),
                counted("refused store", 0, 1, 0, near -> near.publish("none", new Reservation(), value("v"))),
                counted("abandon", 0, 0, 0, near -> near.abandon("none", new Reservation())),
                counted("drop", 0, 0, 0, near -> near.drop("copy")),
                counted("dropAll", 0, 0, 0, near -> near.dropAll()),
                counted("invalidate", 0, 0, 1, near -> near.invalidate("copy", ALWAYS)),
                counted("invalidate of nothing", 0, 0, 1, near -> near.invalidate("none", ALWAYS)));
    }

    private static Arguments counted(
            String what, long hits, long refused, long invalidations, Consumer<NearTier<String>> does) {
        return Arguments.of(what, hits, refused, invalidations, does);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("counted")
    void counters_afterEachOperation_areAsSpecified(
            String what, long hits, long refused, long invalidations, Consumer<NearTier<String>> does) {
        stored("copy", value("v"));
        claimed("pending");

        does.accept(near);

        assertThat(near.counters().hits()).isEqualTo(hits);
        assertThat(near.counters().refusedStores()).isEqualTo(refused);
        assertThat(near.counters().invalidations()).isEqualTo(invalidations);
    }

    // ------------------------------------------------------------------------------------------------ helpers

    /** Of a read that was sent. */
    private Reservation claimed(String key) {
        Reservation mine = new Reservation();
        assertThat(near.claim(key, mine)).isSameAs(mine);
        near.sent(mine, ALWAYS);
        return mine;
    }

    private NearValue stored(String key, NearValue value) {
        assertThat(near.publish(key, claimed(key), value)).isTrue();
        return value;
    }

    private static void fill(NearTier<Integer> tier, int entries, int weight) {
        for (int i = 0; i < entries; i++) {
            Reservation mine = new Reservation();
            tier.claim(i, mine);
            tier.publish(i, mine, weighing(weight));
        }
    }

    private static long found(NearTier<Integer> tier, int entries) {
        return LongStream.range(0, entries)
                .filter(i -> tier.find((int) i) != null)
                .count();
    }

    private static NearValue value(String text) {
        return NearValue.eternal(bytes(text), ALWAYS, 1);
    }

    private static NearValue value(String text, AtomicBoolean promise) {
        return NearValue.eternal(bytes(text), now -> promise.get(), 1);
    }

    private static NearValue weighing(int weight) {
        return NearValue.eternal(bytes("v"), ALWAYS, weight);
    }

    private static NearValue.Encoded bytes(String text) {
        return new NearValue.Encoded(
                text.getBytes(StandardCharsets.UTF_8), 1 + Integer.toUnsignedLong(text.hashCode()));
    }
}
