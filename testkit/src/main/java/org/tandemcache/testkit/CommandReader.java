package org.tandemcache.testkit;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * Cuts what a client sends into commands, wherever the packets of the network begin and end. For a single thread.
 *
 * @see <a href="https://redis.io/docs/latest/develop/reference/protocol-spec/">Redis serialization protocol</a>
 */
final class CommandReader {
    private final BufferedInputStream in;
    private final ByteArrayOutputStream command = new ByteArrayOutputStream();

    CommandReader(InputStream in) {
        this.in = new BufferedInputStream(in);
    }

    /** The bytes of the next command; null if the client has ended the connection between two. */
    byte @Nullable [] next() throws IOException {
        command.reset();
        in.mark(1);
        if (in.read() < 0) {
            return null;
        }
        in.reset();
        String line = readLine();
        if (line.startsWith("*")) {
            for (int parts = number(line); parts > 0; parts--) {
                readPart(number(readLine()));
            }
        }
        return command.toByteArray();
    }

    /** Whether there is more to read at once. */
    boolean hasMore() throws IOException {
        return in.available() > 0;
    }

    private void readPart(int length) throws IOException {
        byte[] part = in.readNBytes(length + 2);
        if (part.length < length + 2) {
            throw new EOFException("ended within a command");
        }
        command.write(part);
    }

    private String readLine() throws IOException {
        StringBuilder line = new StringBuilder();
        int next;
        do {
            next = in.read();
            if (next < 0) {
                throw new EOFException("ended within a command");
            }
            command.write(next);
            line.append((char) next);
        } while (next != '\n');
        return line.toString().strip();
    }

    private static int number(String line) throws IOException {
        try {
            return Integer.parseInt(line.substring(1));
        } catch (NumberFormatException e) {
            throw new IOException("not a command of Redis: " + line, e);
        }
    }
}
