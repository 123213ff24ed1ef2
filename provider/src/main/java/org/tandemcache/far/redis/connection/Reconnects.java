package org.tandemcache.far.redis.connection;

import io.lettuce.core.event.connection.ConnectionActivatedEvent;
import io.lettuce.core.event.connection.ReconnectFailedEvent;
import io.lettuce.core.resource.ClientResources;
import java.net.SocketAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * Why connections that were lost are not there again: whoever is refused meanwhile is told, for Lettuce only says that
 * it is not connected. Thread-safe.
 */
final class Reconnects {
    private final ConcurrentMap<SocketAddress, Failure> failures = new ConcurrentHashMap<>();

    /** The last attempt to connect to a server again. */
    record Failure(SocketAddress server, Throwable cause) {
        /** To be put behind a reason. */
        @Override
        public String toString() {
            return "; the last attempt to reconnect, to " + server + ", failed: " + Failures.rootMessage(cause);
        }
    }

    /** Ends with the resources. */
    @SuppressWarnings("FutureReturnValueIgnored")
    void watch(ClientResources resources) {
        resources.eventBus().get().subscribe(event -> {
            if (event instanceof ReconnectFailedEvent failed) {
                failures.put(failed.remoteAddress(), new Failure(failed.remoteAddress(), failed.getCause()));
            } else if (event instanceof ConnectionActivatedEvent activated) {
                failures.remove(activated.remoteAddress());
            }
        });
    }

    /** Null if no attempt has failed. */
    @Nullable
    Failure failure() {
        return failures.values().stream().findAny().orElse(null);
    }
}
