package org.tandemcache.codec;

/**
 * Turns objects into bytes and back. Made by a {@link CodecProvider} for one cache. Implementations are thread-safe.
 *
 * <p>Values and keys of built-in types (text, numbers, bytes) come here only if {@link #wants} says so. No method
 * blocks or makes a round trip.
 */
public interface Codec {
    /** The name in configurations and messages, such as {@code kryo}. */
    String name();

    /**
     * The number that stands in each stored value and says who can read it, 1 to 255. 0 is Tandem's own for built-in
     * types, 1 to 63 are reserved for the codecs that Tandem brings.
     */
    int id();

    /**
     * Whether a value of a built-in type is to come here all the same; by default none. Only values that come back as
     * they were may be wanted.
     */
    default boolean wants(Object builtIn) {
        return false;
    }

    /**
     * The bytes of an object.
     *
     * @param value never null
     * @throws CodecException if objects like it can't be encoded; the message says why and what to do
     */
    byte[] encode(Object value);

    /**
     * The object that bytes stand for, a new one at each call. The bytes may be anything: memory and time must stay in
     * proportion to their length, and every class that they name must pass the class filter before it is loaded.
     *
     * @param bytes an array that holds the encoded object from {@code offset}, {@code length} bytes long; not changed
     * @return never null
     * @throws CodecException if the bytes are damaged, or their class is missing or refused
     */
    Object decode(byte[] bytes, int offset, int length);
}
