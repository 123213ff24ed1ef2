package org.tandemcache;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.tandemcache.testkit.RedisServer;

/**
 * A wire between a manager and its Redis that can be held at a chosen point, so that what races on a wire happens in
 * the order that a test wants. Holds tracked connections alone, those that asked for {@code CLIENT TRACKING}; all
 * others are let through. Thread-safe.
 */
public final class HeldWire implements AutoCloseable {
    private static final long BOUND_SECONDS = 30;
    private static final int BUFFER = 64 * 1024;

    private final RedisServer redis;
    private final ServerSocket door;
    private final ExecutorService pumps = Executors.newCachedThreadPool();
    private final Set<Link> links = ConcurrentHashMap.newKeySet();
    private volatile Hold requests = Hold.none();
    private volatile Hold replies = Hold.none();
    private volatile CountDownLatch admission = new CountDownLatch(0);

    public HeldWire(RedisServer redis) throws IOException {
        this.redis = redis;
        this.door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        pumps.execute(this::accept);
    }

    /** Where a manager connects to. */
    public String uri() {
        return "redis://" + door.getInetAddress().getHostAddress() + ":" + door.getLocalPort();
    }

    /** From now on, requests that hold this text wait in front of it, with all that follow. */
    public void holdRequestsAt(String text) {
        requests = new Hold(text);
    }

    /** From now on, replies and notices wait. */
    public void holdReplies() {
        replies = new Hold("");
    }

    /** Returns when something is held. */
    public void awaitHeld() throws InterruptedException {
        Hold hold = requests.standing() ? requests : replies;
        if (!hold.reached.await(BOUND_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("nothing came that was to be held");
        }
    }

    /** Lets through what is held, and all that comes. */
    public void release() {
        requests.end();
        replies.end();
    }

    /** Cuts the tracked connections and makes new ones wait for {@link #admit}. */
    public void cut() {
        admission = new CountDownLatch(1);
        links.stream().filter(link -> link.tracked).forEach(Link::close);
        release();
    }

    /** Lets new connections through again. */
    public void admit() {
        admission.countDown();
    }

    @Override
    public void close() throws IOException {
        door.close();
        admit();
        release();
        links.forEach(Link::close);
        pumps.shutdownNow();
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                Socket client = door.accept();
                pumps.execute(() -> connect(client));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void connect(Socket client) {
        try {
            admission.await();
            Socket server = new Socket();
            server.connect(new InetSocketAddress(redis.host(), redis.port()));
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            Link link = new Link(client, server);
            links.add(link);
            pumps.execute(link::pumpReplies);
            link.pumpRequests();
        } catch (IOException e) {
            closeQuietly(client);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closeQuietly(client);
        }
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // it is given up either way
        }
    }

    private record Hold(String text, CountDownLatch reached, CountDownLatch over) {
        Hold(String text) {
            this(text, new CountDownLatch(1), new CountDownLatch(1));
        }

        static Hold none() {
            Hold none = new Hold("");
            none.end();
            return none;
        }

        boolean standing() {
            return over.getCount() > 0;
        }

        void waitHere() throws InterruptedException {
            reached.countDown();
            over.await();
        }

        void end() {
            over.countDown();
        }
    }

    private final class Link {
        private final Socket client;
        private final Socket server;
        private volatile boolean tracked;

        Link(Socket client, Socket server) {
            this.client = client;
            this.server = server;
        }

        void pumpRequests() {
            pump(client, server, (chunk, length, to) -> {
                String text = new String(chunk, 0, length, StandardCharsets.ISO_8859_1);
                tracked |= text.contains("TRACKING");
                int at = tracked && requests.standing() ? text.indexOf(requests.text()) : -1;
                if (at < 0) {
                    to.write(chunk, 0, length);
                    return;
                }
                to.write(chunk, 0, at);
                requests.waitHere();
                to.write(chunk, at, length - at);
            });
        }

        void pumpReplies() {
            pump(server, client, (chunk, length, to) -> {
                if (tracked && replies.standing()) {
                    replies.waitHere();
                }
                to.write(chunk, 0, length);
            });
        }

        private void pump(Socket from, Socket to, Forward forward) {
            byte[] chunk = new byte[BUFFER];
            try {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                for (int length = in.read(chunk); length >= 0; length = in.read(chunk)) {
                    forward.forward(chunk, length, out);
                }
            } catch (IOException e) {
                // cut
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                close();
            }
        }

        void close() {
            links.remove(this);
            closeQuietly(client);
            closeQuietly(server);
        }
    }

    private interface Forward {
        void forward(byte[] chunk, int length, OutputStream to) throws IOException, InterruptedException;
    }
}
