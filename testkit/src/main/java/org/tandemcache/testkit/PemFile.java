package org.tandemcache.testkit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.util.Base64;

/** Writes keys and certificates as Redis and most other programs read them. */
final class PemFile {
    private static final int LINE_LENGTH = 64;
    private static final Base64.Encoder BASE_64 =
            Base64.getMimeEncoder(LINE_LENGTH, "\n".getBytes(StandardCharsets.US_ASCII));

    private PemFile() {}

    static void write(Path file, Key key) throws IOException {
        Files.writeString(file, block("PRIVATE KEY", key.getEncoded()));
    }

    /** One after the other: the server's own first, and then those who vouch for it. */
    static void write(Path file, Certificate... chain) throws IOException, CertificateEncodingException {
        StringBuilder blocks = new StringBuilder();
        for (Certificate certificate : chain) {
            blocks.append(block("CERTIFICATE", certificate.getEncoded()));
        }
        Files.writeString(file, blocks);
    }

    private static String block(String type, byte[] content) {
        return "-----BEGIN " + type + "-----\n" + BASE_64.encodeToString(content) + "\n-----END " + type + "-----\n";
    }
}
