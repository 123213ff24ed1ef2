package org.tandemcache.codec;

import org.jspecify.annotations.Nullable;

/**
 * Makes the compressors of one name. Found and given as a {@link CodecProvider} is. A cache compresses with one and
 * reads what any that it finds has compressed. Thread-safe.
 */
public interface CompressorProvider {
    /** What to aim at. */
    enum Level {
        /** At speed. */
        FAST,
        /** At size. */
        HIGH,
    }

    /** The name in configurations; no two providers share one. */
    String name();

    /** The number in the flags of stored values, 1 to 15; 1 to 7 are reserved for those that Tandem brings. */
    int id();

    /** As {@link CodecProvider#missingArtifact}. */
    default @Nullable String missingArtifact() {
        return null;
    }

    /** A compressor; what it reads does not depend on the level. */
    Compressor create(Level level);
}
