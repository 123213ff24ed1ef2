package org.tandemcache.coherence;

import io.lettuce.core.protocol.AsyncCommand;
import io.netty.channel.Channel;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.tandemcache.near.Validity;

/** A server that is master of all its keys for as long as it says so. */
final class MasterProof implements ProofOfLife {
    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // told by the verdict
    public CompletableFuture<Verdict> ask(Channel channel) {
        CompletableFuture<Verdict> verdict = new CompletableFuture<>();
        AsyncCommand<String, String, Map<String, Object>> hello = ProofOfLife.hello();
        hello.whenComplete((answer, failure) ->
                ProofOfLife.tell(verdict, failure == null ? ProofOfLife.role(answer) : null, failure));
        channel.writeAndFlush(hello);
        return verdict;
    }

    @Override
    public Validity absence(Token token, long sentAt) {
        return token;
    }
}
