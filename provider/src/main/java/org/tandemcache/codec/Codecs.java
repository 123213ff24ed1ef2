package org.tandemcache.codec;

/** The codecs that Tandem brings. */
public final class Codecs {
    private static final String KRYO = "com.esotericsoftware.kryo.kryo5.Kryo";

    private Codecs() {}

    /**
     * The default codec: Kryo 5. Without Kryo on the class path a codec that refuses every object and names the
     * artifact to add; caches of built-in types need none.
     *
     * @param loader resolves the classes of values
     */
    public static Codec kryo(ClassLoader loader) {
        return kryo(loader, true);
    }

    /**
     * The default codec for keys: writes each part out where it stands, so that keys which are equal and share their
     * parts in other ways have the same bytes. Keys can't hold themselves.
     *
     * @param loader resolves the classes of keys
     */
    public static Codec kryoForKeys(ClassLoader loader) {
        return kryo(loader, false);
    }

    private static Codec kryo(ClassLoader loader, boolean references) {
        try {
            Class.forName(KRYO, false, Codecs.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            return new MissingCodec("kryo", KryoCodec.ID, "com.esotericsoftware.kryo:kryo5");
        }
        return new KryoCodec(loader, references);
    }
}
