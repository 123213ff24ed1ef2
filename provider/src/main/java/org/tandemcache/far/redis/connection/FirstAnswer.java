package org.tandemcache.far.redis.connection;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;

/**
 * Looks at the first byte that a server sends, and tells of one that does not begin an answer of Redis by what it is:
 * the parser behind it would only name the byte. Gone from the channel afterwards. One per channel.
 */
final class FirstAnswer extends ChannelInboundHandlerAdapter {
    /** What the answers of RESP2 and RESP3 begin with. */
    private static final String REDIS = "+-:$*_,#!=(%~>|";

    private static final int TLS_ALERT = 0x15;
    private static final int SHOWN = 40;

    /** Puts one before Lettuce's handshake. */
    static void addTo(Channel channel) {
        HandshakeMark.addBeforeHandshake(channel, "tandem-first-answer", new FirstAnswer());
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof ByteBuf bytes && bytes.isReadable()) {
            int first = bytes.getUnsignedByte(bytes.readerIndex());
            if (REDIS.indexOf(first) < 0) {
                NoRedisException told = new NoRedisException(first == TLS_ALERT, line(bytes));
                ReferenceCountUtil.release(message);
                ctx.fireExceptionCaught(told);
                return;
            }
            ctx.pipeline().remove(this);
        }
        ctx.fireChannelRead(message);
    }

    /** The beginning of the first line, for a message. */
    private static String line(ByteBuf bytes) {
        String beginning = bytes.toString(
                bytes.readerIndex(), Math.min(SHOWN, bytes.readableBytes()), StandardCharsets.ISO_8859_1);
        return beginning.replaceFirst("(?s)[\\r\\n].*", "").replaceAll("[^ -~]", "?");
    }
}
