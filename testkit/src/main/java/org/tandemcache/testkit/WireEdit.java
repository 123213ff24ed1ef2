package org.tandemcache.testkit;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/**
 * A text in replies that another one takes the place of, wherever the packets of the network begin and end.
 *
 * @param text what is looked for; empty if nothing is
 */
record WireEdit(String text, String replacement) {
    /** Takes each byte for one character. */
    private static final Charset BYTES = StandardCharsets.ISO_8859_1;

    static WireEdit none() {
        return new WireEdit("", "");
    }

    /** The replies of one connection. For a single thread. */
    static final class Stream {
        private String held = "";

        /** What is to be sent on of this packet and of what was held back; the beginning of a text to replace waits. */
        byte[] next(WireEdit edit, byte[] packet, int length) {
            String replies = held + new String(packet, 0, length, BYTES);
            if (edit.text.isEmpty()) {
                held = "";
                return replies.getBytes(BYTES);
            }
            String edited = replies.replace(edit.text, edit.replacement);
            int end = edited.length() - lengthOfBeginning(edit.text, edited);
            held = edited.substring(end);
            return edited.substring(0, end).getBytes(BYTES);
        }

        private static int lengthOfBeginning(String text, String replies) {
            int length = Math.min(text.length() - 1, replies.length());
            while (!replies.endsWith(text.substring(0, length))) {
                length--;
            }
            return length;
        }
    }
}
