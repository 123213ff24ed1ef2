package org.tandemcache.benchmarks;

import java.util.List;
import org.tandemcache.codec.ClassFilter;
import org.tandemcache.codec.CodecContext;
import org.tandemcache.codec.CompressorProvider.Level;
import org.tandemcache.codec.format.Codecs;
import org.tandemcache.codec.format.Compression;
import org.tandemcache.codec.format.ValueFormat;
import org.tandemcache.codec.format.VersionSource;
import org.tandemcache.config.CodecConfiguration;

/** The formats that are compared. */
final class CodecFormats {
    static final List<String> CODECS = List.of("kryo", "json", "java");
    static final List<String> COMPRESSORS = List.of("none", "lz4", "lz4 high", "zstd", "zstd high");

    private CodecFormats() {}

    /** The format of an untyped cache with the defaults. */
    static ValueFormat of(String codec, String compressor) {
        ClassLoader loader = CodecFormats.class.getClassLoader();
        int maximum = CodecConfiguration.DEFAULT_MAXIMUM_SIZE;
        ClassFilter filter = new ClassFilter("benchmark", ClassFilter.Mode.LEARNED, List.of(), List.of());
        String name = compressor.split(" ")[0];
        return new ValueFormat(
                "benchmark",
                Object.class,
                Codecs.chosen(new CodecContext(loader, Object.class, filter, false, maximum), codec),
                new Compression(
                        loader,
                        null,
                        name.equals("none") ? null : name,
                        compressor.endsWith("high") ? Level.HIGH : Level.FAST,
                        CodecConfiguration.DEFAULT_COMPRESSION_THRESHOLD,
                        maximum),
                new VersionSource(),
                false);
    }
}
