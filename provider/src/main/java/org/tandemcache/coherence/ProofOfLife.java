package org.tandemcache.coherence;

import io.netty.channel.Channel;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.tandemcache.far.redis.connection.Failures;
import org.tandemcache.far.redis.connection.ReplyFields;
import org.tandemcache.far.redis.connection.ServerCommands;
import org.tandemcache.near.Validity;

/**
 * What a channel asks its server to prove that notices are not missing, and how it judges the answer. One per channel,
 * used by its event loop alone.
 */
sealed interface ProofOfLife permits MasterProof, ClusterProof {
    /** What the answer says of all that was read so far. */
    enum Verdict {
        /** The promise holds from when it was asked for. */
        PROVEN,
        /** Nothing is wrong, and nothing is proven yet. */
        UNSETTLED,
        /** The server is not, or no longer, the master. */
        NOT_MASTER,
        /** The server may have lost keys, or will. */
        TOPOLOGY_CHANGED,
        /** The server can't tell. */
        NO_PROOF,
    }

    /**
     * Asks; what is returned is completed on the event loop, in the order of the wire, and not at all by a timeout;
     * with an exception if the server's access control list forbids the question.
     */
    CompletableFuture<Verdict> ask(Channel channel);

    /** Under which the knowledge may be kept that a key has no entry. */
    Validity absence(Token token, long sentAt);

    /** Completes a verdict. */
    static void tell(CompletableFuture<Verdict> verdict, @Nullable Verdict judged, @Nullable Throwable failure) {
        if (failure != null && Failures.rootMessage(failure).startsWith("NOPERM ")) {
            verdict.completeExceptionally(failure);
        } else {
            verdict.complete(judged == null ? Verdict.NO_PROOF : judged);
        }
    }

    /** What the answer to {@link ServerCommands#hello} says of the role. */
    static Verdict role(List<Object> hello) {
        return ReplyFields.of(hello).has("role", "master") ? Verdict.PROVEN : Verdict.NOT_MASTER;
    }
}
