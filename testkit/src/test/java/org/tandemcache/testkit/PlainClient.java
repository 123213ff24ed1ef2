package org.tandemcache.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/** A client that shares no code with the test kit: a socket on which lines of text go out and come in. */
final class PlainClient implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 30_000;

    private final Socket socket;

    PlainClient(RedisServer server) throws IOException {
        this(server.host(), server.port());
    }

    PlainClient(String host, int port) throws IOException {
        socket = new Socket(InetAddress.getByName(host), port);
        socket.setSoTimeout(TIMEOUT_MILLIS);
    }

    /** Sends a command and returns the first line of the reply, or null if the server has closed the connection. */
    String ask(String command) throws IOException {
        send(command);
        return readLine();
    }

    void send(String command) throws IOException {
        socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    String readLine() throws IOException {
        StringBuilder line = new StringBuilder();
        InputStream in = socket.getInputStream();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                return null;
            }
            line.append((char) next);
        }
        return line.toString().strip();
    }

    /** Whether nothing comes in for so long. */
    boolean hearsNothingFor(int millis) throws IOException {
        socket.setSoTimeout(millis);
        try {
            return socket.getInputStream().read() == Integer.MIN_VALUE;
        } catch (SocketTimeoutException e) {
            return true;
        } finally {
            socket.setSoTimeout(TIMEOUT_MILLIS);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
