package org.tandemcache.codec;

import org.jspecify.annotations.Nullable;

/**
 * Makes the codecs of one name. Found by {@link java.util.ServiceLoader} in the class loaders of Tandem and of the
 * cache manager, or given to {@code CodecConfiguration} as an instance or a class, which then needs a public
 * constructor without parameters. A cache writes with one codec, and reads what that one and those of
 * {@code codec.also-read} have written. Thread-safe.
 */
public interface CodecProvider {
    /** The name in configurations; no two providers share one. */
    String name();

    /** {@link Codec#id} of the codecs that it makes; no two providers share one. 64 to 255 are free for users. */
    int id();

    /**
     * The artifact to add if the library that this codec rests on is not on the class path, as {@code group:artifact};
     * null if nothing is missing. Asked before {@link #create}.
     */
    default @Nullable String missingArtifact() {
        return null;
    }

    /** A codec for one cache. */
    Codec create(CodecContext context);
}
