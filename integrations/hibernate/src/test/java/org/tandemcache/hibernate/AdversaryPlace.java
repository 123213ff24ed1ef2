package org.tandemcache.hibernate;

import java.net.URI;
import java.util.List;
import org.tandemcache.testkit.HeldWire;
import org.tandemcache.testkit.RedisCluster;
import org.tandemcache.testkit.RedisSentinels;
import org.tandemcache.testkit.RedisServer;

/** Where an adversary's two nodes have their Redis. */
sealed interface AdversaryPlace extends AutoCloseable {
    /** Where each of the two nodes finds it. */
    URI of(int node);

    /** Where whoever judges finds it. */
    URI itself();

    @Override
    void close() throws Exception;

    /** One server, and a wire for each node. */
    record Single(RedisServer redis, List<HeldWire> wires) implements AdversaryPlace {
        static Single start(String... configLines) throws Exception {
            RedisServer redis = RedisServer.start(configLines);
            return new Single(redis, List.of(HeldWire.ofAll(redis), HeldWire.ofAll(redis)));
        }

        @Override
        public URI of(int node) {
            return URI.create(wires.get(node).uri());
        }

        @Override
        public URI itself() {
            return redis.uri();
        }

        @Override
        public void close() throws Exception {
            for (HeldWire wire : wires) {
                wire.close();
            }
            redis.close();
        }
    }

    /** A primary with two replicas, watched by Sentinels. */
    record Watched(RedisSentinels sentinels) implements AdversaryPlace {
        @Override
        public URI of(int node) {
            return itself();
        }

        @Override
        public URI itself() {
            return URI.create(sentinels.uri());
        }

        @Override
        public void close() {
            sentinels.close();
        }
    }

    /** Three masters with a replica each. */
    record Clustered(RedisCluster cluster) implements AdversaryPlace {
        @Override
        public URI of(int node) {
            return itself();
        }

        @Override
        public URI itself() {
            return URI.create(cluster.uri());
        }

        @Override
        public void close() {
            cluster.close();
        }
    }
}
