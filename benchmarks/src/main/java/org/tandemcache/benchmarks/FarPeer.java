package org.tandemcache.benchmarks;

import org.tandemcache.benchmarks.peer.RedissonPeer;
import org.tandemcache.benchmarks.peer.TandemPeer;
import org.tandemcache.config.NearConfiguration;
import org.tandemcache.config.TandemConfiguration;
import org.tandemcache.testkit.RedisServer;

/** Single operations on entries that are there, each named by its index; all go to Redis. Thread-safe. */
interface FarPeer extends AutoCloseable {
    Object get(int index);

    void put(int index);

    /** Of a key that is there: nothing is stored. */
    Object putIfAbsent(int index);

    Object getAndPut(int index);

    Object remove(int index);

    /** Replaces the value by one that follows from the old one. */
    Object invoke(int index);

    @Override
    void close();

    /** Opens a peer on the server and stores the entries. */
    static FarPeer open(String peer, RedisServer redis, String[] keys, String[] values) {
        return switch (peer) {
            case "tandem" ->
                new JCacheFarPeer(
                        TandemPeer.open(
                                redis,
                                TandemConfiguration.builder(String.class, String.class)
                                        .build()
                                        .withNear(NearConfiguration.off())),
                        keys,
                        values);
            case "redisson-jcache" -> new JCacheFarPeer(RedissonPeer.openCache(redis), keys, values);
            case "lettuce" -> new LettuceFarPeer(redis, keys, values);
            default -> throw new IllegalArgumentException(peer);
        };
    }
}
