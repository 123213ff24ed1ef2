package org.tandemcache.far;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A Lua script on one key, whose source lies in resources beside a class. Immutable. */
public final class KeyScript {
    private final String name;
    private final String source;
    private final String digest;

    private KeyScript(String name, byte[] source) {
        this.name = name;
        this.source = new String(source, StandardCharsets.UTF_8);
        try {
            this.digest =
                    HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(source));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-1", e);
        }
    }

    /**
     * The script of several resources, one behind the other: functions that scripts share come first. It replies with a
     * list.
     *
     * @throws IllegalStateException if a resource is missing
     */
    public static KeyScript of(Class<?> beside, String... resources) {
        ByteArrayOutputStream source = new ByteArrayOutputStream();
        for (String resource : resources) {
            try (InputStream in = beside.getResourceAsStream(resource)) {
                if (in == null) {
                    throw new IllegalStateException(
                            "the script " + resource + " is missing beside " + beside.getName());
                }
                in.transferTo(source);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return new KeyScript(resources[resources.length - 1], source.toByteArray());
    }

    /** The whole script, for EVAL: a text, so that who traces commands can tell it from values. */
    public String source() {
        return source;
    }

    /** Its SHA-1 in hexadecimal, for EVALSHA. */
    public String digest() {
        return digest;
    }

    @Override
    public String toString() {
        return name;
    }
}
