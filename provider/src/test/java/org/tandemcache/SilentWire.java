package org.tandemcache;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.tandemcache.testkit.RedisServer;

/**
 * A wire between a manager and its Redis on which requests or replies can be held back or garbled, on every connection.
 */
final class SilentWire implements AutoCloseable {
    private static final int BUFFER = 64 * 1024;

    private final RedisServer redis;
    private final ServerSocket door;
    private final ExecutorService pumps = Executors.newCachedThreadPool();
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final Set<Socket> subscribers = ConcurrentHashMap.newKeySet();
    private volatile CountDownLatch requests = new CountDownLatch(0);
    private volatile CountDownLatch replies = new CountDownLatch(0);
    private volatile boolean garbled;

    SilentWire(RedisServer redis) throws IOException {
        this.redis = redis;
        this.door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        pumps.execute(this::accept);
    }

    String uri() {
        return "redis://" + door.getInetAddress().getHostAddress() + ":" + door.getLocalPort();
    }

    /** From now on nothing reaches the server. */
    void holdRequests() {
        requests = new CountDownLatch(1);
    }

    /** From now on nothing comes back from the server. */
    void holdReplies() {
        replies = new CountDownLatch(1);
    }

    /** From now on what comes back is no Redis protocol. */
    void garbleReplies() {
        garbled = true;
    }

    /** Lets through what is held, and all that comes. */
    void release() {
        requests.countDown();
        replies.countDown();
    }

    /** Says to all who have subscribed to something what the server has not said; they speak RESP3. */
    void tellSubscribers(String channel, String message) throws IOException {
        byte[] push = (">3\r\n$7\r\nmessage\r\n$" + channel.length() + "\r\n" + channel + "\r\n$" + message.length()
                        + "\r\n" + message + "\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        for (Socket subscriber : subscribers) {
            subscriber.getOutputStream().write(push);
        }
    }

    boolean isConnected() {
        return !sockets.isEmpty();
    }

    boolean hasSubscribers() {
        return !subscribers.isEmpty();
    }

    /** Cuts every connection at once by a reset, what is held on them is lost; new ones are let through. */
    void reset() {
        sockets.forEach(SilentWire::resetQuietly);
        release();
    }

    @Override
    public void close() throws IOException {
        door.close();
        release();
        sockets.forEach(SilentWire::closeQuietly);
        pumps.shutdownNow();
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                Socket client = door.accept();
                Socket server = new Socket(redis.host(), redis.port());
                client.setTcpNoDelay(true);
                server.setTcpNoDelay(true);
                sockets.add(client);
                sockets.add(server);
                pumps.execute(() -> pump(client, server, true));
                pumps.execute(() -> pump(server, client, false));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void pump(Socket from, Socket to, boolean toServer) {
        byte[] chunk = new byte[BUFFER];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int length = in.read(chunk); length >= 0; length = in.read(chunk)) {
                (toServer ? requests : replies).await();
                if (garbled && !toServer) {
                    Arrays.fill(chunk, 0, length, (byte) '?');
                }
                out.write(chunk, 0, length);
                if (toServer && new String(chunk, 0, length, StandardCharsets.US_ASCII).contains("SUBSCRIBE")) {
                    subscribers.add(from);
                }
            }
        } catch (IOException e) {
            // cut
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            closeQuietly(from);
            closeQuietly(to);
        }
    }

    private static void resetQuietly(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
        } catch (IOException e) {
            // it is closed
        }
        closeQuietly(socket);
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // it is given up either way
        }
    }
}
