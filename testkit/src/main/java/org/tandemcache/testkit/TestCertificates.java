package org.tandemcache.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A certificate authority for tests, that signs good and bad certificates for {@link RedisTlsServer}, and the trust
 * store by which clients trust it. Everything is made when it is first asked for, by the JVM's own {@code keytool} in
 * less than a second each, and lies in a temporary directory until {@link #close()} or the end of the JVM.
 *
 * <p>Thread-safe.
 *
 * @see RedisTlsServer
 */
public final class TestCertificates implements AutoCloseable {
    /** The password of the trust store and of all key stores. */
    public static final String PASSWORD = "changeit";

    private static final String AUTHORITY = "authority";
    private static final String OF_LOOPBACK = "san=dns:localhost,ip:127.0.0.1";
    private static final List<String> FOR_TEN_YEARS = List.of("-validity", "3650");

    private final TemporaryDirectory directory = TemporaryDirectory.create("tandem-testkit-tls-");
    private final Map<String, TestCertificate> made = new HashMap<>();

    private TestCertificates() {}

    /**
     * Makes an authority of its own.
     *
     * @throws RedisServerException if it can't be made
     */
    public static TestCertificates create() {
        TestCertificates certificates = new TestCertificates();
        try {
            certificates.makeAuthority();
            return certificates;
        } catch (RuntimeException e) {
            certificates.close();
            throw e;
        }
    }

    /** A trust store (PKCS#12) with the authority's certificate, under the password {@value #PASSWORD}. */
    public Path trustStore() {
        return directory.file("trust.p12");
    }

    /** The authority's certificate, in PEM. */
    public Path authority() {
        return directory.file("authority.pem");
    }

    /** A good certificate of {@code localhost} and {@code 127.0.0.1}. */
    public TestCertificate server() {
        return signed("server", FOR_TEN_YEARS, OF_LOOPBACK, "eku=serverAuth");
    }

    /** A certificate of another host, {@code elsewhere.example}: who connects to {@code localhost} must refuse it. */
    public TestCertificate wrongHost() {
        return signed("wrong-host", FOR_TEN_YEARS, "san=dns:elsewhere.example", "eku=serverAuth");
    }

    /** A certificate of {@code localhost} and {@code 127.0.0.1} that was good until yesterday. */
    public TestCertificate expired() {
        return signed("expired", List.of("-startdate", "-2d", "-validity", "1"), OF_LOOPBACK, "eku=serverAuth");
    }

    /** A certificate for clients of a server with {@code tls-auth-clients yes}. */
    public TestCertificate client() {
        return signed("client", FOR_TEN_YEARS, "eku=clientAuth");
    }

    private void makeAuthority() {
        List<String> options = new ArrayList<>(List.of("-dname", "CN=Tandem test authority", "-ext", "bc:c=ca:true"));
        options.addAll(List.of("-ext", "ku:c=keyCertSign"));
        options.addAll(FOR_TEN_YEARS);
        Keytool.generate(keys(), PASSWORD, AUTHORITY, options);
        try {
            Certificate certificate = load(keys()).getCertificate(AUTHORITY);
            PemFile.write(authority(), certificate);
            KeyStore trust = load(null);
            trust.setCertificateEntry(AUTHORITY, certificate);
            store(trust, trustStore());
        } catch (IOException | GeneralSecurityException e) {
            throw new RedisServerException("No certificate authority: " + e.getMessage(), e);
        }
    }

    private synchronized TestCertificate signed(String name, List<String> validity, String... extensions) {
        TestCertificate known = made.get(name);
        if (known != null) {
            return known;
        }
        List<String> options = new ArrayList<>(List.of("-dname", "CN=" + name, "-signer", AUTHORITY));
        Arrays.stream(extensions).forEach(extension -> options.addAll(List.of("-ext", extension)));
        options.addAll(validity);
        Keytool.generate(keys(), PASSWORD, name, options);
        TestCertificate certificate = export(name);
        made.put(name, certificate);
        return certificate;
    }

    private TestCertificate export(String name) {
        TestCertificate files = new TestCertificate(
                directory.file(name + ".pem"),
                directory.file(name + ".key"),
                directory.file(name + ".p12"),
                authority());
        char[] password = PASSWORD.toCharArray();
        try {
            KeyStore all = load(keys());
            Certificate[] chain = all.getCertificateChain(name);
            PemFile.write(files.certificate(), chain);
            PemFile.write(files.key(), all.getKey(name, password));
            KeyStore one = load(null);
            one.setKeyEntry(name, all.getKey(name, password), password, chain);
            store(one, files.keyStore());
            return files;
        } catch (IOException | GeneralSecurityException e) {
            throw new RedisServerException("No certificate " + name + ": " + e.getMessage(), e);
        }
    }

    /** All keys, the authority's too. */
    private Path keys() {
        return directory.file("keys.p12");
    }

    private static KeyStore load(@Nullable Path file) throws IOException, GeneralSecurityException {
        KeyStore keyStore = KeyStore.getInstance("PKCS12");
        if (file == null) {
            keyStore.load(null, null);
            return keyStore;
        }
        try (InputStream in = Files.newInputStream(file)) {
            keyStore.load(in, PASSWORD.toCharArray());
            return keyStore;
        }
    }

    private static void store(KeyStore keyStore, Path file) throws IOException, GeneralSecurityException {
        try (OutputStream out = Files.newOutputStream(file)) {
            keyStore.store(out, PASSWORD.toCharArray());
        }
    }

    /** Deletes all files. */
    @Override
    public void close() {
        directory.close();
    }
}
