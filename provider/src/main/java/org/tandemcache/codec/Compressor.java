package org.tandemcache.codec;

/** Makes payloads smaller. Thread-safe. */
public interface Compressor {
    /**
     * The compressed bytes; may be larger than what was given, then they are not used.
     *
     * @param bytes not changed
     */
    byte[] compress(byte[] bytes);

    /**
     * The bytes that were compressed. Whatever is given, no more memory is taken than {@code length} and a multiple of
     * {@code size}.
     *
     * @param bytes hold the compressed bytes from {@code offset}, {@code size} bytes long; not changed
     * @param length what the result must be long; at most what the configuration allows
     * @throws CodecException if the bytes are damaged or give another length
     */
    byte[] decompress(byte[] bytes, int offset, int size, int length);
}
