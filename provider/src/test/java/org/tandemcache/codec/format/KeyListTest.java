package org.tandemcache.codec.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.tandemcache.codec.format.KeyList.CorruptListException;
import org.tandemcache.far.Keyspace;

/** How lists of hot keys lie in Redis: the file under {@code golden} is never changed. */
class KeyListTest {
    private static final Keyspace SPACE = new Keyspace("tandem", "prices");
    private static final int HEAD = 12;

    private static byte[] golden() throws IOException {
        try (InputStream file = KeyListTest.class.getResourceAsStream("/golden/key-list.bin")) {
            return Objects.requireNonNull(file).readAllBytes();
        }
    }

    private static byte[] key(String behindThePrefix) {
        return (SPACE + behindThePrefix).getBytes(StandardCharsets.UTF_8);
    }

    private static List<String> text(List<byte[]> keys) {
        return keys.stream().map(key -> new String(key, StandardCharsets.UTF_8)).toList();
    }

    @Test
    void file_ofTheCurrentFormat_isReadAndWritten() throws Exception {
        List<byte[]> keys =
                Stream.of("s:CH", "i:42", "s:Zürich").map(KeyListTest::key).toList();

        assertThat(text(KeyList.decode(SPACE, golden()))).isEqualTo(text(keys));
        assertThat(KeyList.encode(SPACE, keys)).isEqualTo(golden());
        assertThat(KeyList.size(Arrays.copyOf(golden(), HEAD))).isEqualTo(3);
    }

    @Test
    void keys_thatAreTooLong_areLeftOut() throws Exception {
        byte[] longest = key("s:" + "x".repeat(KeyList.LONGEST_KEY - 2));
        byte[] longer = key("s:" + "x".repeat(KeyList.LONGEST_KEY - 1));

        byte[] list = KeyList.encode(SPACE, List.of(longer, longest, key("s:CH")));

        assertThat(text(KeyList.decode(SPACE, list))).isEqualTo(text(List.of(longest, key("s:CH"))));
        assertThat(KeyList.encode(SPACE, List.of(longer))).isNull();
        assertThat(KeyList.encode(SPACE, List.of())).isNull();
    }

    @Test
    void keys_thatAreTooMany_endTheListBeforeItsBound() throws Exception {
        List<byte[]> many = IntStream.range(0, 5_000)
                .mapToObj(i -> key("s:" + "x".repeat(1_000) + i))
                .toList();

        byte[] list = KeyList.encode(SPACE, many);

        assertThat(list).hasSizeBetween(KeyList.MOST_BYTES - 1_024, KeyList.MOST_BYTES);
        List<byte[]> read = KeyList.decode(SPACE, list);
        assertThat(read).hasSizeGreaterThan(4_000);
        assertThat(text(read)).isEqualTo(text(many.subList(0, read.size())));
    }

    @Test
    void head_ofSomethingElse_isRefusedWithItsReason() {
        assertThatThrownBy(() -> KeyList.size(new byte[0])).hasMessageContaining("does not begin");
        assertThatThrownBy(() -> KeyList.size("a text of somebody else".getBytes(StandardCharsets.UTF_8)))
                .hasMessageContaining("does not begin");
        assertThatThrownBy(() -> KeyList.size(changed(2, 1))).hasMessageContaining("later format");
        assertThatThrownBy(() -> KeyList.size(changed(3, 1))).hasMessageContaining("later format");
        assertThatThrownBy(() -> KeyList.size(changed(4, 0x7F)))
                .hasMessageContaining("says that it has 2130706435 keys");
        assertThatThrownBy(() -> KeyList.size(changed(8, 0x7F))).hasMessageContaining("in 2130706455 bytes");
        assertThatThrownBy(() -> KeyList.decode(SPACE, changed(7, 2))).hasMessageContaining("goes on");
        assertThatThrownBy(() -> KeyList.decode(SPACE, Arrays.copyOf(golden(), golden().length - 1)))
                .hasMessageContaining("ends before");
        assertThatThrownBy(() -> KeyList.decode(SPACE, changed(HEAD, 0x7F)))
                .hasMessageContaining("a key of 32516 bytes");
    }

    private static byte[] changed(int at, int value) throws IOException {
        byte[] list = golden();
        list[at] = (byte) value;
        return list;
    }

    /** Nothing but the one exception, and no more memory than the bytes have. */
    @Test
    void damage_ofAnyKind_isToldOrHarmless() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 10_000; i++) {
            byte[] list = golden();
            for (int changes = random.nextInt(4); changes >= 0; changes--) {
                list[random.nextInt(list.length)] = (byte) random.nextInt();
            }
            byte[] cut = Arrays.copyOf(list, random.nextInt(list.length + 4));
            try {
                assertThat(KeyList.decode(SPACE, cut)).as("seed %s", seed).allMatch(SPACE::owns);
            } catch (CorruptListException e) {
                assertThat(e).hasMessageNotContaining("null");
            }
        }
    }
}
