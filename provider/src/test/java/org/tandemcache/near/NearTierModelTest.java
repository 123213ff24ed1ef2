package org.tandemcache.near;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jetbrains.kotlinx.lincheck.Actor;
import org.jetbrains.kotlinx.lincheck.execution.ExecutionScenario;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Options;
import org.jetbrains.lincheck.datastructures.Param;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Lincheck explores the interleavings of the near tier's operations, and compares their results with those of a plain
 * array that is used by one thread.
 *
 * <p>It can fail; {@link #publish_againstEachOtherOperation_isLinearizable} was seen to with each of these mutations of
 * {@link NearTier}: {@code publish} that puts without looking for its reservation; {@code publish} that looks first and
 * puts then; {@code claim} that puts in place of {@code putIfAbsent}; {@code claim} that takes the place of whatever
 * stands there; {@code abandon} that removes whatever stands there; {@code drop} that removes only what it has seen.
 */
class NearTierModelTest {
    private static final int READS = 3;

    /** To clear is to walk a table of this many bins; that is no livelock. */
    private static final int CLEARING = 500;

    private static final int INTERLEAVINGS = 300;

    /** A read's answer against all that can happen meanwhile; also where readers find copies by keys of their own. */
    @ParameterizedTest
    @ValueSource(classes = {TwoKeys.class, TwoKnownKeys.class})
    void publish_againstEachOtherOperation_isLinearizable(Class<?> concurrent) {
        Step claim = step("claim", 1, 1);
        Step publish = step("publish", 1, 1);
        Step find = step("find", 1);
        Options<?, ?> options = options(TwoKeysInTurn.class).iterations(0).invocationsPerIteration(INTERLEAVINGS);
        for (Step other : List.of(
                step("drop", 1),
                step("abandon", 1, 1),
                step("claim", 1, 2),
                step("publish", 1, 1),
                step("breakPromise", 1))) {
            scenario(options, List.of(claim), List.of(publish), List.of(other), List.of(find, step("claim", 1, 3)));
        }
        // a doomed answer against the next read
        scenario(
                options,
                List.of(claim),
                List.of(publish),
                List.of(step("drop", 1), step("claim", 1, 2)),
                List.of(find));
        // two readers against each other, on a free key and on a copy that is not served any more
        scenario(
                options, List.of(), List.of(step("claim", 1, 1)), List.of(step("claim", 1, 2)), List.of(publish, find));
        scenario(
                options,
                List.of(claim, publish, step("breakPromise", 1)),
                List.of(step("claim", 1, 2)),
                List.of(step("claim", 1, 3)),
                List.of(step("publish", 1, 2), find));
        scenario(
                options,
                List.of(claim, publish, step("breakPromise", 1)),
                List.of(step("claim", 1, 2)),
                List.of(step("drop", 1), step("claim", 1, 3)),
                List.of(step("publish", 1, 2), step("publish", 1, 3), find));
        // what has left the table of known keys against one that comes in again
        scenario(
                options,
                List.of(claim, publish, step("drop", 1)),
                List.of(step("claim", 1, 2), step("publish", 1, 2)),
                List.of(step("claim", 2, 3), step("publish", 2, 3)),
                List.of(find, step("find", 2)));
        options.check(concurrent);
    }

    /**
     * The notices of two channels, told by the numbers of their promises, against a read on channel 1. It was seen to
     * fail with an {@code invalidate} that tries once, or that drops whatever has come since it looked.
     */
    @Test
    void invalidate_againstARead_isLinearizable() {
        Step claim = step("claim", 1, 1);
        Step sent = step("sent", 1);
        Step arrived = step("arrived", 1);
        Step publish = step("publish", 1, 1);
        Step find = step("find", 1);
        Options<?, ?> options = options(NoticesInTurn.class).iterations(0).invocationsPerIteration(INTERLEAVINGS);
        for (Step notice : List.of(step("invalidate", 1, 1), step("invalidate", 1, 2))) {
            scenario(options, List.of(claim), List.of(sent, arrived, publish), List.of(notice), List.of(find));
            scenario(options, List.of(claim, sent), List.of(arrived, publish), List.of(notice), List.of(find));
            scenario(options, List.of(claim, sent, arrived), List.of(publish), List.of(notice), List.of(find));
            scenario(options, List.of(), List.of(claim, sent), List.of(notice), List.of(arrived, publish, find));
        }
        options.check(Notices.class);
    }

    /**
     * What was read by another way, against a read and the copy in whose place it stands. It was seen to fail with an
     * {@code observe} that looks first and drops then, that leaves a read which was sent, and that leaves the earlier
     * copy of one which was not.
     */
    @Test
    void observe_againstARead_isLinearizable() {
        Step claim = step("claim", 1, 1);
        Step sent = step("sent", 1);
        Step arrived = step("arrived", 1);
        Step publish = step("publish", 1, 1);
        Step find = step("find", 1);
        List<Step> copy = List.of(step("claim", 1, 3), step("publish", 1, 3), find, step("takeOver", 1, 1));
        Options<?, ?> options = options(WritesInTurn.class).iterations(0).invocationsPerIteration(INTERLEAVINGS);
        for (int version = 1; version <= READS; version++) {
            List<Step> observe = List.of(step("observe", 1, version));
            scenario(options, List.of(claim), List.of(sent, arrived, publish), observe, List.of(find));
            scenario(options, List.of(claim, sent), List.of(arrived, publish), observe, List.of(find));
            scenario(options, List.of(), List.of(claim, sent), observe, List.of(arrived, publish, find));
            scenario(options, copy, List.of(sent, find, publish), observe, List.of(find));
            scenario(options, copy, List.of(step("restore", 1, 1)), observe, List.of(find));
            scenario(options, copy, List.of(step("drop", 1), step("claim", 1, 2)), observe, List.of(find));
        }
        options.check(Writes.class);
    }

    /**
     * A write of this JVM, with a read behind it, against that read's answer and whatever else can come; all of it by
     * one channel. It was seen to fail with a {@code takeOver}, a {@code settle} and a {@code restore} that look first
     * and act then, and with an {@code invalidate} that leaves the earlier copy.
     */
    @Test
    void takeOverAndSettle_againstTheAnswer_areLinearizable() {
        List<Step> copy = List.of(step("claim", 1, 1), step("publish", 1, 1), step("find", 1));
        List<Step> written = append(copy, step("takeOver", 1, 2), step("sent", 2));
        List<Step> answer = List.of(step("invalidate", 1, 1), step("arrived", 2), step("publish", 1, 2));
        Step find = step("find", 1);
        Options<?, ?> options = options(WritesInTurn.class).iterations(0).invocationsPerIteration(INTERLEAVINGS);
        for (Step other : List.of(find, step("settle", 1, 2), step("drop", 1), step("restore", 1, 2))) {
            scenario(options, written, answer, List.of(other), List.of(find, step("claim", 1, 3)));
        }
        List<Step> laterWrite = List.of(step("takeOver", 1, 3), step("sent", 3));
        scenario(
                options, written, answer, laterWrite, List.of(step("settle", 1, 2), find, step("publish", 1, 3), find));
        scenario(
                options,
                written,
                List.of(step("settle", 1, 2)),
                laterWrite,
                List.of(find, step("publish", 1, 3), find));
        scenario(options, written, List.of(step("restore", 1, 2)), List.of(step("invalidate", 1, 1)), List.of(find));
        scenario(options, copy, List.of(step("takeOver", 1, 2)), List.of(step("invalidate", 1, 1)), List.of(find));
        scenario(options, copy, List.of(step("takeOver", 1, 2)), List.of(step("takeOver", 1, 3)), List.of(find));
        options.check(Writes.class);
    }

    private static List<Step> append(List<Step> steps, Step... more) {
        return Stream.concat(steps.stream(), Arrays.stream(more)).toList();
    }

    private record Step(String operation, List<Integer> arguments) {
        Actor actor() {
            return Arrays.stream(Writes.class.getMethods())
                    .filter(method -> method.getName().equals(operation))
                    .map(method -> new Actor(method, arguments))
                    .findAny()
                    .orElseThrow();
        }
    }

    private static Step step(String operation, Integer... arguments) {
        return new Step(operation, List.of(arguments));
    }

    private static void scenario(
            Options<?, ?> options, List<Step> before, List<Step> one, List<Step> two, List<Step> after) {
        options.addCustomScenario(
                new ExecutionScenario(actors(before), List.of(actors(one), actors(two)), actors(after), null));
    }

    private static List<Actor> actors(List<Step> steps) {
        return steps.stream().map(Step::actor).toList();
    }

    @ParameterizedTest
    @ValueSource(classes = {TwoKeys.class, TwoKnownKeys.class})
    void operations_onTwoKeys_areLinearizable(Class<?> concurrent) {
        check(concurrent, TwoKeysInTurn.class);
    }

    /** To forget everything is one step for each key, not for all of them; so it is checked with one. */
    @Test
    void operations_withDropAll_areLinearizableForOneKey() {
        check(OneKey.class, OneKeyInTurn.class);
    }

    private static void check(Class<?> concurrent, Class<?> sequential) {
        options(sequential)
                .iterations(5)
                .invocationsPerIteration(100)
                .threads(2)
                .actorsPerThread(3)
                .actorsBefore(1)
                .actorsAfter(2)
                .check(concurrent);
    }

    private static ModelCheckingOptions options(Class<?> sequential) {
        return new ModelCheckingOptions().loopBound(CLEARING).sequentialSpecification(sequential);
    }

    /**
     * Each read has one reservation and one copy, told by its number: a copy is {@code n}, a reservation {@code -n}.
     */
    public abstract static class Tier {
        private final ConcurrentLinkedQueue<Integer> forgotten = new ConcurrentLinkedQueue<>();
        private final NearTier<Integer> near;
        private final @Nullable KnownKeys<String, Integer> known;
        private final List<AtomicBoolean> promises =
                IntStream.range(0, READS).mapToObj(i -> new AtomicBoolean(true)).toList();
        private final List<Validity> channels;
        private final List<Takeover> reservations =
                IntStream.range(0, READS).mapToObj(i -> new Takeover()).toList();
        private final List<NearValue> values;

        /** @param byKnownKeys whether readers find copies by a table of their own keys, as they do by users' keys */
        Tier(boolean oneChannel, boolean byKnownKeys) {
            NearBounds bounds = new NearBounds(100, false, null, null);
            near = byKnownKeys
                    ? new NearTier<>(bounds, () -> 0, key -> forgotten.add((Integer) key))
                    : new NearTier<>(bounds, () -> 0);
            known = byKnownKeys ? new KnownKeys<>(near, forgotten, String::valueOf) : null;
            List<Validity> each = promises.stream()
                    .map(promise -> (Validity) now -> promise.get())
                    .toList();
            channels = oneChannel ? Collections.nCopies(READS, each.get(0)) : each;
            values = IntStream.range(0, READS)
                    .mapToObj(i -> NearValue.eternal(
                            new NearValue.Encoded("v".getBytes(StandardCharsets.UTF_8), i + 1), channels.get(i), 1))
                    .toList();
        }

        /** A key that is not known is encoded, and then it is claimed: that finds a copy too. */
        int doFind(int key) {
            NearValue copy = known == null ? null : known.find(String.valueOf(key));
            return number(copy == null ? near.find(key) : copy);
        }

        int doClaim(int key, int read) {
            if (known != null) {
                known.know(String.valueOf(key), key);
            }
            return number(near.claim(key, reservations.get(read - 1)));
        }

        boolean doPublish(int key, int read) {
            return near.publish(key, reservations.get(read - 1), values.get(read - 1));
        }

        void doAbandon(int key, int read) {
            near.abandon(key, reservations.get(read - 1));
        }

        void doDrop(int key) {
            near.drop(key);
        }

        void doDropAll() {
            near.dropAll();
        }

        void doSent(int read) {
            near.sent(reservations.get(read - 1), channels.get(read - 1));
        }

        void doArrived(int read) {
            near.arrived(reservations.get(read - 1));
        }

        void doInvalidate(int key, int channel) {
            near.invalidate(key, channels.get(channel - 1));
        }

        void doObserve(int key, int read) {
            near.observe(key, version -> version == read);
        }

        boolean doTakeOver(int key, int read) {
            return near.takeOver(key, reservations.get(read - 1));
        }

        void doSettle(int key, int read) {
            near.settle(key, reservations.get(read - 1));
        }

        void doRestore(int key, int read) {
            near.restore(key, reservations.get(read - 1));
        }

        void doBreakPromise(int read) {
            promises.get(read - 1).set(false);
        }

        private int number(Slot slot) {
            if (slot instanceof NearValue value) {
                return values.indexOf(value) + 1;
            }
            return slot == null ? 0 : -(reservations.indexOf(slot) + 1);
        }
    }

    @Param(name = "key", gen = IntGen.class, conf = "1:2")
    @Param(name = "read", gen = IntGen.class, conf = "1:3")
    public static class TwoKeys extends Tier {
        public TwoKeys() {
            this(false);
        }

        TwoKeys(boolean oneChannel) {
            this(oneChannel, false);
        }

        TwoKeys(boolean oneChannel, boolean byKnownKeys) {
            super(oneChannel, byKnownKeys);
        }

        @Operation
        public int find(@Param(name = "key") int key) {
            return doFind(key);
        }

        @Operation
        public int claim(@Param(name = "key") int key, @Param(name = "read") int read) {
            return doClaim(key, read);
        }

        @Operation
        public boolean publish(@Param(name = "key") int key, @Param(name = "read") int read) {
            return doPublish(key, read);
        }

        @Operation
        public void abandon(@Param(name = "key") int key, @Param(name = "read") int read) {
            doAbandon(key, read);
        }

        @Operation
        public void drop(@Param(name = "key") int key) {
            doDrop(key);
        }

        @Operation
        public void breakPromise(@Param(name = "read") int read) {
            doBreakPromise(read);
        }
    }

    @Param(name = "read", gen = IntGen.class, conf = "1:3")
    public static class OneKey extends Tier {
        private static final int KEY = 1;

        public OneKey() {
            super(false, false);
        }

        @Operation
        public int find() {
            return doFind(KEY);
        }

        @Operation
        public int claim(@Param(name = "read") int read) {
            return doClaim(KEY, read);
        }

        @Operation
        public boolean publish(@Param(name = "read") int read) {
            return doPublish(KEY, read);
        }

        @Operation
        public void drop() {
            doDrop(KEY);
        }

        @Operation
        public void dropAll() {
            doDropAll();
        }
    }

    @Param(name = "key", gen = IntGen.class, conf = "1:2")
    @Param(name = "read", gen = IntGen.class, conf = "1:3")
    public static class Notices extends TwoKeys {
        public Notices() {
            this(false);
        }

        Notices(boolean oneChannel) {
            super(oneChannel);
        }

        @Operation
        public void sent(@Param(name = "read") int read) {
            doSent(read);
        }

        @Operation
        public void arrived(@Param(name = "read") int read) {
            doArrived(read);
        }

        @Operation
        public void invalidate(@Param(name = "key") int key, @Param(name = "read") int promise) {
            doInvalidate(key, promise);
        }

        @Operation
        public void observe(@Param(name = "key") int key, @Param(name = "read") int read) {
            doObserve(key, read);
        }
    }

    /** {@link Notices} with writes of this JVM, where all goes by one channel. */
    @Param(name = "key", gen = IntGen.class, conf = "1:2")
    @Param(name = "read", gen = IntGen.class, conf = "1:3")
    public static class Writes extends Notices {
        public Writes() {
            super(true);
        }

        @Operation
        public boolean takeOver(@Param(name = "key") int key, @Param(name = "read") int read) {
            return doTakeOver(key, read);
        }

        @Operation
        public void settle(@Param(name = "key") int key, @Param(name = "read") int read) {
            doSettle(key, read);
        }

        @Operation
        public void restore(@Param(name = "key") int key, @Param(name = "read") int read) {
            doRestore(key, read);
        }
    }

    /** {@link TwoKeys} whose readers find copies by keys of their own. */
    public static class TwoKnownKeys extends TwoKeys {
        public TwoKnownKeys() {
            super(false, true);
        }
    }

    /** The specification: the same by one thread. */
    public static class TwoKeysInTurn {
        final int[] slots = new int[READS];
        /** Of each read: the copy in whose place its reservation stands. */
        final int[] replaced = new int[READS + 1];
        /** Of each copy: whether a reader was given it. */
        final boolean[] given = new boolean[READS + 1];

        private final boolean[] broken = new boolean[READS + 1];

        public int find(int key) {
            int copy = copyIn(key);
            if (copy == 0 || broken[copy]) {
                return 0;
            }
            given[copy] = true;
            return copy;
        }

        public int claim(int key, int read) {
            if (slots[key] >= 0 && find(key) == 0) {
                replaced[read] = slots[key];
                slots[key] = -read;
            }
            return slots[key];
        }

        public boolean publish(int key, int read) {
            boolean stands = slots[key] == -read;
            if (stands) {
                slots[key] = read;
            }
            return stands;
        }

        public void abandon(int key, int read) {
            if (slots[key] == -read) {
                drop(key);
            }
        }

        public void drop(int key) {
            slots[key] = 0;
        }

        public void breakPromise(int read) {
            broken[read] = true;
        }

        int copyIn(int key) {
            return slots[key] < 0 ? replaced[-slots[key]] : slots[key];
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof TwoKeysInTurn that
                    && Arrays.equals(slots, that.slots)
                    && Arrays.equals(replaced, that.replaced)
                    && Arrays.equals(given, that.given)
                    && Arrays.equals(broken, that.broken);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(slots)
                    + 31 * (Arrays.hashCode(replaced) + 31 * (Arrays.hashCode(given) + 31 * Arrays.hashCode(broken)));
        }
    }

    /** {@link TwoKeysInTurn} with notices. */
    public static class NoticesInTurn extends TwoKeysInTurn {
        static final int SENT = 1;
        private static final int ARRIVED = 2;

        final int[] stages = new int[READS + 1];

        public void sent(int read) {
            stages[read] = SENT;
        }

        public void arrived(int read) {
            stages[read] = ARRIVED;
        }

        public void invalidate(int key, int channel) {
            int read = -slots[key];
            if (read <= 0 || !told(read, channel)) {
                drop(key);
            }
        }

        public void observe(int key, int seen) {
            int read = -slots[key];
            if (read > 0) {
                replaced[read] = replaced[read] == seen ? seen : 0;
            }
            if (read > 0 ? stages[read] != 0 : slots[key] != seen) {
                drop(key);
            }
        }

        boolean told(int read, int channel) {
            replaced[read] = 0;
            return stages[read] == 0 || (stages[read] == SENT && isOf(read, channel));
        }

        boolean isOf(int read, int channel) {
            return channel == read;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof NoticesInTurn that && super.equals(that) && Arrays.equals(stages, that.stages);
        }

        @Override
        public int hashCode() {
            return 31 * super.hashCode() + Arrays.hashCode(stages);
        }
    }

    /** {@link NoticesInTurn} with writes of this JVM, where all goes by one channel. */
    public static class WritesInTurn extends NoticesInTurn {
        private final int[] takenOver = new int[READS + 1];

        public boolean takeOver(int key, int read) {
            int copy = copyIn(key);
            if (copy == 0 || !given[copy]) {
                return false;
            }
            replaced[read] = copy;
            takenOver[read] = copy;
            slots[key] = -read;
            return true;
        }

        public void settle(int key, int answered) {
            boolean younger = slots[key] < 0 ? told(-slots[key], answered) : slots[key] != takenOver[answered];
            if (!younger) {
                drop(key);
            }
        }

        public void restore(int key, int read) {
            if (slots[key] == -read) {
                slots[key] = replaced[read];
            }
        }

        @Override
        boolean isOf(int read, int channel) {
            return true;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof WritesInTurn that && super.equals(that) && Arrays.equals(takenOver, that.takenOver);
        }

        @Override
        public int hashCode() {
            return 31 * super.hashCode() + Arrays.hashCode(takenOver);
        }
    }

    /** {@link TwoKeysInTurn} with one key. */
    public static class OneKeyInTurn {
        private final TwoKeysInTurn keys = new TwoKeysInTurn();

        public int find() {
            return keys.find(OneKey.KEY);
        }

        public int claim(int read) {
            return keys.claim(OneKey.KEY, read);
        }

        public boolean publish(int read) {
            return keys.publish(OneKey.KEY, read);
        }

        public void drop() {
            keys.drop(OneKey.KEY);
        }

        public void dropAll() {
            keys.drop(OneKey.KEY);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof OneKeyInTurn that && keys.equals(that.keys);
        }

        @Override
        public int hashCode() {
            return keys.hashCode();
        }
    }
}
