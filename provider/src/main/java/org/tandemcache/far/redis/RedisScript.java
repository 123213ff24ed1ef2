package org.tandemcache.far.redis;

import io.lettuce.core.output.IntegerOutput;
import io.lettuce.core.output.ValueOutput;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.tandemcache.far.Comparison;
import org.tandemcache.far.Lifetime;
import org.tandemcache.far.StoredEntry;
import org.tandemcache.far.WriteLifetimes;

/**
 * The Lua scripts, each in a resource of its own beside this class, whose header states KEYS, ARGV and reply; and the
 * arguments of those that several operations run.
 */
enum RedisScript {
    PUT("put.lua"),
    PUT_AMONG_MARKERS("put-among-markers.lua"),
    COMPARE_AND_PUT("compare-and-put.lua"),
    COMPARE_AND_REMOVE("compare-and-remove.lua"),
    COMPARE_AND_TOUCH("compare-and-touch.lua"),
    LIFETIME_AMONG_MARKERS("lifetime-among-markers.lua"),
    SET_LIFETIME("set-lifetime.lua"),
    LIFETIMES("lifetimes.lua");

    private static final byte[] NOTHING_SEEN = {};
    private static final byte[] WANT_OLD = {'1'};
    private static final byte[] NO_OLD = {'0'};

    private final String source;
    private final String digest;

    RedisScript(String resource) {
        try (InputStream in = RedisScript.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("the script " + resource + " is missing from Tandem's jar");
            }
            byte[] bytes = in.readAllBytes();
            source = new String(bytes, StandardCharsets.UTF_8);
            digest = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-1", e);
        }
    }

    /** The whole script, for EVAL: a text, so that who traces commands can tell it from values. */
    String source() {
        return source;
    }

    /** Its SHA-1 in hexadecimal, for EVALSHA. */
    String digest() {
        return digest;
    }

    /** The script that makes a change if what was seen is still there; it replies 1 or 0. */
    static RedisScript of(Comparison change) {
        return change instanceof Comparison.Put
                ? COMPARE_AND_PUT
                : change instanceof Comparison.Remove ? COMPARE_AND_REMOVE : COMPARE_AND_TOUCH;
    }

    /** The arguments of {@link #of}. */
    static byte[][] arguments(Comparison change) {
        byte[] seen = seen(change.seen());
        if (change instanceof Comparison.Put put) {
            return new byte[][] {seen, put.value(), argument(put.lifetime())};
        }
        return change instanceof Comparison.Touch touch
                ? new byte[][] {seen, argument(touch.lifetime())}
                : new byte[][] {seen};
    }

    /** What the compare scripts call seen: nothing, or a mark and the header. */
    private static byte[] seen(@Nullable StoredEntry entry) {
        if (entry == null) {
            return NOTHING_SEEN;
        }
        byte[] header = entry.header();
        byte[] seen = new byte[header.length + 1];
        seen[0] = 'P';
        System.arraycopy(header, 0, seen, 1, header.length);
        return seen;
    }

    /** The arguments of {@link #PUT}. */
    static byte[][] putArguments(byte[] value, WriteLifetimes lifetimes, boolean wantsOld) {
        return new byte[][] {
            value, argument(lifetimes.creation()), argument(lifetimes.update()), wantsOld ? WANT_OLD : NO_OLD
        };
    }

    static byte[] argument(Lifetime lifetime) {
        return Long.toString(lifetime.millis()).getBytes(StandardCharsets.US_ASCII);
    }

    static ValueOutput<byte[], byte[]> bytesReply() {
        return new ValueOutput<>(Commands.CODEC);
    }

    static IntegerOutput<byte[], byte[]> integerReply() {
        return new IntegerOutput<>(Commands.CODEC);
    }
}
