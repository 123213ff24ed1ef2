package org.tandemcache.spring.boot;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.testcontainers.service.connection.ContainerConnectionDetailsFactory;
import org.springframework.boot.testcontainers.service.connection.ContainerConnectionSource;
import org.testcontainers.containers.Container;

/** Containers of Redis and Valkey with {@code @ServiceConnection}. Spring Data Redis knows those of Redis alone. */
final class TandemContainerConnectionDetailsFactory
        extends ContainerConnectionDetailsFactory<Container<?>, TandemConnectionDetails> {
    static final List<String> IMAGES = List.of(
            "redis",
            "redis/redis-stack",
            "redis/redis-stack-server",
            "valkey/valkey",
            "valkey/valkey-bundle",
            "bitnami/valkey");

    private static final int PORT = 6379;

    TandemContainerConnectionDetailsFactory() {
        super(IMAGES);
    }

    @Override
    protected TandemConnectionDetails getContainerConnectionDetails(ContainerConnectionSource<Container<?>> source) {
        return new OfContainer(source);
    }

    private static final class OfContainer extends ContainerConnectionDetails<Container<?>>
            implements TandemConnectionDetails {
        OfContainer(ContainerConnectionSource<Container<?>> source) {
            super(source);
        }

        @Override
        public String getUri() {
            String scheme = getSslBundle() == null ? "redis://" : "rediss://";
            return scheme
                    + RedisAddress.node(getContainer().getHost(), getContainer().getMappedPort(PORT));
        }

        @Override
        public @Nullable SslBundle getSslBundle() {
            return super.getSslBundle();
        }
    }
}
