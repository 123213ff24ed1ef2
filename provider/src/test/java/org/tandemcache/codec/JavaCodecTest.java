package org.tandemcache.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tandemcache.codec.ClassFilter.Mode;
import org.tandemcache.codec.format.ValueFormat;

/** What Java serialization gives back, the codec {@code java} does. */
class JavaCodecTest {
    private final ValueFormat format = format(TestFormats.filter(Mode.LEARNED));

    private static ValueFormat format(ClassFilter filter) {
        return TestFormats.values(Object.class, "java", null, filter);
    }

    private Object back(Object value) {
        Object back = format.decode(format.encode(value));
        assertThat(format.unreadable()).isZero();
        return back;
    }

    /** Is written as another class, which makes one of a third class. */
    abstract static class Shape implements Serializable {
        private static final long serialVersionUID = 1L;

        static Shape of(int sides) {
            return new Polygon(sides);
        }

        abstract int sides();

        Object writeReplace() {
            return new Form(sides());
        }
    }

    private static final class Polygon extends Shape {
        private static final long serialVersionUID = 1L;
        private final int sides;

        Polygon(int sides) {
            this.sides = sides;
        }

        @Override
        int sides() {
            return sides;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Polygon that && sides == that.sides;
        }

        @Override
        public int hashCode() {
            return sides;
        }
    }

    private record Form(int sides) implements Serializable {
        Object readResolve() {
            return Shape.of(sides);
        }
    }

    @Test
    void object_thatIsReplacedWhenWrittenAndWhenRead_comesBackInTheJvmThatWroteIt() {
        assertThat(back(Shape.of(3))).isEqualTo(Shape.of(3));
        assertThat(back(new ArrayList<>(List.of(Shape.of(3), Shape.of(4)))))
                .isEqualTo(List.of(Shape.of(3), Shape.of(4)));
    }

    @Test
    void object_thatIsReplaced_comesBackWhereWhatIsWrittenIsAllowed() {
        byte[] stored = format.encode(Shape.of(3));

        assertThat(format(TestFormats.filter(Mode.STRICT, "org.tandemcache.codec.JavaCodecTest$Form"))
                        .decode(stored))
                .isEqualTo(Shape.of(3));
        assertThat(format(TestFormats.filter(Mode.STRICT)).decode(stored)).isNull();
    }

    record Typed(Class<?> first, Class<?> second, Class<?> third) implements Serializable {}

    @Test
    void classes_insideOfAValue_comeBack() {
        Typed typed = new Typed(int.class, void.class, String[].class);

        assertThat(back(typed)).isEqualTo(typed);
    }

    /** As a collection that loads its elements when somebody asks for them, and can't any more. */
    static final class Unloaded extends AbstractList<Object> implements Serializable {
        private static final long serialVersionUID = 1L;

        @Override
        public Object get(int index) {
            throw new IllegalStateException("its session is closed");
        }

        @Override
        public int size() {
            throw new IllegalStateException("its session is closed");
        }
    }

    record Order(String name, List<Object> items, Map<String, Object> byName) implements Serializable {}

    @Test
    void collectionThatCantBeAsked_insideOfAValue_comesBackWithoutBeingAsked() {
        Object order = new Order("first", new Unloaded(), new HashMap<>(Map.of("items", new Unloaded())));

        Object back = back(order);

        assertThat(back).isInstanceOfSatisfying(Order.class, read -> {
            assertThat(read.name()).isEqualTo("first");
            assertThat((Object) read.items()).isInstanceOf(Unloaded.class);
            assertThat(read.byName().get("items")).isInstanceOf(Unloaded.class);
        });
    }

    /** Writes something else than its fields, against the words of the specification. */
    static final class Sloppy implements Serializable {
        private static final long serialVersionUID = 1L;
        private int number;
        private String text;

        Sloppy(int number, String text) {
            this.number = number;
            this.text = text;
        }

        private void writeObject(ObjectOutputStream output) throws IOException {
            output.writeUTF(text);
            output.writeObject(number);
        }

        private void readObject(ObjectInputStream input) throws IOException, ClassNotFoundException {
            text = input.readUTF();
            number = (Integer) input.readObject();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Sloppy that && number == that.number && text.equals(that.text);
        }

        @Override
        public int hashCode() {
            return number;
        }
    }

    static Stream<Object> values() {
        return Stream.of(
                new Sloppy(7, "seven"),
                new ArrayList<>(List.of(new Sloppy(1, ""), "a", new Sloppy(2, "two"))),
                new HashMap<>(Map.of(new Sloppy(1, "x"), 1)),
                Collections.nCopies(1_000, new Sloppy(3, "y")),
                Samples.orders(10),
                new Typed(Typed.class, Object[].class, Enum.class));
    }

    @ParameterizedTest
    @MethodSource("values")
    void value_withItsOwnFormOrPlain_comesBackEqual(Object value) {
        assertThat(back(value)).isEqualTo(value);
    }

    @Test
    void cycle_throughCollections_comesBack() {
        List<Object> cyclic = new ArrayList<>();
        cyclic.add(new HashMap<>(Map.of("itself", cyclic)));

        List<?> back = (List<?>) back(cyclic);

        assertThat(((Map<?, ?>) back.get(0)).get("itself")).isSameAs(back);
    }

    /** What could not be read again is not taken. */
    @Test
    void value_thatTheBudgetOfReadingRefuses_isRefusedWhenItIsWritten() {
        assertThatThrownBy(() -> format.encode(ForgedBytes.keyOfManyMaps(100, 20)))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("ArrayList")
                .hasMessageContaining("refer to each other so often");
    }
}
