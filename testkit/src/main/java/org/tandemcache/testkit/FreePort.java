package org.tandemcache.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Chooses loopback ports.
 *
 * <p>They lie below the range from which systems take the ports of outgoing connections (32768 and up on Linux). A port
 * from that range could be taken while its server is down, and a client that keeps reconnecting to it can even end up
 * connected to itself. A second port of the same server, {@value #SECOND} higher, as that of a cluster's bus, stays
 * below it too.
 */
final class FreePort {
    /** How much higher the second port of a server is. */
    static final int SECOND = 10_000;

    private static final int LOWEST = 10_000;
    private static final int BEYOND = 22_000;
    private static final int ATTEMPTS = 1_000;

    private FreePort() {}

    /** A port that nobody listens on at this moment. */
    static int choose() {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST, BEYOND);
            if (isFree(port)) {
                return port;
            }
        }
        throw new RedisServerException("No free port on the loopback interface from " + LOWEST + " to " + (BEYOND - 1));
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
