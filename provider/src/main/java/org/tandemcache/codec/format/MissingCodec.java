package org.tandemcache.codec.format;

import org.tandemcache.codec.Codec;
import org.tandemcache.codec.CodecException;
import org.tandemcache.codec.UnreadableReason;

/** Stands for a codec whose library is not on the class path: fails when it is used, not before. */
record MissingCodec(String name, int id, String artifact) implements Codec {
    @Override
    public byte[] encode(Object value) {
        throw missing("to store objects of " + value.getClass().getName());
    }

    @Override
    public Object decode(byte[] bytes, int offset, int length) {
        throw missing("to read this value");
    }

    private CodecException missing(String purpose) {
        return new CodecException(
                UnreadableReason.UNKNOWN_CODEC,
                "the codec \"" + name + "\" is needed " + purpose + ", and its library is not on the class path: add "
                        + artifact + " to your dependencies",
                null);
    }
}
