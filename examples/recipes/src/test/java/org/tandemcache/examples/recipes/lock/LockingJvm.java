package org.tandemcache.examples.recipes.lock;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.net.URI;
import java.time.Duration;
import javax.cache.CacheManager;
import org.tandemcache.examples.recipes.Jvms;
import org.tandemcache.examples.recipes.Stage;
import org.tandemcache.examples.recipes.lock.CacheLock.Held;

/** Takes the lock again and again; looks, past it, whether somebody else is inside; and prints each fence. */
final class LockingJvm {
    static final String INSIDE = "inside";
    static final String TOTAL = "total";

    private LockingJvm() {}

    /** The address of Redis; then, how often. */
    public static void main(String[] args) {
        try (CacheManager manager = Stage.node("jvm-" + ProcessHandle.current().pid(), URI.create(args[0]));
                StatefulRedisConnection<String, String> connection =
                        manager.unwrap(RedisClient.class).connect(RedisURI.create(args[0]))) {
            CacheLock lock = new CacheLock(manager, Duration.ofMinutes(5));
            RedisCommands<String, String> redis = connection.sync();
            Jvms.serve(turns -> {
                for (int i = 0; i < Integer.parseInt(turns); i++) {
                    try (Held held = LockRecipe.await(lock, "account")) {
                        inside(redis);
                        System.out.println("fence " + held.fence());
                    }
                }
            });
        }
    }

    /** Reads and writes a total in two steps, as nobody may who is not alone. */
    private static void inside(RedisCommands<String, String> redis) {
        if (redis.incr(INSIDE) != 1) {
            System.out.println("two inside");
        }
        String total = redis.get(TOTAL);
        redis.set(TOTAL, Long.toString(total == null ? 1 : Long.parseLong(total) + 1));
        if (redis.decr(INSIDE) != 0) {
            System.out.println("two inside");
        }
    }
}
