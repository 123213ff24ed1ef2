package org.tandemcache.codec.format;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.tandemcache.codec.Codec;
import org.tandemcache.codec.CodecContext;
import org.tandemcache.codec.CodecException;
import org.tandemcache.codec.CodecProvider;

/** {@code string}: texts as UTF-8 and nothing else, as any client writes and reads them. Thread-safe. */
public final class TextCodecProvider implements CodecProvider {
    /** The name in configurations. */
    public static final String NAME = "string";

    /** For the service loader. */
    public TextCodecProvider() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public int id() {
        return 4;
    }

    @Override
    public Codec create(CodecContext context) {
        return new TextCodec(name(), id());
    }

    private record TextCodec(String name, int id) implements Codec {
        @Override
        public boolean wants(Object builtIn) {
            return builtIn instanceof String text && Utf8.canCarry(text);
        }

        @Override
        public byte[] encode(Object value) {
            if (!(value instanceof String text)) {
                throw new CodecException(
                        "the codec \"string\" takes texts; objects of "
                                + value.getClass().getName() + " need another one",
                        null);
            }
            return text.getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public Object decode(byte[] bytes, int offset, int length) {
            try {
                return StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(bytes, offset, length))
                        .toString();
            } catch (CharacterCodingException e) {
                throw new CodecException("the bytes are not UTF-8", e);
            }
        }
    }
}
