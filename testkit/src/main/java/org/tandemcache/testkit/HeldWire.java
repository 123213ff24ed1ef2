package org.tandemcache.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * A wire between clients and their Redis that can be held, slowed, cut, and made to lose or change things at a chosen
 * point, so that what goes wrong or races on a wire does so in the order that a test wants.
 *
 * <pre>{@code
 * try (HeldWire wire = HeldWire.ofAll(redis)) {
 *     var client = RedisClient.create(wire.uri());
 *     wire.loseRepliesTo("SET", 1);
 *     ... // the next SET takes effect, but its client only sees the connection break
 * }
 * }</pre>
 *
 * <p>A text that is looked for in requests is compared with the bytes of one command as it goes over the wire, so that
 * {@code "*2\r\n$3\r\nGET"} finds every GET of a key, and {@code "basket:1"} every command with this key.
 *
 * <p>It speaks no TLS, and clients of a cluster or of Sentinels learn addresses that don't lead through it.
 *
 * <p>Thread-safe.
 */
public final class HeldWire implements AutoCloseable {
    private static final long BOUND_SECONDS = 30;
    private static final int BACKLOG = 50;

    private final RedisServer redis;
    private final boolean watchesAll;
    private final ServerSocket door;
    private final ExecutorService pumps = Executors.newCachedThreadPool(HeldWire::daemon);
    private final Set<WireLink> links = ConcurrentHashMap.newKeySet();
    private final WireFaults faults = new WireFaults();
    private volatile CountDownLatch admission = new CountDownLatch(0);

    /**
     * A wire whose faults meet tracked connections alone, from the moment when they ask for {@code CLIENT TRACKING}.
     */
    public HeldWire(RedisServer redis) throws IOException {
        this(redis, false);
    }

    private HeldWire(RedisServer redis, boolean watchesAll) throws IOException {
        this.redis = redis;
        this.watchesAll = watchesAll;
        this.door = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
        pumps.execute(this::accept);
    }

    /** A wire whose faults meet every connection. */
    public static HeldWire ofAll(RedisServer redis) throws IOException {
        return new HeldWire(redis, true);
    }

    /** Where a client connects to: {@code redis://host:port}, with the server's password if it has one. */
    public String uri() {
        String user = redis.password().map(secret -> ":" + secret + "@").orElse("");
        return "redis://" + user + host() + ":" + port();
    }

    /** The host of {@link #uri()}. */
    public String host() {
        return door.getInetAddress().getHostAddress();
    }

    /** The port of {@link #uri()}. */
    public int port() {
        return door.getLocalPort();
    }

    /** From now on, requests that hold this text wait in front of it, with all that follow. */
    public void holdRequestsAt(String text) {
        faults.requests = new WireHold(text);
    }

    /** From now on, replies and notices wait. */
    public void holdReplies() {
        faults.replies = new WireHold("");
    }

    /**
     * Returns when something is held.
     *
     * @throws RedisServerException if nothing is within 30 seconds
     */
    public void awaitHeld() throws InterruptedException {
        WireHold hold = faults.requests.standing() ? faults.requests : faults.replies;
        if (!hold.reached().await(BOUND_SECONDS, TimeUnit.SECONDS)) {
            throw new RedisServerException("Nothing came within " + BOUND_SECONDS + " s that was to be held");
        }
    }

    /** From now on, each packet of replies and notices comes so much later. */
    public void delayReplies(Duration delay) {
        faults.replyDelay = delay;
    }

    /**
     * From now on, another text takes the place of this one in replies and notices: so a server says what one of
     * another version would.
     *
     * @param text bytes as they go over the wire, each as one character; a reply that ends as it begins waits for more
     */
    public void replaceInReplies(String text, String replacement) {
        faults.edit = new WireEdit(text, replacement);
    }

    /**
     * Loses the next requests that hold this text: the server never sees them, and their connections break.
     *
     * @param times how many
     */
    public void loseRequestsAt(String text, int times) {
        faults.lostRequests = WireLoss.of(text, times);
    }

    /**
     * Loses the replies to the next requests that hold this text: the server has done what they say, and only then
     * their connections break. Replies to requests that were sent before and aren't answered yet are lost with them.
     *
     * @param times how many
     */
    public void loseRepliesTo(String text, int times) {
        faults.lostReplies = WireLoss.of(text, times);
    }

    /** How many requests or replies {@link #loseRequestsAt} and {@link #loseRepliesTo} have lost. */
    public int losses() {
        return faults.losses.get();
    }

    /** Lets through what is held, and all that comes, without delay, loss or change. */
    public void release() {
        faults.end();
    }

    /**
     * Cuts the connections that faults meet, so that what is held is lost, and makes new ones wait for {@link #admit}.
     * Releases the wire.
     */
    public void cut() {
        admission = new CountDownLatch(1);
        links.stream().filter(WireLink::isWatched).forEach(WireLink::close);
        release();
    }

    /** Lets new connections through again. */
    public void admit() {
        admission.countDown();
    }

    /** Cuts all connections, and refuses new ones. The server goes on. */
    @Override
    public void close() throws IOException {
        door.close();
        pumps.shutdown();
        admit();
        release();
        links.forEach(WireLink::close);
        pumps.shutdownNow();
        awaitEndOfPumps();
    }

    /** Until its thread has let go of it, a closed door still takes connections. */
    private void awaitEndOfPumps() {
        try {
            if (!pumps.awaitTermination(BOUND_SECONDS, TimeUnit.SECONDS)) {
                throw new RedisServerException(this + " can't be closed");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String toString() {
        return "Wire at " + host() + ":" + port() + " to " + redis;
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                WireLink link = new WireLink(door.accept(), faults, watchesAll);
                links.add(link);
                pumps.execute(() -> connect(link));
            } catch (IOException | RejectedExecutionException e) {
                return; // closed
            }
        }
    }

    private void connect(WireLink link) {
        try {
            admission.await();
            link.connect(redis);
            pumps.execute(() -> {
                link.pumpReplies();
                links.remove(link);
            });
            link.pumpRequests();
        } catch (IOException | RejectedExecutionException e) {
            giveUp(link);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            giveUp(link);
        }
    }

    private void giveUp(WireLink link) {
        link.close();
        links.remove(link);
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "tandem-testkit-wire");
        thread.setDaemon(true);
        return thread;
    }
}
