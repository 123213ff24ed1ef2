package org.tandemcache.benchmarks.stampede;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.redisson.Redisson;
import org.redisson.api.RLock;
import org.redisson.api.RMapCache;
import org.redisson.client.codec.StringCodec;
import org.redisson.config.Config;

/**
 * Clients of Redisson, each with a map and its lock of a key, by which whoever has missed looks again before he loads.
 * All of one JVM share threads, and each keeps two connections in place of 24: with the defaults fifty would be 1,600
 * threads and 1,200 connections.
 */
final class RedissonStampedeNodes {
    private static final long MINUTES = 10;
    private static final int IDLE_CONNECTIONS = 2;

    private RedissonStampedeNodes() {}

    static List<StampedeNode> open(URI uri, int count) {
        EventLoopGroup loops = new MultiThreadIoEventLoopGroup(NioIoHandler.newFactory());
        ExecutorService executor = Executors.newFixedThreadPool(16);
        List<StampedeNode> nodes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Config config = new Config();
            config.setCodec(StringCodec.INSTANCE);
            config.setUseScriptCache(true);
            config.setEventLoopGroup(loops);
            config.setExecutor(executor);
            config.useSingleServer().setAddress(uri.toString()).setConnectionMinimumIdleSize(IDLE_CONNECTIONS);
            RMapCache<String, String> map = Redisson.create(config).getMapCache("stampede");
            nodes.add((key, loader) -> get(map, key, loader));
        }
        return nodes;
    }

    private static String get(RMapCache<String, String> map, String key, Supplier<String> loader) {
        String found = map.get(key);
        if (found != null) {
            return found;
        }
        RLock lock = map.getLock(key);
        lock.lock();
        try {
            found = map.get(key);
            if (found == null) {
                found = loader.get();
                map.fastPut(key, found, MINUTES, TimeUnit.MINUTES);
            }
            return found;
        } finally {
            lock.unlock();
        }
    }
}
