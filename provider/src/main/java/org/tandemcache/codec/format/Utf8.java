package org.tandemcache.codec.format;

import java.nio.ByteBuffer;

/** What UTF-8 can't carry: a surrogate without its partner has no UTF-8 form, and Java would store '?' for it. */
final class Utf8 {
    private Utf8() {}

    /** Whether the text survives UTF-8. */
    static boolean canCarry(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                if (i + 1 == text.length() || !Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1))) {
                    return false;
                }
                i++;
            }
        }
        return true;
    }

    /** The UTF-16 code units as they are, big-endian. */
    static byte[] codeUnits(String text) {
        ByteBuffer units = ByteBuffer.allocate(Character.BYTES * text.length());
        units.asCharBuffer().put(text);
        return units.array();
    }
}
