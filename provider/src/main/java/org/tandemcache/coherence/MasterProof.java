package org.tandemcache.coherence;

import io.lettuce.core.protocol.AsyncCommand;
import io.netty.channel.Channel;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.tandemcache.far.redis.connection.ServerCommands;
import org.tandemcache.near.Validity;

/** A server that is master of all its keys for as long as it says so. */
final class MasterProof implements ProofOfLife {
    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // told by the verdict
    public CompletableFuture<Verdict> ask(Channel channel) {
        CompletableFuture<Verdict> verdict = new CompletableFuture<>();
        AsyncCommand<byte[], byte[], List<Object>> hello = ServerCommands.hello();
        hello.thenApply(ProofOfLife::role)
                .whenComplete((judged, failure) -> ProofOfLife.tell(verdict, judged, failure));
        channel.writeAndFlush(hello);
        return verdict;
    }

    @Override
    public Validity absence(Token token, long sentAt) {
        return token;
    }
}
