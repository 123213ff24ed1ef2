package org.tandemcache.testkit;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/**
 * One connection through a {@link HeldWire}. A thread of its own forwards the requests, command by command, and another
 * one the replies; any thread may close it.
 */
final class WireLink {
    private static final int BUFFER = 64 * 1024;

    private final Socket client;
    private final Socket server = new Socket();
    private final WireFaults faults;
    /** Whether faults meet this connection. */
    private volatile boolean watched;
    /** Whether what the server still says is lost. */
    private volatile boolean losesReplies;

    WireLink(Socket client, WireFaults faults, boolean watched) {
        this.client = client;
        this.faults = faults;
        this.watched = watched;
    }

    boolean isWatched() {
        return watched;
    }

    void connect(RedisServer redis) throws IOException {
        server.connect(new InetSocketAddress(redis.host(), redis.port()));
        client.setTcpNoDelay(true);
        server.setTcpNoDelay(true);
    }

    /** Forwards what the client says until one of the two ends, and then ends both. */
    void pumpRequests() {
        try {
            CommandReader in = new CommandReader(client.getInputStream());
            OutputStream out = new BufferedOutputStream(server.getOutputStream(), BUFFER);
            byte[] request = in.next();
            while (request != null && forward(request, out)) {
                if (!in.hasMore()) {
                    out.flush();
                }
                request = in.next();
            }
        } catch (IOException e) {
            // cut
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            if (!losesReplies) {
                close();
            }
        }
    }

    /** Whether the connection goes on after this request. */
    private boolean forward(byte[] request, OutputStream out) throws IOException, InterruptedException {
        String text = new String(request, StandardCharsets.ISO_8859_1);
        watched |= text.contains("TRACKING");
        if (!watched) {
            out.write(request);
            return true;
        }
        WireHold hold = faults.requests;
        if (hold.standing() && text.contains(hold.text())) {
            out.flush();
            hold.waitHere();
        }
        if (faults.lostRequests.takes(text)) {
            faults.losses.incrementAndGet();
            out.flush();
            return false;
        }
        if (faults.lostReplies.takes(text)) {
            deliverWithoutReply(request, out);
            return false;
        }
        out.write(request);
        return true;
    }

    /**
     * The server closes the connection when it has done all that came before the end: by then, it has done this too.
     */
    private void deliverWithoutReply(byte[] request, OutputStream out) throws IOException {
        faults.losses.incrementAndGet();
        losesReplies = true;
        out.write(request);
        out.flush();
        server.shutdownOutput();
    }

    /** Forwards what the server says until one of the two ends, and then ends both. */
    void pumpReplies() {
        byte[] chunk = new byte[BUFFER];
        WireEdit.Stream edited = new WireEdit.Stream();
        try {
            InputStream in = server.getInputStream();
            OutputStream out = client.getOutputStream();
            for (int length = in.read(chunk); length >= 0; length = in.read(chunk)) {
                if (watched) {
                    faults.replies.waitHere();
                    TimeUnit.NANOSECONDS.sleep(faults.replyDelay.toNanos());
                }
                if (!losesReplies) {
                    WireEdit edit = watched ? faults.edit : WireEdit.none();
                    out.write(edited.next(edit, chunk, length));
                }
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
        closeQuietly(client);
        closeQuietly(server);
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // it is given up either way
        }
    }
}
