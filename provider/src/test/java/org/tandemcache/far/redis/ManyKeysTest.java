package org.tandemcache.far.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ManyKeysTest {
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 9, 10, 11, 99, 100, 1000, 12_345, 70_000})
    void key_ofAnyLength_isOnTheWireAsLettuceHasIt(int length) {
        List<byte[]> keys = List.of(key(length), key(1), key(length));

        assertThat(sent(new ManyKeys(keys))).isEqualTo(sent(plain(keys)));
    }

    @Test
    void keys_hundreds_areOnTheWireAsLettuceHasThem() {
        List<byte[]> keys = IntStream.range(0, 500)
                .mapToObj(i -> ("key-" + i).getBytes(StandardCharsets.UTF_8))
                .toList();

        assertThat(sent(new ManyKeys(keys))).isEqualTo(sent(plain(keys)));
    }

    @Test
    void keys_sentAnewAfterAReconnect_areTheSame() {
        ManyKeys keys = new ManyKeys(List.of(key(3), key(4)));

        assertThat(sent(keys)).isEqualTo(sent(keys));
    }

    @Test
    void keys_ofACluster_goToTheNodeOfTheFirst() {
        assertThat(new ManyKeys(List.of(key(3), key(4))).getFirstEncodedKey().array())
                .isEqualTo(key(3));
    }

    private static CommandArgs<byte[], byte[]> plain(List<byte[]> keys) {
        return new CommandArgs<>(Commands.CODEC).addKeys(keys);
    }

    private static byte[] key(int length) {
        return "k".repeat(length).getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] sent(CommandArgs<byte[], byte[]> args) {
        ByteBuf buffer = Unpooled.buffer();
        new Command<>(CommandType.MGET, null, args).encode(buffer);
        byte[] sent = new byte[buffer.readableBytes()];
        buffer.readBytes(sent);
        return sent;
    }
}
