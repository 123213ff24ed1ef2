package org.tandemcache.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandReaderTest {
    @Test
    void next_cutsAtTheEndsOfCommands() throws IOException {
        String get = "*2\r\n$3\r\nGET\r\n$5\r\n\r\n*1\u00ff\r\n";
        String inline = "PING\r\n";
        CommandReader reader = reader(get + inline + get);

        assertThat(text(reader.next())).isEqualTo(get);
        assertThat(text(reader.next())).isEqualTo(inline);
        assertThat(reader.hasMore()).isTrue();
        assertThat(text(reader.next())).isEqualTo(get);
        assertThat(reader.hasMore()).isFalse();
        assertThat(reader.next()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "*2\r\n", "*1\r\n$4\r\nPI", "*1\r\n$4\r\nPING\r", "PING"})
    void next_ofHalfACommand_fails(String half) {
        assertThatExceptionOfType(EOFException.class)
                .isThrownBy(() -> reader(half).next());
    }

    @Test
    void next_ofAnythingElse_fails() {
        assertThatIOException().isThrownBy(() -> reader("*x\r\n").next()).withMessage("not a command of Redis: *x");
    }

    private static CommandReader reader(String text) {
        return new CommandReader(new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1)));
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
