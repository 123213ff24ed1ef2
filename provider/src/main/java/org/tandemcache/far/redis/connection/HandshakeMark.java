package org.tandemcache.far.redis.connection;

import io.lettuce.core.protocol.RedisHandshakeHandler;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.FastThreadLocal;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Marks the thread while a channel begins its handshake. Lettuce asks for credentials there, and also wherever it makes
 * a text of an address, in any thread: then nobody is to be asked, and nothing waited for. One per channel.
 */
final class HandshakeMark extends ChannelInboundHandlerAdapter {
    private static final FastThreadLocal<EventExecutor> MARKED = new FastThreadLocal<>();

    /** The event loop whose channel begins its handshake on this thread, or null if none does. */
    static @Nullable EventExecutor beginning() {
        return MARKED.getIfExists();
    }

    /** Puts a mark before Lettuce's handshake. */
    static void addTo(Channel channel) {
        addBeforeHandshake(channel, "tandem-handshake-mark", new HandshakeMark());
    }

    /** Puts a handler where what arrives is decrypted, and Lettuce's handshake has not seen it. */
    static void addBeforeHandshake(Channel channel, String name, ChannelHandler added) {
        for (Map.Entry<String, ChannelHandler> handler : channel.pipeline()) {
            if (handler.getValue() instanceof RedisHandshakeHandler) {
                channel.pipeline().addBefore(handler.getKey(), name, added);
                return;
            }
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        MARKED.set(ctx.executor());
        try {
            ctx.fireChannelActive();
        } finally {
            MARKED.remove();
        }
    }
}
