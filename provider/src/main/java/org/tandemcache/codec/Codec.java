package org.tandemcache.codec;

/**
 * Turns objects into bytes and back. An instance belongs to one cache manager and resolves classes with that manager's
 * class loader. Implementations are thread-safe.
 *
 * <p>Values and keys of built-in types (see {@link ValueFormat} and {@link KeyFormat}) never come here.
 */
public interface Codec {
    /** The name in configurations and messages, such as {@code kryo}. */
    String name();

    /**
     * The number that stands in each stored value and says who can read it. 0 is Tandem's own for built-in types, 1 to
     * 63 are reserved for the codecs that Tandem brings.
     */
    int id();

    /**
     * The bytes of an object.
     *
     * @param value never null
     * @throws CodecException if objects like it can't be encoded; the message says why and what to do
     */
    byte[] encode(Object value);

    /**
     * The object that bytes stand for, a new one at each call.
     *
     * @param bytes an array that holds the encoded object from {@code offset}, {@code length} bytes long; not changed
     * @return never null
     * @throws CodecException if the bytes are damaged, or their class is missing
     */
    Object decode(byte[] bytes, int offset, int length);
}
