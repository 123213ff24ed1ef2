package org.tandemcache.near;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The table in the Javadoc of {@link Reservation}, which is read from its source. */
class ReservationTest {
    private static final Path SOURCE = Path.of("src/main/java/org/tandemcache/near/Reservation.java");
    private static final String KEY = "key";

    // Two objects: lambdas that capture nothing need not be.
    private static final Validity A = new Promise("A");
    private static final Validity B = new Promise("B");

    private record Promise(String name) implements Validity {
        @Override
        public boolean holds(long now) {
            return true;
        }
    }

    private static final Map<String, BiConsumer<NearTier<String>, Reservation>> STATES = Map.of(
            "unsent",
            (near, any) -> {},
            "sent by A",
            (near, reservation) -> near.sent(reservation, A),
            "sent by nobody knows whom",
            (near, reservation) -> near.sent(reservation, null),
            "arrived by A",
            (near, reservation) -> {
                near.sent(reservation, A);
                near.arrived(reservation);
            });

    private static final Map<String, Consumer<NearTier<String>>> EVENTS = Map.of(
            "a notice by A",
            near -> near.invalidate(KEY, A),
            "a notice by B",
            near -> near.invalidate(KEY, B),
            "a write, read behind it by A",
            near -> near.settle(KEY, answeredBy(near, A)),
            "a write, read behind it by B",
            near -> near.settle(KEY, answeredBy(near, B)),
            "a change made here",
            near -> near.drop(KEY),
            "a read by another connection",
            near -> near.observe(KEY, version -> false),
            "nothing",
            near -> {});

    private static Takeover answeredBy(NearTier<String> near, Validity channel) {
        Takeover answered = new Takeover();
        near.sent(answered, channel);
        return answered;
    }

    static Stream<Arguments> table() throws IOException {
        List<List<String>> rows = Files.readAllLines(SOURCE).stream()
                .filter(line -> line.startsWith(" * ") && line.contains(" | "))
                .map(line -> Arrays.stream(line.substring(3).split("\\|"))
                        .map(String::strip)
                        .toList())
                .toList();
        List<String> head = rows.get(0);
        assertThat(head.subList(1, head.size())).containsExactlyInAnyOrderElementsOf(STATES.keySet());
        assertThat(rows.stream().skip(1).map(row -> row.get(0))).containsExactlyInAnyOrderElementsOf(EVENTS.keySet());
        return rows.stream()
                .skip(1)
                .flatMap(row -> IntStream.range(1, head.size())
                        .mapToObj(i -> Arguments.of(row.get(0), head.get(i), row.get(i))));
    }

    @ParameterizedTest(name = "{0}, {1}: {2}")
    @MethodSource("table")
    void event_inAState_leavesWhatTheTableSays(String event, String state, String left) {
        NearTier<String> near = new NearTier<>(new NearBounds(1_000, false, null, null), FakeClock.atARandomInstant());
        NearValue value = NearValue.eternal(new NearValue.Encoded(new byte[] {1}, 1), A, 1);
        Reservation reservation = new Reservation();
        assertThat(near.claim(KEY, reservation)).isSameAs(reservation);
        STATES.get(state).accept(near, reservation);

        EVENTS.get(event).accept(near);

        assertThat(left).isIn("stands", "goes");
        assertThat(near.publish(KEY, reservation, value)).isEqualTo(left.equals("stands"));
        assertThat(near.find(KEY)).isSameAs(left.equals("stands") ? value : null);
    }
}
