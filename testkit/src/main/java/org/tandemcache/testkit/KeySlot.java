package org.tandemcache.testkit;

import java.util.Arrays;

/**
 * The hash slot of a key.
 *
 * @see <a href="https://redis.io/docs/latest/operate/oss_and_stack/reference/cluster-spec/">Redis cluster
 *     specification</a>
 */
final class KeySlot {
    static final int COUNT = 16_384;
    private static final int POLYNOMIAL = 0x1021;

    private KeySlot() {}

    /** From 0 to 16383. */
    static int of(byte[] key) {
        return crc16(hashed(key)) % COUNT;
    }

    /** What stands between the first pair of braces, if anything does, and else the whole key. */
    private static byte[] hashed(byte[] key) {
        int open = indexOf(key, '{', 0);
        int close = open < 0 ? -1 : indexOf(key, '}', open);
        return close > open + 1 ? Arrays.copyOfRange(key, open + 1, close) : key;
    }

    private static int indexOf(byte[] key, char brace, int from) {
        for (int i = from; i < key.length; i++) {
            if (key[i] == brace) {
                return i;
            }
        }
        return -1;
    }

    /** CRC-16/XMODEM. */
    private static int crc16(byte[] bytes) {
        int crc = 0;
        for (byte next : bytes) {
            crc ^= (next & 0xff) << 8;
            for (int bit = 0; bit < Byte.SIZE; bit++) {
                crc = (crc & 0x8000) == 0 ? crc << 1 : crc << 1 ^ POLYNOMIAL;
            }
        }
        return crc & 0xffff;
    }
}
