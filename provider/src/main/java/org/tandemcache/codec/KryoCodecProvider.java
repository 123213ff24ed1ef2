package org.tandemcache.codec;

import org.jspecify.annotations.Nullable;

/** {@code kryo}: object graphs by Kryo 5, the default. Thread-safe. */
public final class KryoCodecProvider implements CodecProvider {
    /** The name in configurations. */
    public static final String NAME = "kryo";

    static final int ID = 1;

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
