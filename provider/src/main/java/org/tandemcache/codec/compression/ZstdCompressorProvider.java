package org.tandemcache.codec.compression;

import org.jspecify.annotations.Nullable;
import org.tandemcache.codec.Compressor;
import org.tandemcache.codec.CompressorProvider;
import org.tandemcache.codec.types.Libraries;

/** {@code zstd}: a frame of Zstandard, by {@code com.github.luben:zstd-jni}. Thread-safe. */
public final class ZstdCompressorProvider implements CompressorProvider {
    /** For the service loader. */
    public ZstdCompressorProvider() {}

    @Override
    public String name() {
        return "zstd";
    }

    @Override
    public int id() {
        return 2;
    }

    @Override
    public @Nullable String missingArtifact() {
        return Libraries.has("com.github.luben.zstd.Zstd") ? null : "com.github.luben:zstd-jni";
    }

    @Override
    public Compressor create(Level level) {
        return new ZstdCompressor(level);
    }
}
