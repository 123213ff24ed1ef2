package org.tandemcache;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import org.tandemcache.codec.KeyCodec;
import org.tandemcache.config.CodecConfiguration;
import org.tandemcache.config.TandemConfiguration;

/** Texts as keys, in the two ways in which a near tier can hold them. */
public enum KeyKind {
    /** By the text. */
    PLAIN('s'),
    /** By its bytes, for a codec of the user's makes them. */
    OF_A_CODEC('k');

    private final char mark;

    KeyKind(char mark) {
        this.mark = mark;
    }

    /** Texts as keys and values, and nothing else configured. */
    public TandemConfiguration<String, String> texts() {
        TandemConfiguration<String, String> texts = TandemConfiguration.copyOf(CacheFixture.textsConfiguration());
        return this == PLAIN
                ? texts
                : texts.withCodec(
                        CodecConfiguration.builder().keyCodec(new Texts()).build());
    }

    /** The key in Redis under which {@value CacheFixture#NAME} keeps the entry of a text. */
    public String redisKey(String key) {
        return "tandem:" + CacheFixture.NAME + ":{}" + mark + ":" + key;
    }

    /** The user's. */
    private static final class Texts implements KeyCodec<String>, Serializable {
        private static final long serialVersionUID = 1;

        @Override
        public byte[] encode(String key) {
            return key.getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public String decode(byte[] bytes) {
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }
}
