package org.tandemcache.testkit;

import java.nio.file.Path;

/**
 * A certificate with its key, in files that go away with its {@link TestCertificates}.
 *
 * @param certificate the certificate and its authority's, in PEM
 * @param key the private key (PKCS#8, not encrypted), in PEM
 * @param keyStore certificate and key in PKCS#12, under the password {@value TestCertificates#PASSWORD}, for clients
 *     that identify themselves
 * @param authority the certificate of the authority that signed it, in PEM
 */
public record TestCertificate(Path certificate, Path key, Path keyStore, Path authority) {}
