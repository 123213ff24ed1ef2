package org.tandemcache.corpus;

import java.util.List;
import org.tandemcache.codec.ClassFilter;
import org.tandemcache.codec.CodecContext;
import org.tandemcache.codec.CompressorProvider.Level;
import org.tandemcache.codec.format.Codecs;
import org.tandemcache.codec.format.Compression;
import org.tandemcache.codec.format.KeyFormat;
import org.tandemcache.codec.format.ValueFormat;
import org.tandemcache.codec.format.VersionSource;
import org.tandemcache.config.CodecConfiguration;
import org.tandemcache.far.Keyspace;

/** The formats of values and keys as a cache has them. */
final class Formats {
    private static final ClassLoader LOADER = Formats.class.getClassLoader();
    private static final int MAXIMUM = CodecConfiguration.DEFAULT_MAXIMUM_SIZE;

    /** What an operator of two nodes allows who keeps all of the corpus in one cache. */
    static final List<String> ALLOWED =
            List.of("java.**", "javax.**", "sun.**", "org.**", "com.google.**", "it.unimi.**", "scala.**", "kotlin.**");

    private Formats() {}

    /** The class filter of a node that has written the values itself. */
    static ClassFilter learning(Class<?> type) {
        return new ClassFilter("corpus", ClassFilter.Mode.LEARNED, List.of(), List.of(type));
    }

    /** The class filter of a node that reads what another one has written. */
    static ClassFilter allowing(Class<?> type) {
        return new ClassFilter("corpus", ClassFilter.Mode.STRICT, ALLOWED, List.of(type));
    }

    static ValueFormat values(Column column, Class<?> type, ClassFilter filter) {
        CodecContext context = new CodecContext(LOADER, type, filter, false, MAXIMUM);
        return new ValueFormat(
                "corpus",
                type,
                Codecs.chosen(context, column.codec()),
                new Compression(LOADER, null, null, Level.FAST, MAXIMUM, MAXIMUM),
                new VersionSource(),
                new ValueFormat.Faults(true, false, true, false));
    }

    static KeyFormat keys(String codec, ClassFilter filter) {
        CodecContext context = new CodecContext(LOADER, Object.class, filter, true, MAXIMUM);
        return new KeyFormat(
                new Keyspace("ns", "corpus"),
                Object.class,
                Codecs.chosen(context, codec).writer(),
                null,
                filter,
                LOADER);
    }
}
