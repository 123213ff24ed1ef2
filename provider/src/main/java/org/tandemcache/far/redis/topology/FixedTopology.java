package org.tandemcache.far.redis.topology;

import io.lettuce.core.protocol.RedisCommand;
import java.util.List;
import java.util.function.BiConsumer;
import org.tandemcache.far.redis.connection.RedisNode;

/**
 * One server at one address: a standalone one, or the primary that somebody else keeps at this address.
 *
 * @param view of one node
 */
record FixedTopology(TopologyView view) implements Topology {
    FixedTopology(RedisNode node) {
        this(TopologyView.of(node));
    }

    @Override
    public TopologyView freshView() {
        return view;
    }

    @Override
    public void dispatch(RedisCommand<byte[], byte[], ?> command) {
        view.masters().get(0).connection().dispatch(command);
    }

    @Override
    public void dispatch(List<? extends RedisCommand<byte[], byte[], ?>> commands) {
        view.masters().get(0).connection().dispatch(commands);
    }

    @Override
    public int keysPerCommand() {
        return Integer.MAX_VALUE;
    }

    @Override
    public void suspect() {
        // there is no other server
    }

    @Override
    public void onChange(BiConsumer<TopologyView, TopologyView> listener) {
        // it never does
    }

    @Override
    public void close() {
        // nothing watches
    }

    @Override
    public String toString() {
        return "standalone " + view.masters().get(0).hostAndPort();
    }
}
