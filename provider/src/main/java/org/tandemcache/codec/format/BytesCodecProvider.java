package org.tandemcache.codec.format;

import java.util.Arrays;
import org.tandemcache.codec.Codec;
import org.tandemcache.codec.CodecContext;
import org.tandemcache.codec.CodecException;
import org.tandemcache.codec.CodecProvider;

/** {@code bytes}: byte arrays as they are and nothing else. Thread-safe. */
public final class BytesCodecProvider implements CodecProvider {
    /** The name in configurations. */
    public static final String NAME = "bytes";

    /** For the service loader. */
    public BytesCodecProvider() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public int id() {
        return 5;
    }

    @Override
    public Codec create(CodecContext context) {
        return new BytesCodec(name(), id());
    }

    private record BytesCodec(String name, int id) implements Codec {
        @Override
        public boolean wants(Object builtIn) {
            return builtIn instanceof byte[];
        }

        @Override
        public byte[] encode(Object value) {
            if (!(value instanceof byte[] bytes)) {
                throw new CodecException(
                        "the codec \"bytes\" takes byte arrays; objects of "
                                + value.getClass().getName() + " need another one",
                        null);
            }
            return bytes.clone();
        }

        @Override
        public Object decode(byte[] bytes, int offset, int length) {
            return Arrays.copyOfRange(bytes, offset, offset + length);
        }
    }
}
