package org.tandemcache.spring.boot;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.SslBundle;

/**
 * Where the application's Redis is, and who says so.
 *
 * @param address as {@code tandem.redis.uri} has it
 * @param tls what {@code rediss://} addresses are secured with; null for {@code tandem.redis.tls}
 * @param origin for messages
 */
record RedisPlace(RedisAddress address, @Nullable SslBundle tls, String origin) {
    /** Of a service that was started for the application, or of a bean of the user's; null where there is none. */
    @FunctionalInterface
    interface Service {
        @Nullable
        RedisPlace place();
    }
}
