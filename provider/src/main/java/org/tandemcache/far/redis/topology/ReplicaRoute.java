package org.tandemcache.far.redis.topology;

import io.lettuce.core.RedisException;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.RedisCommand;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.tandemcache.config.ReadFrom;
import org.tandemcache.far.FarTierException.Kind;
import org.tandemcache.far.redis.connection.RedisNode;

/** Sends reads to replicas that can be read from, and to the master where there are none. Thread-safe. */
public final class ReplicaRoute implements Route {
    private final RedisConnector connector;
    private final ReadFrom readFrom;

    public ReplicaRoute(RedisConnector connector, ReadFrom readFrom) {
        this.connector = connector;
        this.readFrom = readFrom;
    }

    @Override
    public void dispatch(RedisCommand<byte[], byte[], ?> command) {
        Replicas replicas = connector.replicas();
        RedisNode master = connector.view().holderOf(key(command));
        RedisNode replica = master == null ? null : replicas.choose(master, readFrom);
        if (replica == null) {
            connector.topology().dispatch(command);
        } else {
            watch(command, replica, replicas);
            replica.connection().dispatch(command);
        }
    }

    @Override
    public void dispatch(List<? extends RedisCommand<byte[], byte[], ?>> commands) {
        Replicas replicas = connector.replicas();
        List<RedisCommand<byte[], byte[], ?>> toMasters = new ArrayList<>();
        Map<RedisNode, List<RedisCommand<byte[], byte[], ?>>> byReplica = new LinkedHashMap<>();
        Map<RedisNode, RedisNode> chosen = new LinkedHashMap<>(); // one for each master: a batch is one flush
        for (RedisCommand<byte[], byte[], ?> command : commands) {
            RedisNode master = connector.view().holderOf(key(command));
            RedisNode replica = master == null
                    ? null
                    : chosen.computeIfAbsent(master, any -> orItself(any, replicas.choose(any, readFrom)));
            if (replica == null || replica.equals(master)) {
                toMasters.add(command);
            } else {
                watch(command, replica, replicas);
                byReplica.computeIfAbsent(replica, any -> new ArrayList<>()).add(command);
            }
        }
        byReplica.forEach((replica, group) -> {
            try {
                replica.connection().dispatch(group);
            } catch (RuntimeException e) {
                group.forEach(command -> command.completeExceptionally(e));
            }
        });
        if (!toMasters.isEmpty()) {
            connector.topology().dispatch(toMasters);
        }
    }

    private static RedisNode orItself(RedisNode master, @Nullable RedisNode replica) {
        return replica == null ? master : replica;
    }

    private static byte[] key(RedisCommand<byte[], byte[], ?> command) {
        ByteBuffer key =
                Objects.requireNonNull(Objects.requireNonNull(command.getArgs()).getFirstEncodedKey());
        byte[] bytes = new byte[key.remaining()];
        key.duplicate().get(bytes);
        return bytes;
    }

    /** One that does not answer, or says that it can't now, is left alone for a while. */
    private void watch(RedisCommand<byte[], byte[], ?> command, RedisNode replica, Replicas replicas) {
        if (command instanceof AsyncCommand<?, ?, ?> answered) {
            answered.onComplete((answer, failure) -> {
                if (failure != null
                        && (!(failure instanceof RedisException)
                                || connector.translate(failure).kind() != Kind.REJECTED)) {
                    replicas.avoid(replica);
                }
            });
        }
    }
}
