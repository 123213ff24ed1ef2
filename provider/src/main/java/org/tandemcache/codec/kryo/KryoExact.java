package org.tandemcache.codec.kryo;

import com.esotericsoftware.kryo.kryo5.Kryo;
import com.esotericsoftware.kryo.kryo5.Serializer;
import com.esotericsoftware.kryo.kryo5.io.Input;
import com.esotericsoftware.kryo.kryo5.io.Output;
import com.esotericsoftware.kryo.kryo5.serializers.ImmutableSerializer;
import java.nio.charset.Charset;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Locale;
import java.util.TimeZone;
import org.tandemcache.codec.CodecContext;
import org.tandemcache.codec.types.JdkValueTypes;

/** Values of the JDK of which Kryo's own forms lose something, in forms that lose nothing. Thread-safe. */
final class KryoExact {
    private KryoExact() {}

    /** Kryo's has no offset, so the second of an hour that comes twice became the first. */
    static final Serializer<ZonedDateTime> ZONED_DATE_TIME = new ImmutableSerializer<>() {
        @Override
        public void write(Kryo kryo, Output output, ZonedDateTime object) {
            output.writeVarLong(object.toLocalDate().toEpochDay(), false);
            output.writeVarLong(object.toLocalTime().toNanoOfDay(), true);
            output.writeVarInt(object.getOffset().getTotalSeconds(), false);
            output.writeString(object.getZone().getId());
        }

        @Override
        public ZonedDateTime read(Kryo kryo, Input input, Class<? extends ZonedDateTime> type) {
            LocalDate day = LocalDate.ofEpochDay(input.readVarLong(false));
            LocalDateTime local = day.atTime(LocalTime.ofNanoOfDay(input.readVarLong(true)));
            ZoneOffset offset = ZoneOffset.ofTotalSeconds(input.readVarInt(false));
            return ZonedDateTime.ofInstant(local, offset, ZoneId.of(input.readString()));
        }
    };

    /** Kryo's has neither script nor extensions. */
    static final Serializer<Locale> LOCALE = new ImmutableSerializer<>() {
        @Override
        public void write(Kryo kryo, Output output, Locale object) {
            String tag = object.toLanguageTag();
            boolean tagged = Locale.forLanguageTag(tag).equals(object);
            output.writeBoolean(tagged);
            if (tagged) {
                output.writeString(tag);
                return;
            }
            output.writeString(object.getLanguage());
            output.writeString(object.getCountry());
            output.writeString(object.getVariant());
            if (!withoutTag(object.getLanguage(), object.getCountry(), object.getVariant())
                    .equals(object)) {
                throw KryoRefusal.of(
                        Locale.class, "with a variant that no language tag has, \"" + object + "\", can't be kept");
            }
        }

        @Override
        public Locale read(Kryo kryo, Input input, Class<? extends Locale> type) {
            return input.readBoolean()
                    ? Locale.forLanguageTag(input.readString())
                    : withoutTag(input.readString(), input.readString(), input.readString());
        }
    };

    @SuppressWarnings("deprecation") // since JDK 19; Locale.of is not in 17
    private static Locale withoutTag(String language, String country, String variant) {
        return new Locale(language, country, variant);
    }

    /** A zone of the JDK's by its name, if that says all; else by its own serialization. */
    static Serializer<TimeZone> timeZone(Serializer<Object> own) {
        return new Serializer<>() {
            @Override
            public void write(Kryo kryo, Output output, TimeZone object) {
                boolean named = TimeZone.getTimeZone(object.getID()).equals(object);
                output.writeBoolean(named);
                if (named) {
                    output.writeString(object.getID());
                } else {
                    own.write(kryo, output, object);
                }
            }

            @Override
            public TimeZone read(Kryo kryo, Input input, Class<? extends TimeZone> type) {
                return input.readBoolean()
                        ? TimeZone.getTimeZone(input.readString())
                        : (TimeZone) own.read(kryo, input, TimeZone.class);
            }
        };
    }

    /** The classes of character sets are not public. */
    static final Serializer<Charset> CHARSET = new ImmutableSerializer<>() {
        @Override
        public void write(Kryo kryo, Output output, Charset object) {
            output.writeString(object.name());
        }

        @Override
        public Charset read(Kryo kryo, Input input, Class<? extends Charset> type) {
            return Charset.forName(input.readString());
        }
    };

    /** The class of a class that can't be written, such as Thread, can be named all the same. */
    static Serializer<Class<?>> classes(CodecContext context) {
        return new ImmutableSerializer<>() {
            @Override
            public void write(Kryo kryo, Output output, Class<?> object) {
                context.filter().writing(object);
                output.writeString(object.getName());
            }

            @Override
            public Class<?> read(Kryo kryo, Input input, Class<? extends Class<?>> type) {
                String name = input.readString();
                Class<?> primitive = JdkValueTypes.primitiveClass(name);
                return primitive == null ? context.filter().load(name, context.loader()) : primitive;
            }
        };
    }

    /** What languages have as an object: the one of a class that a static field of it holds. */
    static Serializer<Object> onlyOne(Object only) {
        return new ImmutableSerializer<>() {
            @Override
            public void write(Kryo kryo, Output output, Object object) {
                if (object != only) {
                    throw KryoRefusal.of(object.getClass(), "that is not the only one of its class can't be kept");
                }
            }

            @Override
            public Object read(Kryo kryo, Input input, Class<? extends Object> type) {
                return only;
            }
        };
    }
}
