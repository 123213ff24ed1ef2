package org.tandemcache.coherence;

import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.netty.channel.Channel;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.tandemcache.far.redis.connection.ServerCommands;
import org.tandemcache.near.Validity;

/**
 * A master of a cluster, which can lose slots: to its replica in a failover, or to another master. A node that was cut
 * off learns of that late, and Redis up to 7.0 drops the keys of a slot that was taken from it without a notice. Both
 * come with a new epoch, so the epoch must stand still from one proof to the next before a copy is served, and a new
 * one ends the promise.
 */
final class ClusterProof implements ProofOfLife {
    private static final String OK = "cluster_state:ok";
    private static final String EPOCH = "cluster_current_epoch:";

    private final long leaseNanos;
    private @Nullable String epoch;

    ClusterProof(long leaseNanos) {
        this.leaseNanos = leaseNanos;
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // told by the verdict
    public CompletableFuture<Verdict> ask(Channel channel) {
        CompletableFuture<Verdict> verdict = new CompletableFuture<>();
        AsyncCommand<byte[], byte[], List<Object>> hello = ServerCommands.hello();
        AsyncCommand<String, String, String> info = new AsyncCommand<>(new Command<>(
                CommandType.CLUSTER,
                new StatusOutput<>(StringCodec.UTF8),
                new CommandArgs<>(StringCodec.UTF8).add("INFO")));
        hello.thenCombine(info, (role, cluster) -> judge(ProofOfLife.role(role), cluster))
                .whenComplete((judged, failure) -> ProofOfLife.tell(verdict, judged, failure));
        channel.write(hello);
        channel.writeAndFlush(info);
        return verdict;
    }

    private Verdict judge(Verdict role, String info) {
        String before = epoch;
        epoch = info.lines().filter(line -> line.startsWith(EPOCH)).findFirst().orElse("");
        if (role != Verdict.PROVEN) {
            return role;
        }
        if (info.lines().noneMatch(OK::equals)) {
            return Verdict.TOPOLOGY_CHANGED;
        }
        if (before == null) {
            return Verdict.UNSETTLED;
        }
        return before.equals(epoch) ? Verdict.PROVEN : Verdict.TOPOLOGY_CHANGED;
    }

    /**
     * While a slot moves, an entry can come to be at its new node without a word from the old one, which knows the key
     * for absent: so that knowledge is good for a lease and not longer.
     */
    @Override
    public Validity absence(Token token, long sentAt) {
        return now -> now - sentAt <= leaseNanos && token.holds(now);
    }
}
