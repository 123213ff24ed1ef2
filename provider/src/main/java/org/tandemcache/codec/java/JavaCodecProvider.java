package org.tandemcache.codec.java;

import org.tandemcache.codec.Codec;
import org.tandemcache.codec.CodecContext;
import org.tandemcache.codec.CodecProvider;

/** {@code java}: Java serialization behind the class filter. Thread-safe. */
public final class JavaCodecProvider implements CodecProvider {
    /** The name in configurations. */
    public static final String NAME = "java";

    static final int ID = 3;

    /** For the service loader. */
    public JavaCodecProvider() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public int id() {
        return ID;
    }

    @Override
    public Codec create(CodecContext context) {
        return new JavaCodec(context);
    }
}
