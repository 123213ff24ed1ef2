package org.tandemcache.spring.boot;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.service.connection.ConnectionDetails;
import org.springframework.boot.ssl.SslBundle;

/** Where Tandem's Redis is, for whoever knows better than the settings. A bean of this type wins over all of them. */
public interface TandemConnectionDetails extends ConnectionDetails {
    /** The address, as {@code tandem.redis.uri} has it. */
    String getUri();

    /** What {@code rediss://} addresses are secured with; null for {@code tandem.redis.tls}. */
    default @Nullable SslBundle getSslBundle() {
        return null;
    }
}
