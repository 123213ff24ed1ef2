package org.tandemcache.codec.compression;

import org.jspecify.annotations.Nullable;
import org.tandemcache.codec.Compressor;
import org.tandemcache.codec.CompressorProvider;
import org.tandemcache.codec.types.Libraries;

/** {@code lz4}: the block format of LZ4, by {@code at.yawk.lz4:lz4-java}. Thread-safe. */
public final class Lz4CompressorProvider implements CompressorProvider {
    /** For the service loader. */
    public Lz4CompressorProvider() {}

    @Override
    public String name() {
        return "lz4";
    }

    @Override
    public int id() {
        return 1;
    }

    @Override
    public @Nullable String missingArtifact() {
        return Libraries.has("net.jpountz.lz4.LZ4Factory") ? null : "at.yawk.lz4:lz4-java";
    }

    @Override
    public Compressor create(Level level) {
        return new Lz4Compressor(level);
    }
}
