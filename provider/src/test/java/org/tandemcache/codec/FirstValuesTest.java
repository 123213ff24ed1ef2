package org.tandemcache.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.Serializable;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.tandemcache.codec.ClassFilter.Mode;
import org.tandemcache.codec.format.Codecs;
import org.tandemcache.codec.format.ValueFormat;
import org.tandemcache.codec.format.ValueFormat.Faults;
import org.tandemcache.codec.format.VersionSource;

/** The first value of each class that a cache encodes is decoded and compared. */
class FirstValuesTest {
    private final Logger logger = (Logger) LoggerFactory.getLogger("org.tandemcache.codec.format.FirstValues");
    private final ListAppender<ILoggingEvent> warnings = new ListAppender<>();

    @BeforeEach
    void listen() {
        warnings.start();
        logger.addAppender(warnings);
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(warnings);
    }

    private static ValueFormat format(Faults faults) {
        CodecContext context = TestFormats.context(Object.class, TestFormats.filter(Mode.LEARNED), TestFormats.LOADER);
        return new ValueFormat(
                "cache",
                Object.class,
                Codecs.chosen(context, "java"),
                TestFormats.compression(null),
                new VersionSource(),
                faults);
    }

    private static final Faults WARNING = new Faults(false, false, true, false);
    private static final Faults REFUSING = new Faults(false, false, true, true);
    private static final Faults SKIPPING = new Faults(false, true, true, true);
    private static final Faults OFF = new Faults(false, false, false, false);

    /** Loses a field on its way. */
    static final class Lossy implements Serializable {
        private static final long serialVersionUID = 1L;
        private final String kept;
        private final transient String lost;

        Lossy(String kept, String lost) {
            this.kept = kept;
            this.lost = lost;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Lossy that && kept.equals(that.kept) && Objects.equals(lost, that.lost);
        }

        @Override
        public int hashCode() {
            return kept.hashCode();
        }
    }

    record Parcel(String name, List<Object> items) implements Serializable {}

    @Test
    void value_thatComesBackOther_isToldOnceWithClassAndPlaceAndCounted() {
        ValueFormat format = format(WARNING);

        format.encode(new Parcel("a", List.of(1, new Lossy("kept", "secret"))));
        format.encode(new Parcel("b", List.of(2, new Lossy("kept", "secret"))));

        assertThat(format.unequal()).isEqualTo(1);
        assertThat(warnings.list)
                .singleElement()
                .satisfies(line -> assertThat(line.getFormattedMessage())
                        .contains(Parcel.class.getName())
                        .contains("Parcel.items[1]")
                        .contains("codec.on-unequal")
                        .doesNotContain("secret"));
    }

    @Test
    void values_thatComeBackEqual_areDecodedOnceForEachClass() {
        ValueFormat format = format(WARNING);

        for (int i = 0; i < 3; i++) {
            format.encode(new Parcel("a", List.of(i)));
            format.encode(Samples.order(i));
        }

        assertThat(format.unequal()).isZero();
        assertThat(warnings.list).isEmpty();
    }

    @Test
    void value_thatComesBackOther_isRefusedWhereThatIsChosen() {
        ValueFormat format = format(REFUSING);

        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> format.encode(new Lossy("kept", "lost")))
                    .isInstanceOf(CodecException.class)
                    .hasMessageContaining("Lossy")
                    .hasMessageContaining("does not come back");
        }
        format.encode(new Lossy("kept", null));
        format.encode(new Lossy("kept", "lost")); // one of its class has come back

        assertThat(format.unequal()).isEqualTo(2);
    }

    @Test
    void value_thatComesBackOther_isNotComparedWhereThatIsSwitchedOff() {
        ValueFormat format = format(OFF);

        format.encode(new Lossy("kept", "lost"));

        assertThat(format.unequal()).isZero();
        assertThat(warnings.list).isEmpty();
    }

    @Test
    void value_thatCantBeWritten_isSkippedCountedAndToldOnceForItsClass() {
        Logger log = (Logger) LoggerFactory.getLogger(ValueFormat.class);
        log.addAppender(warnings);
        ValueFormat format = format(SKIPPING);

        assertThat(format.encodeIfWritable(new Lossy("kept", "lost"))).isNull();
        assertThat(format.encodeIfWritable(new Lossy("kept", "lost"))).isNull();
        assertThat(format.encodeIfWritable(new Object())).isNull();
        assertThat(format.encodeIfWritable("text")).isNotNull();
        log.detachAppender(warnings);

        assertThat(format.unwritable()).isEqualTo(3);
        assertThat(warnings.list)
                .hasSize(2)
                .allSatisfy(line -> assertThat(line.getFormattedMessage()).contains("not stored"));
    }

    /** To ask what is not loaded for its elements would be to load it. */
    @Test
    void value_withWhatIsLoadedOnDemand_isNotAskedForEquality() {
        ValueFormat format = format(WARNING);

        format.encode(new Parcel("a", new JavaCodecTest.Unloaded()));

        assertThat(format.unequal()).isZero();
    }
}
