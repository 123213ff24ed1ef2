package org.tandemcache.testkit;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One connection that speaks RESP2, as much of it as tests need: one command, one reply. For a single thread.
 *
 * @see <a href="https://redis.io/docs/latest/develop/reference/protocol-spec/">Redis serialization protocol</a>
 */
final class RespConnection implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 10_000;

    private final String address;
    private final Socket socket;
    private final DataInputStream in;
    private final Charset charset;

    private RespConnection(String address, Socket socket, Charset charset) throws IOException {
        this.address = address;
        this.charset = charset;
        this.socket = socket;
        this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    }

    /** A connection for text in UTF-8. */
    static RespConnection open(String host, int port) {
        return open(host, port, false);
    }

    /** A connection for text in UTF-8, by TLS or not. */
    static RespConnection open(String host, int port, boolean tls) {
        return open(host, port, tls, StandardCharsets.UTF_8);
    }

    /** A connection that takes each byte for one character, and so can hand on any key unharmed. */
    static RespConnection openBinary(String host, int port, boolean tls) {
        return open(host, port, tls, StandardCharsets.ISO_8859_1);
    }

    private static RespConnection open(String host, int port, boolean tls, Charset charset) {
        String address = host + ":" + port;
        Socket socket;
        try {
            socket = tls ? TlsLines.sockets().createSocket() : new Socket();
        } catch (IOException e) {
            throw new RedisServerException("No socket: " + e.getMessage(), e);
        }
        try {
            socket.connect(new InetSocketAddress(host, port), TIMEOUT_MILLIS);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.setTcpNoDelay(true);
            return new RespConnection(address, socket, charset);
        } catch (IOException e) {
            closeQuietly(socket);
            throw new RedisServerException("No connection to Redis at " + address + ": " + e.getMessage(), e);
        }
    }

    /** The reply: a String, a Long, a List of replies, or null. */
    @Nullable
    Object call(String... command) {
        try {
            socket.getOutputStream().write(encode(command));
            return readReply();
        } catch (SocketTimeoutException e) {
            throw new RedisServerException(
                    "Redis at " + address + " didn't answer " + command[0] + " within " + TIMEOUT_MILLIS + " ms", e);
        } catch (IOException e) {
            throw new RedisServerException(
                    "The connection to Redis at " + address + " broke in " + command[0] + ": " + e.getMessage(), e);
        }
    }

    /** The reply to a command that is answered with a number. */
    long callForNumber(String... command) {
        if (call(command) instanceof Long number) {
            return number;
        }
        throw new RedisServerException("Redis at " + address + " didn't answer " + command[0] + " with a number");
    }

    private byte[] encode(String... command) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(ascii("*" + command.length + "\r\n"));
        for (String part : command) {
            byte[] encoded = part.getBytes(charset);
            bytes.write(ascii("$" + encoded.length + "\r\n"));
            bytes.write(encoded);
            bytes.write(ascii("\r\n"));
        }
        return bytes.toByteArray();
    }

    private @Nullable Object readReply() throws IOException {
        String line = readLine();
        String rest = line.substring(1);
        return switch (line.charAt(0)) {
            case '+' -> rest;
            case '-' -> throw new RedisReplyException(rest);
            case ':' -> Long.valueOf(rest);
            case '$' -> readText(Integer.parseInt(rest));
            case '*' -> readList(Integer.parseInt(rest));
            default -> throw new IOException("not a reply of Redis: " + line);
        };
    }

    private @Nullable String readText(int length) throws IOException {
        if (length < 0) {
            return null;
        }
        byte[] bytes = in.readNBytes(length);
        in.skipNBytes(2);
        return new String(bytes, charset);
    }

    private @Nullable List<@Nullable Object> readList(int size) throws IOException {
        if (size < 0) {
            return null;
        }
        List<@Nullable Object> replies = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            replies.add(readReply());
        }
        return replies;
    }

    private String readLine() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("closed by the server");
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.isEmpty() ? " " : line.toString();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public void close() {
        closeQuietly(socket);
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // The connection is given up either way.
        }
    }
}
