package org.tandemcache.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * A loopback port that is this server's until it is given back, and so is the one {@value #SECOND} higher, which a
 * server may use for a second purpose, its cluster's bus for one. Thread-safe.
 *
 * <p>They lie below the range from which systems take the ports of outgoing connections (32768 and up on Linux). A port
 * from that range could be taken while its server is down, and a client that keeps reconnecting to it can even end up
 * connected to itself.
 *
 * <p>Nor does another server get the port while its own is down, in no JVM of this user: clients that reconnect would
 * take it for the one that was there, and Sentinels would make it a replica and end its connections. Each port has a
 * byte in one file, and whoever has it has the lock of that byte, which ends with the JVM at the latest.
 */
final class FreePort implements AutoCloseable {
    /** How much higher the second port of a server is. */
    static final int SECOND = 10_000;

    private static final int LOWEST = 10_000;
    private static final int BEYOND = 22_000;
    private static final int ATTEMPTS = 1_000;

    // Never closed: to close any channel of a file gives back all locks that the JVM has on it.
    private static @Nullable FileChannel claims;

    private final int number;
    private final FileLock first;
    private final FileLock second;

    private FreePort(int number, FileLock first, FileLock second) {
        this.number = number;
        this.first = first;
        this.second = second;
    }

    /** A port that nobody listens on at this moment, and that no other server has. */
    static FreePort choose() {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST, BEYOND);
            FreePort claimed = isFree(port) ? claim(port) : null;
            if (claimed != null) {
                return claimed;
            }
        }
        throw new RedisServerException("No free port on the loopback interface from " + LOWEST + " to " + (BEYOND - 1));
    }

    /** This very port; null if another server has it. */
    static @Nullable FreePort claim(int port) {
        FileLock first = lock(port);
        if (first == null) {
            return null;
        }
        FileLock second = lock(port + SECOND);
        if (second == null) {
            release(first);
            return null;
        }
        return new FreePort(port, first, second);
    }

    private static @Nullable FileLock lock(int port) {
        try {
            return claims().tryLock(port, 1, false);
        } catch (OverlappingFileLockException e) {
            return null; // a server of this JVM
        } catch (IOException e) {
            throw new RedisServerException("The ports that servers have can't be told apart: " + e.getMessage(), e);
        }
    }

    private static synchronized FileChannel claims() throws IOException {
        FileChannel open = claims;
        if (open == null) {
            Path file = Path.of(
                    System.getProperty("java.io.tmpdir"), "tandem-testkit-ports-" + System.getProperty("user.name"));
            open = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            claims = open;
        }
        return open;
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    int number() {
        return number;
    }

    /** Gives it back; later calls do nothing. */
    @Override
    public void close() {
        release(second);
        release(first);
    }

    private static void release(FileLock lock) {
        try {
            lock.release();
        } catch (IOException e) {
            throw new RedisServerException("A port can't be given back: " + e.getMessage(), e);
        }
    }
}
