package org.tandemcache.far.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The Lua scripts, each in a resource of its own beside this class, whose header states KEYS, ARGV and reply. */
enum RedisScript {
    PUT("put.lua"),
    PUT_AMONG_MARKERS("put-among-markers.lua"),
    COMPARE_AND_PUT("compare-and-put.lua"),
    COMPARE_AND_REMOVE("compare-and-remove.lua"),
    COMPARE_AND_TOUCH("compare-and-touch.lua"),
    LIFETIME_AMONG_MARKERS("lifetime-among-markers.lua"),
    SET_LIFETIME("set-lifetime.lua"),
    LIFETIMES("lifetimes.lua");

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
}
