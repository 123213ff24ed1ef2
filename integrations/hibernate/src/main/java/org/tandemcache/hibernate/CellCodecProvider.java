package org.tandemcache.hibernate;

import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tandemcache.codec.Codec;
import org.tandemcache.codec.CodecContext;
import org.tandemcache.codec.CodecProvider;
import org.tandemcache.codec.format.Codecs;
import org.tandemcache.codec.format.Compression;
import org.tandemcache.codec.format.ValueFormat;
import org.tandemcache.codec.format.VersionSource;
import org.tandemcache.config.CodecConfiguration;

/**
 * Cells around what another codec makes of the states: that one is as the settings say, with its compression, so what
 * scripts read stands in front of it and is never compressed.
 */
final class CellCodecProvider implements CodecProvider {
    private static final int ID = 6;

    private final String cacheName;
    private final @Nullable CodecConfiguration states;
    private final String defaultCodec;
    private @Nullable ValueFormat format;

    /** @param states how they are encoded; null where there are none */
    CellCodecProvider(String cacheName, @Nullable CodecConfiguration states, String defaultCodec) {
        this.cacheName = cacheName;
        this.states = states;
        this.defaultCodec = defaultCodec;
    }

    @Override
    public String name() {
        return "hibernate-cell";
    }

    @Override
    public int id() {
        return ID;
    }

    @Override
    public Codec create(CodecContext context) {
        ValueFormat made = states == null ? null : format(states, context);
        format = made;
        return new Codec() {
            @Override
            public String name() {
                return CellCodecProvider.this.name();
            }

            @Override
            public int id() {
                return ID;
            }

            @Override
            public byte[] encode(Object value) {
                return Cell.encode((Cell) value);
            }

            @Override
            public Object decode(byte[] bytes, int offset, int length) {
                return Cell.decode(ByteBuffer.wrap(bytes, offset, length), made);
            }
        };
    }

    /** The format of the states, once the cache is made. */
    ValueFormat states() {
        if (format == null) {
            throw new IllegalStateException("cache \"" + cacheName + "\" holds no states");
        }
        return format;
    }

    private ValueFormat format(CodecConfiguration codec, CodecContext context) {
        return new ValueFormat(
                cacheName,
                Object.class,
                codecs(
                        codec,
                        new CodecContext(
                                context.loader(), Object.class, context.filter(), false, context.maximumLength())),
                new Compression(
                        context.loader(),
                        codec.compressorProvider(),
                        codec.compression(),
                        codec.compressionLevel(),
                        codec.compressionThreshold(),
                        codec.maximumSize()),
                new VersionSource(),
                new ValueFormat.Faults(
                        false,
                        false,
                        codec.onUnequal() != CodecConfiguration.OnUnequal.OFF,
                        codec.onUnequal() == CodecConfiguration.OnUnequal.FAIL));
    }

    private Codecs codecs(CodecConfiguration codec, CodecContext context) {
        List<String> alsoRead = codec.alsoRead();
        if (codec.codecProvider() != null) {
            return Codecs.chosen(context, codec.codecProvider(), alsoRead);
        }
        return codec.codec() == null
                ? Codecs.otherwise(context, defaultCodec, alsoRead)
                : Codecs.chosen(context, codec.codec(), alsoRead);
    }
}
