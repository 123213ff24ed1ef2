package org.tandemcache.codec.format;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.tandemcache.codec.CodecException;
import org.tandemcache.codec.Compressor;
import org.tandemcache.codec.CompressorProvider;
import org.tandemcache.codec.UnreadableReason;

/**
 * How the payloads of one cache are made smaller, and all the ways in which those may have been that it reads. A
 * compressed payload begins with its uncompressed length, 4 bytes, big-endian. Thread-safe.
 */
public final class Compression {
    private static final int LENGTH_BYTES = Integer.BYTES;

    private final Providers<CompressorProvider> providers;
    private final @Nullable CompressorProvider chosen;
    private final CompressorProvider.Level level;
    private final int threshold;
    private final int maximumLength;
    private final Map<Integer, Compressor> compressors = new ConcurrentHashMap<>();

    /**
     * @param given the user's own, or null
     * @param name of the chosen one; null for none: nothing is compressed
     * @param threshold of payloads, in bytes; smaller ones are left as they are
     * @param maximumLength of payloads, uncompressed, in bytes
     * @throws IllegalArgumentException if there is no such compressor, or its library is missing
     */
    public Compression(
            ClassLoader loader,
            @Nullable CompressorProvider given,
            @Nullable String name,
            CompressorProvider.Level level,
            int threshold,
            int maximumLength) {
        this.providers = Providers.compressors(loader, given);
        this.chosen = given != null || name == null ? given : providers.named(name);
        this.level = level;
        this.threshold = threshold;
        this.maximumLength = maximumLength;
        if (chosen != null) {
            Providers.present("compressor", chosen.name(), chosen.missingArtifact());
            if (chosen.id() < 1 || chosen.id() > ValueFormat.COMPRESSOR_MASK) {
                throw new IllegalArgumentException("the compressor \"" + chosen.name() + "\" has the number "
                        + chosen.id() + "; allowed: 1 to " + ValueFormat.COMPRESSOR_MASK);
            }
        }
    }

    int maximumLength() {
        return maximumLength;
    }

    /** What stands in the flags of payloads that {@link #compress} has made. */
    int id() {
        return chosen == null ? 0 : chosen.id();
    }

    /** The payload compressed, or null if that is not worth it. */
    byte @Nullable [] compress(byte[] payload) {
        if (chosen == null || payload.length < threshold) {
            return null;
        }
        byte[] compressed = made(chosen).compress(payload);
        if (compressed.length + LENGTH_BYTES >= payload.length) {
            return null;
        }
        return ByteBuffer.allocate(LENGTH_BYTES + compressed.length)
                .putInt(payload.length)
                .put(compressed)
                .array();
    }

    /** The payload that a compressor made smaller. */
    byte[] decompress(int id, byte[] bytes, int offset, int size) {
        Compressor compressor = reader(id);
        if (size < LENGTH_BYTES) {
            throw new CodecException("a compressed value without its length", null);
        }
        int length = ByteBuffer.wrap(bytes).getInt(offset);
        if (length < 0 || length > maximumLength) {
            throw new CodecException(
                    UnreadableReason.TOO_LARGE,
                    "it claims to be " + Integer.toUnsignedString(length)
                            + " bytes long, and the cache's maximumSize is " + maximumLength,
                    null);
        }
        return compressor.decompress(bytes, offset + LENGTH_BYTES, size - LENGTH_BYTES, length);
    }

    private Compressor reader(int id) {
        Compressor known = compressors.get(id);
        if (known != null) {
            return known;
        }
        for (CompressorProvider provider : providers.byName().values()) {
            if (provider.id() == id) {
                return made(provider);
            }
        }
        throw new CodecException(
                UnreadableReason.UNKNOWN_CODEC,
                "it was made smaller by compressor " + id + ", which is not known",
                null);
    }

    private Compressor made(CompressorProvider provider) {
        Compressor known = compressors.get(provider.id());
        if (known != null) {
            return known;
        }
        if (provider.missingArtifact() != null) {
            throw new CodecException(
                    UnreadableReason.UNKNOWN_CODEC,
                    "the compressor \"" + provider.name() + "\" is needed to read this value, and its library is not on"
                            + " the class path: add " + provider.missingArtifact() + " to your dependencies",
                    null);
        }
        return compressors.computeIfAbsent(provider.id(), any -> provider.create(level));
    }
}
