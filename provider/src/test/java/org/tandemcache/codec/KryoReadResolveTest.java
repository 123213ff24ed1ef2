package org.tandemcache.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tandemcache.codec.ClassFilter.Mode;
import org.tandemcache.codec.format.Codecs;

/** Objects that say by {@code readResolve} what takes their place. */
class KryoReadResolveTest {
    /** As Hibernate marks a property that was not fetched. */
    interface Marker {
        Serializable UNFETCHED = new Serializable() {
            @SuppressWarnings("unused") // called by reflection
            Object readResolve() {
                return UNFETCHED;
            }
        };
    }

    /** A private one, which subclasses do not inherit. */
    private static class Closed implements Serializable {
        private static final long serialVersionUID = 1L;
        static final Closed ONLY = new Closed();

        @SuppressWarnings("UnusedMethod") // called by reflection
        private Object readResolve() {
            return ONLY;
        }
    }

    private static final class BelowClosed extends Closed {
        private static final long serialVersionUID = 1L;
    }

    /** A protected one, which they do. */
    static class Open implements Serializable {
        private static final long serialVersionUID = 1L;
        static final List<Open> KNOWN = List.of(new Open(0), new BelowOpen(1));

        private final int place;

        Open(int place) {
            this.place = place;
        }

        protected Object readResolve() {
            return KNOWN.get(place);
        }
    }

    private static final class BelowOpen extends Open {
        private static final long serialVersionUID = 1L;

        BelowOpen(int place) {
            super(place);
        }
    }

    private record Absent(String name) implements Serializable {
        static final Absent NAMELESS = new Absent("");

        @SuppressWarnings("UnusedMethod") // called by reflection
        private Object readResolve() {
            return name.isEmpty() ? NAMELESS : this;
        }
    }

    private static final class Failing implements Serializable {
        private static final long serialVersionUID = 1L;

        @SuppressWarnings("UnusedMethod") // called by reflection
        private Object readResolve() {
            throw new IllegalStateException("there is none");
        }
    }

    private static Object copy(String codec, Object value) {
        Codec made = Codecs.chosen(
                        TestFormats.context(Object.class, TestFormats.filter(Mode.LEARNED), TestFormats.LOADER), codec)
                .writer();
        byte[] bytes = made.encode(value);
        return made.decode(bytes, 0, bytes.length);
    }

    @ParameterizedTest
    @ValueSource(strings = {"kryo", "java"})
    void singleton_read_isTheOnlyOne(String codec) {
        assertThat(copy(codec, Marker.UNFETCHED)).isSameAs(Marker.UNFETCHED);
        assertThat(copy(codec, Closed.ONLY)).isSameAs(Closed.ONLY);
        assertThat(copy(codec, new Open(0))).isSameAs(Open.KNOWN.get(0));
        assertThat(copy(codec, new Absent(""))).isSameAs(Absent.NAMELESS);
        assertThat(copy(codec, new Absent("x"))).isEqualTo(new Absent("x"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"kryo", "java"})
    void singleton_inArray_isTheOnlyOneWhereverItStands(String codec) {
        Serializable[] state = {1, Marker.UNFETCHED, "name", Marker.UNFETCHED, new ArrayList<>(List.of(Closed.ONLY))};

        assertThat((Serializable[]) copy(codec, state))
                .satisfies(read -> assertThat(read[1]).isSameAs(Marker.UNFETCHED))
                .satisfies(read -> assertThat(read[3]).isSameAs(Marker.UNFETCHED))
                .satisfies(read -> assertThat((List<?>) read[4]).first().isSameAs(Closed.ONLY));
    }

    @ParameterizedTest
    @ValueSource(strings = {"kryo", "java"})
    void method_ofSuperclass_isInheritedUnlessPrivate(String codec) {
        assertThat(copy(codec, new BelowOpen(1))).isSameAs(Open.KNOWN.get(1));
        assertThat(copy(codec, new BelowClosed())).isInstanceOf(BelowClosed.class);
    }

    @Test
    void method_thatThrows_isACodecException() {
        assertThatThrownBy(() -> copy("kryo", new Failing()))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("readResolve of " + Failing.class.getName() + " fails");
    }

    @ParameterizedTest
    @ValueSource(strings = {"kryo", "java"})
    void arrayOfSerializable_inAJvmThatOnlyReads_isRead(String codec) {
        Serializable[] state = {1, "name", null};
        byte[] stored = TestFormats.values(Object.class, codec, null, TestFormats.filter(Mode.LEARNED))
                .encode(state);

        Object read = TestFormats.values(Object.class, codec, null, TestFormats.filter(Mode.LEARNED))
                .decode(stored);

        assertThat(read).isEqualTo(state).isInstanceOf(Serializable[].class);
    }
}
