package org.tandemcache.codec.kryo;

import org.jspecify.annotations.Nullable;
import org.tandemcache.codec.Codec;
import org.tandemcache.codec.CodecContext;
import org.tandemcache.codec.CodecProvider;
import org.tandemcache.codec.types.Libraries;

/** {@code kryo}: object graphs by Kryo 5, the default. Thread-safe. */
public final class KryoCodecProvider implements CodecProvider {
    /** The name in configurations. */
    public static final String NAME = "kryo";

    public static final int ID = 1;

    /** For the service loader. */
    public KryoCodecProvider() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public int id() {
        return ID;
    }

    @Override
    public @Nullable String missingArtifact() {
        return Libraries.has("com.esotericsoftware.kryo.kryo5.Kryo") ? null : "com.esotericsoftware.kryo:kryo5";
    }

    @Override
    public Codec create(CodecContext context) {
        return new KryoCodec(context);
    }
}
