package org.tandemcache.codec.kryo;

import org.tandemcache.codec.CodecContext;

/** What Kryo makes of an object, without trying whether it can be read. */
public final class RawKryo {
    private RawKryo() {}

    public static byte[] of(Object value, CodecContext context) {
        return new KryoKit(context).write(value);
    }
}
