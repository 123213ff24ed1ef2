package org.tandemcache.jcache;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tandemcache.codec.ClassFilter;
import org.tandemcache.codec.CodecContext;
import org.tandemcache.codec.format.Codecs;
import org.tandemcache.codec.format.Compression;
import org.tandemcache.codec.format.KeyFormat;
import org.tandemcache.codec.format.ValueFormat;
import org.tandemcache.codec.format.VersionSource;
import org.tandemcache.config.CodecConfiguration;
import org.tandemcache.config.TandemConfiguration;
import org.tandemcache.far.Keyspace;

/** Builds the formats of keys and values from the configuration of a cache. */
record CodecAssembler(
        String cacheName,
        ClassLoader loader,
        String defaultCodec,
        TandemConfiguration<?, ?> configuration,
        ClassFilter filter) {
    private static final Logger log = LoggerFactory.getLogger(CodecAssembler.class);

    static CodecAssembler of(
            String cacheName, ClassLoader loader, ManagerParts shared, TandemConfiguration<?, ?> configuration) {
        CodecConfiguration codec = configuration.codec();
        if (codec.classFilter() == ClassFilter.Mode.ANY) {
            log.warn(
                    "Cache \"{}\" has its class filter at ANY: whoever can write to Redis can run code in this JVM."
                            + " LEARNED or STRICT, with patterns of what is yours, prevent that",
                    cacheName);
        }
        ClassFilter filter = new ClassFilter(
                cacheName,
                codec.classFilter(),
                codec.allow(),
                List.of(configuration.getKeyType(), configuration.getValueType()),
                shared.refused());
        return new CodecAssembler(cacheName, loader, shared.codec(), configuration, filter);
    }

    /** Objects as keys always go through the default codec: a change of the values' codec must not lose the entries. */
    KeyFormat keys(Keyspace keyspace) {
        Class<?> type = configuration.getKeyType();
        return new KeyFormat(
                keyspace,
                type,
                Codecs.otherwise(context(type, true), defaultCodec, List.of()).writer(),
                configuration.codec().keyCodec(),
                filter,
                loader);
    }

    ValueFormat values(VersionSource versions) {
        CodecConfiguration codec = configuration.codec();
        Class<?> type = configuration.getValueType();
        Compression compression = new Compression(
                loader,
                codec.compressorProvider(),
                codec.compression(),
                codec.compressionLevel(),
                codec.compressionThreshold(),
                codec.maximumSize());
        return new ValueFormat(
                cacheName,
                type,
                codecs(codec, context(type, false)),
                compression,
                versions,
                new ValueFormat.Faults(
                        codec.onUnreadable() == CodecConfiguration.OnUnreadable.FAIL,
                        codec.onUnwritable() == CodecConfiguration.OnUnwritable.SKIP,
                        codec.onUnequal() != CodecConfiguration.OnUnequal.OFF,
                        codec.onUnequal() == CodecConfiguration.OnUnequal.FAIL),
                configuration.tags().isOn());
    }

    private Codecs codecs(CodecConfiguration codec, CodecContext context) {
        if (codec.codecProvider() != null) {
            return Codecs.chosen(context, codec.codecProvider(), codec.alsoRead());
        }
        return codec.codec() == null
                ? Codecs.otherwise(context, defaultCodec, codec.alsoRead())
                : Codecs.chosen(context, codec.codec(), codec.alsoRead());
    }

    private CodecContext context(Class<?> type, boolean canonical) {
        return new CodecContext(
                loader, type, filter, canonical, configuration.codec().maximumSize());
    }
}
