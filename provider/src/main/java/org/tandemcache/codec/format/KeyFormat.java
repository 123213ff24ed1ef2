package org.tandemcache.codec.format;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tandemcache.codec.ClassFilter;
import org.tandemcache.codec.Codec;
import org.tandemcache.codec.CodecContext;
import org.tandemcache.codec.CodecException;
import org.tandemcache.codec.KeyCodec;
import org.tandemcache.codec.graph.FittingCollections;
import org.tandemcache.far.FarKey;
import org.tandemcache.far.Keyspace;

/**
 * The canonical form of keys: equal keys have equal bytes, and the bytes give the key back. Each key begins with a mark
 * of its type and a colon, so that the number 1 and the text "1" are two keys and a typed and an untyped cache of one
 * name agree; built-in types follow as text that redis-cli shows:
 *
 * <pre>
 * String s:CH       Integer i:42     Long l:42       Short h:42        Byte b:42
 * Double d:1.5      Float f:1.5      Boolean z:true  Character c:x     UUID u:067e6162-3b6f-4ae2-a171-2470b63dff00
 * BigInteger I:42   BigDecimal D:1.50                enum e:java.time.DayOfWeek:MONDAY
 * </pre>
 *
 * <p>Text with code units that UTF-8 can't carry is marked {@code S:} and stored as UTF-16. A key of any other type is
 * marked {@code o:}, then comes the codec's number and what the codec makes of it. Such a type must be canonical in its
 * turn: no field that {@code equals} ignores. Lists, sets and maps have one form for all that are equal, with the codec
 * {@code kryo}; with {@code java} a key may hold no hashed collection. Each such key is tried: a copy, decoded from the
 * key's bytes, has to be equal and to have the same hash code; and the copy of the first one of each class has to give
 * the same bytes. With a {@link KeyCodec} of the user's, every key is marked {@code k:} and is what that makes of it.
 * Thread-safe.
 */
public final class KeyFormat {
    private static final char OBJECT = 'o';
    private static final char OWN = 'k';
    private static final char ENUM = 'e';

    /**
     * Of which every key is plain. A character may be half of a pair, and goes through the codec then; the others can
     * have subclasses.
     */
    private static final Set<Class<?>> PLAIN = Set.of(
            String.class,
            Integer.class,
            Long.class,
            Short.class,
            Byte.class,
            Double.class,
            Float.class,
            Boolean.class,
            UUID.class);

    private static final Set<Class<?>> AT_TIMES_PLAIN = Set.of(Character.class, BigInteger.class, BigDecimal.class);

    private static final Map<Character, Function<String, Object>> PARSERS = Map.ofEntries(
            Map.entry('s', text -> text),
            Map.entry('i', Integer::valueOf),
            Map.entry('l', Long::valueOf),
            Map.entry('h', Short::valueOf),
            Map.entry('b', Byte::valueOf),
            Map.entry('d', Double::valueOf),
            Map.entry('f', Float::valueOf),
            Map.entry('z', Boolean::valueOf),
            Map.entry('c', text -> text.charAt(0)),
            Map.entry('u', UUID::fromString),
            Map.entry('I', BigInteger::new),
            Map.entry('D', BigDecimal::new));

    private final Keyspace keyspace;
    private final Class<?> type;
    private final Codec codec;
    private final @Nullable KeyCodec<Object> own;
    private final ClassFilter filter;
    private final ClassLoader loader;
    private final Set<Class<?>> tried = ConcurrentHashMap.newKeySet();

    /**
     * @param type what keys are instances of; bytes of another one are foreign
     * @param codec for objects; made with {@link CodecContext#canonical}
     * @param own the user's form of keys, or null
     * @param filter judges the classes of enums
     * @param loader resolves them
     */
    @SuppressWarnings("unchecked") // the configuration ties it to the type of keys
    public KeyFormat(
            Keyspace keyspace,
            Class<?> type,
            Codec codec,
            @Nullable KeyCodec<?> own,
            ClassFilter filter,
            ClassLoader loader) {
        this.keyspace = keyspace;
        this.type = type;
        this.codec = codec;
        this.own = (KeyCodec<Object>) own;
        this.filter = filter;
        this.loader = loader;
    }

    /**
     * The key with the bytes under which its entry lies.
     *
     * @throws CodecException if it is of a type that the codec can't encode, or whose form is not canonical
     */
    public FarKey encode(Object key) {
        if (own != null) {
            return tried(bytes(key, OWN, encoded(own, key)));
        }
        if (key instanceof String text) {
            return Utf8.canCarry(text) ? text(key, 's', text) : bytes(key, 'S', Utf8.codeUnits(text));
        } else if (key instanceof Integer) {
            return text(key, 'i', key.toString());
        } else if (key instanceof Long) {
            return text(key, 'l', key.toString());
        } else if (key instanceof Short) {
            return text(key, 'h', key.toString());
        } else if (key instanceof Byte) {
            return text(key, 'b', key.toString());
        } else if (key instanceof Double) {
            return text(key, 'd', key.toString());
        } else if (key instanceof Float) {
            return text(key, 'f', key.toString());
        } else if (key instanceof Boolean) {
            return text(key, 'z', key.toString());
        } else if (key instanceof Character character && !Character.isSurrogate(character)) {
            return text(key, 'c', key.toString());
        } else if (key instanceof UUID) {
            return text(key, 'u', key.toString());
        } else if (key.getClass() == BigInteger.class) {
            return text(key, 'I', key.toString());
        } else if (key.getClass() == BigDecimal.class) {
            return text(key, 'D', key.toString());
        } else if (key instanceof Enum<?> constant) {
            filter.writing(constant.getDeclaringClass());
            return text(key, ENUM, constant.getDeclaringClass().getName() + ':' + constant.name());
        }
        return tried(object(key));
    }

    private FarKey object(Object key) {
        byte[] encoded = codec.encode(key);
        return bytes(
                key,
                OBJECT,
                ByteBuffer.allocate(1 + encoded.length)
                        .put((byte) codec.id())
                        .put(encoded)
                        .array());
    }

    private static byte[] encoded(KeyCodec<Object> own, Object key) {
        try {
            return own.encode(key);
        } catch (RuntimeException e) {
            throw new CodecException(
                    "the key codec can't encode a key of " + key.getClass().getName() + ": " + e, e);
        }
    }

    /** The key, if it comes back equal; the first one of its class has to give the same bytes then, too. */
    private FarKey tried(FarKey key) {
        FarKey copy = detached(key);
        Class<?> keyClass = key.key().getClass();
        if (!tried.contains(keyClass)) {
            Object again = copy.key();
            byte[] bytes = own == null
                    ? object(again).bytes()
                    : bytes(again, OWN, encoded(own, again)).bytes();
            if (!Arrays.equals(key.bytes(), bytes)) {
                throw new CodecException(
                        "keys of " + keyClass.getName()
                                + " are not canonical: an equal copy gives other bytes, so it would name another entry."
                                + " A key may hold nothing that equals ignores; or give the cache a KeyCodec",
                        null);
            }
            tried.add(keyClass);
        }
        return key;
    }

    /**
     * The same key with an object of its own, which the caller can't change any more; itself if nobody can change it.
     */
    public FarKey detached(FarKey key) {
        byte mark = key.bytes()[keyspace.prefix().length];
        if (mark != OBJECT && mark != OWN) {
            return key;
        }
        FarKey copy = decode(key.bytes());
        Object original = key.key();
        if (copy == null || !areEqual(copy.key(), original)) {
            throw new CodecException(
                    "a key of " + original.getClass().getName()
                            + (copy == null
                                    ? " can't be read again from its own bytes"
                                    : " does not come back equal, with an equal hash code, from its own bytes")
                            + ": keys must have equals and hashCode over what the codec stores, and no array in the"
                            + " place of a list; or give the cache a KeyCodec",
                    null);
        }
        return copy;
    }

    private static boolean areEqual(Object copy, Object original) {
        try {
            return copy.equals(original) && original.equals(copy) && copy.hashCode() == original.hashCode();
        } catch (StackOverflowError e) { // what holds itself can't say
            return false;
        }
    }

    /** How many of the keys of a cache are {@linkplain #isPlain plain}. */
    public enum Plain {
        ALL,
        SOME,
        NONE
    }

    /** How many of the keys that this cache can have are {@linkplain #isPlain plain}. */
    public Plain plain() {
        if (own != null) {
            return Plain.NONE;
        }
        if (PLAIN.contains(type) || type.isEnum()) {
            return Plain.ALL;
        }
        return Stream.concat(PLAIN.stream(), AT_TIMES_PLAIN.stream()).anyMatch(type::isAssignableFrom)
                ? Plain.SOME
                : Plain.NONE;
    }

    /**
     * Whether no user code runs when the key is read from its bytes, hashed and compared: its class is one of the JDK's
     * that Tandem encodes itself, or the enum that is this cache's type of keys. Other enums are found by their loader.
     */
    public boolean isPlain(FarKey key) {
        return isPlain(key.bytes());
    }

    private boolean isPlain(byte[] stored) {
        byte mark = stored[keyspace.prefix().length];
        return mark != OBJECT && mark != OWN && (mark != ENUM || type.isEnum());
    }

    /** {@link #isPlain(FarKey)} of a key of a cache {@linkplain #plain some} of whose keys are. */
    public static boolean isPlain(Object key) {
        Class<?> keyClass = key.getClass();
        return keyClass == String.class
                || keyClass == Long.class
                || keyClass == Integer.class
                || keyClass == UUID.class
                || keyClass == Short.class
                || keyClass == Byte.class
                || keyClass == Double.class
                || keyClass == Float.class
                || keyClass == Boolean.class
                || keyClass == BigInteger.class
                || keyClass == BigDecimal.class
                || (keyClass == Character.class && !Character.isSurrogate((Character) key));
    }

    /**
     * The key that a notice names: decoded if it is plain, else its bytes alone. Runs no user code. Null if the bytes
     * are none of this format.
     */
    public @Nullable FarKey named(byte[] stored) {
        int start = keyspace.prefix().length;
        if (stored.length < start + 2 || stored[start + 1] != ':') {
            return null;
        }
        return isPlain(stored) ? decode(stored) : FarKey.ofBytes(stored);
    }

    /** The key of stored bytes, or null if they are none of this format. */
    public @Nullable FarKey decode(byte[] stored) {
        int start = keyspace.prefix().length;
        if (stored.length < start + 2 || stored[start + 1] != ':') {
            return null;
        }
        try {
            Object key = parse((char) stored[start], stored, start + 2, stored.length - start - 2);
            // i:007 would give 7, whose own bytes are others: somebody else wrote it
            boolean canonical = stored[start] == OBJECT
                    || own != null
                    || Arrays.equals(encode(key).bytes(), stored);
            return canonical && type.isInstance(key) ? new FarKey(key, stored) : null;
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            return null; // foreign data under this cache's prefix
        }
    }

    private Object parse(char mark, byte[] stored, int from, int length) {
        if (own != null) {
            if (mark != OWN) {
                throw new CodecException("the key was not written by the cache's key codec", null);
            }
            return own.decode(Arrays.copyOfRange(stored, from, from + length));
        }
        if (mark == OBJECT) {
            if (length < 1 || Byte.toUnsignedInt(stored[from]) != codec.id()) {
                throw new CodecException("the key was written by another codec", null);
            }
            Object key = codec.decode(stored, from + 1, length - 1);
            Object fitting = type.isInstance(key) ? key : FittingCollections.as(key, type);
            return fitting == null ? key : fitting;
        }
        if (mark == 'S') {
            return ByteBuffer.wrap(stored, from, length).asCharBuffer().toString();
        }
        String text = new String(stored, from, length, StandardCharsets.UTF_8);
        if (mark == ENUM) {
            return constant(text);
        }
        Function<String, Object> parser = PARSERS.get(mark);
        if (parser == null) {
            throw new CodecException("no key has the mark " + mark, null);
        }
        return parser.apply(text);
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // a raw Enum type is what valueOf wants of a class known by name alone
    private Object constant(String text) {
        int colon = text.indexOf(':');
        String name = text.substring(0, colon);
        // A notice names a key of the cache's own type: that needs no class loader, which may be the user's.
        Class<?> constants = type.isEnum() && type.getName().equals(name) ? type : filter.load(name, loader);
        if (!constants.isEnum()) {
            throw new CodecException(constants.getName() + " is no enum", null);
        }
        return Enum.valueOf((Class) constants, text.substring(colon + 1));
    }

    private FarKey text(Object key, char mark, String text) {
        return bytes(key, mark, text.getBytes(StandardCharsets.UTF_8));
    }

    private FarKey bytes(Object key, char mark, byte[] encoded) {
        byte[] prefix = keyspace.prefix();
        byte[] whole = new byte[prefix.length + 2 + encoded.length];
        System.arraycopy(prefix, 0, whole, 0, prefix.length);
        whole[prefix.length] = (byte) mark;
        whole[prefix.length + 1] = ':';
        System.arraycopy(encoded, 0, whole, prefix.length + 2, encoded.length);
        return new FarKey(key, whole);
    }
}
