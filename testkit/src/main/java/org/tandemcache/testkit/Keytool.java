package org.tandemcache.testkit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The program of that name in this JVM's home, which makes keys and certificates.
 *
 * @see <a href="https://docs.oracle.com/en/java/javase/17/docs/specs/man/keytool.html">keytool</a>
 */
final class Keytool {
    private static final long LIMIT_SECONDS = 30;

    private Keytool() {}

    /** Makes an elliptic key and its certificate, as an entry of a PKCS#12 file that is made if it isn't there. */
    static void generate(Path keyStore, String password, String alias, List<String> options) {
        List<String> arguments = new ArrayList<>(List.of("-genkeypair", "-keyalg", "EC", "-groupname", "secp256r1"));
        arguments.addAll(List.of("-storetype", "PKCS12", "-keystore", keyStore.toString(), "-storepass", password));
        arguments.addAll(List.of("-alias", alias));
        arguments.addAll(options);
        run(arguments);
    }

    private static void run(List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(arguments);
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new RedisServerException("No certificate, as keytool says: " + output);
            }
        } catch (IOException e) {
            throw new RedisServerException("No certificate, as keytool can't be run: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RedisServerException("Interrupted while keytool makes a certificate", e);
        }
    }
}
