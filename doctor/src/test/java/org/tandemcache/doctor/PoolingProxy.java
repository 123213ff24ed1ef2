package org.tandemcache.doctor;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.tandemcache.testkit.RedisServer;

/**
 * A proxy that has connections to the server of its own: one for all its clients, or another one for each command. It
 * cuts requests and replies out of the streams, as such proxies do.
 */
final class PoolingProxy implements AutoCloseable {
    private final RedisServer redis;
    private final boolean joins;
    private final ServerSocket door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final Socket shared;

    private PoolingProxy(RedisServer redis, boolean joins) throws IOException {
        this.redis = redis;
        this.joins = joins;
        this.shared = connect();
        threads.execute(this::accept);
    }

    /** All clients share one connection. */
    static PoolingProxy joining(RedisServer redis) throws IOException {
        return new PoolingProxy(redis, true);
    }

    /** Each command goes by a connection of its own. */
    static PoolingProxy spreading(RedisServer redis) throws IOException {
        return new PoolingProxy(redis, false);
    }

    String uri() {
        return "redis://127.0.0.1:" + door.getLocalPort();
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(redis.host(), redis.port());
        socket.setTcpNoDelay(true);
        open.add(socket);
        return socket;
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                Socket client = door.accept();
                client.setTcpNoDelay(true);
                open.add(client);
                threads.execute(() -> serve(client));
            } catch (IOException | RejectedExecutionException e) {
                return; // closed
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            InputStream requests = new BufferedInputStream(client.getInputStream());
            while (!client.isClosed()) {
                client.getOutputStream().write(answer(message(requests)));
            }
        } catch (IOException e) {
            // the client has gone
        }
    }

    private byte[] answer(byte[] request) throws IOException {
        if (joins) {
            synchronized (shared) {
                return answer(request, shared);
            }
        }
        try (Socket own = connect()) {
            return answer(request, own);
        }
    }

    private static byte[] answer(byte[] request, Socket server) throws IOException {
        server.getOutputStream().write(request);
        return message(server.getInputStream());
    }

    /** One message of the protocol, whichever version's. */
    private static byte[] message(InputStream in) throws IOException {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        copy(in, message);
        return message.toByteArray();
    }

    private static void copy(InputStream in, ByteArrayOutputStream out) throws IOException {
        String line = line(in, out);
        long parts = switch (line.charAt(0)) {
            case '*', '~', '>' -> Long.parseLong(line.substring(1));
            case '%' -> 2 * Long.parseLong(line.substring(1));
            default -> 0;
        };
        if ("$=!".indexOf(line.charAt(0)) >= 0 && !line.equals("$-1")) {
            out.write(in.readNBytes(Integer.parseInt(line.substring(1)) + 2));
        }
        for (long i = 0; i < parts; i++) {
            copy(in, out);
        }
    }

    private static String line(InputStream in, ByteArrayOutputStream out) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException();
            }
            line.append((char) next);
        }
        out.writeBytes((line + "\n").getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
        return line.substring(0, line.length() - 1);
    }

    @Override
    public void close() throws IOException {
        door.close();
        for (Socket socket : open) {
            socket.close();
        }
        threads.shutdown();
    }
}
