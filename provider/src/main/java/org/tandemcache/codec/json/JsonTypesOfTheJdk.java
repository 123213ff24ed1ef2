package org.tandemcache.codec.json;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.sql.Timestamp;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Month;
import java.time.Year;
import java.time.YearMonth;
import java.util.BitSet;
import java.util.Currency;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.deser.std.StdScalarDeserializer;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdScalarSerializer;

/** Types of the JDK that Jackson stores without loss, and forms for some of which it loses something. */
final class JsonTypesOfTheJdk {
    /** Whatever their content is. */
    static final Set<Class<?>> EXACT = Set.of(
            String.class,
            Boolean.class,
            Character.class,
            Byte.class,
            Short.class,
            Integer.class,
            Long.class,
            BigInteger.class,
            BigDecimal.class,
            UUID.class,
            URI.class,
            Currency.class,
            LocalDate.class,
            LocalTime.class,
            LocalDateTime.class,
            Instant.class,
            Duration.class,
            Year.class,
            YearMonth.class,
            Month.class,
            DayOfWeek.class);

    /** What a pattern with flags begins with: a quantifier of nothing, with which no pattern can begin. */
    private static final String FLAGS = "*flags/";

    private JsonTypesOfTheJdk() {}

    static void addTo(SimpleModule module) {
        module.addSerializer(Timestamp.class, new TimestampSerializer());
        module.addDeserializer(Timestamp.class, new TimestampDeserializer());
        module.addSerializer(BitSet.class, new BitSetSerializer());
        module.addDeserializer(BitSet.class, new BitSetDeserializer());
        module.addSerializer(Pattern.class, new PatternSerializer());
        module.addDeserializer(Pattern.class, new PatternDeserializer());
    }

    /** As an instant with all its digits. */
    private static final class TimestampSerializer extends StdScalarSerializer<Timestamp> {
        TimestampSerializer() {
            super(Timestamp.class);
        }

        @Override
        public void serialize(Timestamp value, JsonGenerator generator, SerializationContext context) {
            generator.writeString(value.toInstant().toString());
        }
    }

    /** Reads what Jackson itself writes too: milliseconds, or text with an offset. */
    private static final class TimestampDeserializer extends StdScalarDeserializer<Timestamp> {
        TimestampDeserializer() {
            super(Timestamp.class);
        }

        @Override
        public Timestamp deserialize(JsonParser parser, DeserializationContext context) {
            if (parser.hasToken(JsonToken.VALUE_STRING) && parser.getString().endsWith("Z")) {
                return Timestamp.from(Instant.parse(parser.getString()));
            }
            return Timestamp.from(_parseDate(parser, context).toInstant());
        }
    }

    /** As its bytes, the lowest first. */
    private static final class BitSetSerializer extends StdScalarSerializer<BitSet> {
        BitSetSerializer() {
            super(BitSet.class);
        }

        @Override
        public void serialize(BitSet value, JsonGenerator generator, SerializationContext context) {
            generator.writeBinary(value.toByteArray());
        }
    }

    private static final class BitSetDeserializer extends StdScalarDeserializer<BitSet> {
        BitSetDeserializer() {
            super(BitSet.class);
        }

        @Override
        public BitSet deserialize(JsonParser parser, DeserializationContext context) {
            return BitSet.valueOf(parser.getBinaryValue());
        }
    }

    /** As its text; with flags, behind these. */
    private static final class PatternSerializer extends StdScalarSerializer<Pattern> {
        PatternSerializer() {
            super(Pattern.class);
        }

        @Override
        public void serialize(Pattern value, JsonGenerator generator, SerializationContext context) {
            generator.writeString(value.flags() == 0 ? value.pattern() : FLAGS + value.flags() + '/' + value.pattern());
        }
    }

    private static final class PatternDeserializer extends StdScalarDeserializer<Pattern> {
        PatternDeserializer() {
            super(Pattern.class);
        }

        @Override
        public Pattern deserialize(JsonParser parser, DeserializationContext context) {
            String text = parser.getString();
            if (!text.startsWith(FLAGS)) {
                return Pattern.compile(text);
            }
            int end = text.indexOf('/', FLAGS.length());
            return Pattern.compile(text.substring(end + 1), Integer.parseInt(text, FLAGS.length(), end, 10));
        }
    }
}
