package org.tandemcache.codec;

import java.util.List;
import org.tandemcache.codec.ClassFilter.Mode;
import org.tandemcache.codec.CompressorProvider.Level;
import org.tandemcache.codec.format.Codecs;
import org.tandemcache.codec.format.Compression;
import org.tandemcache.codec.format.ValueFormat;
import org.tandemcache.codec.format.VersionSource;
import org.tandemcache.codec.kryo.KryoCodecProvider;
import org.tandemcache.config.CodecConfiguration;

/** Formats as a cache has them, without a cache. */
final class TestFormats {
    static final ClassLoader LOADER = TestFormats.class.getClassLoader();
    static final int MAXIMUM = CodecConfiguration.DEFAULT_MAXIMUM_SIZE;

    private TestFormats() {}

    static ClassFilter filter(Mode mode, String... patterns) {
        return new ClassFilter("cache", mode, List.of(patterns), List.of());
    }

    static CodecContext context(Class<?> type, ClassFilter filter, ClassLoader loader) {
        return new CodecContext(loader, type, filter, false, MAXIMUM);
    }

    /** Kryo for keys, with every class allowed. */
    static Codec canonicalKryo() {
        return new KryoCodecProvider().create(new CodecContext(LOADER, Object.class, filter(Mode.ANY), true, MAXIMUM));
    }

    /** Kryo for values, with every class allowed. */
    static Codec kryo(ClassLoader loader) {
        return new KryoCodecProvider().create(context(Object.class, filter(Mode.ANY), loader));
    }

    static Compression compression(String name) {
        return new Compression(LOADER, null, name, Level.FAST, 1_024, MAXIMUM);
    }

    static ValueFormat values(Class<?> type, String codec, String compressor, ClassFilter filter) {
        return values(context(type, filter, LOADER), codec, compression(compressor));
    }

    /** {@link #values(Class, String, String, ClassFilter)} of entries with stamps. */
    static ValueFormat stamped(Class<?> type, String codec, String compressor, ClassFilter filter) {
        return new ValueFormat(
                "cache",
                type,
                Codecs.chosen(context(type, filter, LOADER), codec, List.of()),
                compression(compressor),
                new VersionSource(),
                new ValueFormat.Faults(false, false, false, false),
                true);
    }

    static ValueFormat values(CodecContext context, String codec, Compression compression, String... alsoRead) {
        Codecs codecs = Codecs.chosen(context, codec, List.of(alsoRead));
        return new ValueFormat("cache", context.type(), codecs, compression, new VersionSource(), false);
    }
}
