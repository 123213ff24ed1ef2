package org.tandemcache.far.redis.connection;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * The name by which a server lists the connections of a manager: {@code tandem:<namespace>:<host>}.
 *
 * @see <a href="https://redis.io/docs/latest/commands/client-setname/">CLIENT SETNAME</a>
 */
final class ClientName {
    private static final Path LINUX = Path.of("/proc/sys/kernel/hostname");

    private ClientName() {}

    static String of(String namespace) {
        return ("tandem:" + namespace + ":" + Host.NAME).replaceAll("[^!-~]", "_"); // the server takes no others
    }

    /** Looked up once: where the network is asked for it, that may take long. */
    private static final class Host {
        static final String NAME = Stream.of(fromKernel(), fromEnvironment("HOSTNAME"), fromEnvironment("COMPUTERNAME"))
                .filter(name -> !name.isEmpty())
                .findFirst()
                .orElseGet(Host::fromNetwork);

        private static String fromKernel() {
            try {
                return Files.readString(LINUX).strip();
            } catch (IOException e) {
                return ""; // another system
            }
        }

        private static String fromEnvironment(String variable) {
            String value = System.getenv(variable);
            return value == null ? "" : value.strip();
        }

        private static String fromNetwork() {
            try {
                return InetAddress.getLocalHost().getHostName();
            } catch (UnknownHostException e) {
                return "unknown";
            }
        }
    }
}
