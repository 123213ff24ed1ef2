package org.tandemcache.far.redis;

import io.lettuce.core.event.connection.ConnectionActivatedEvent;
import io.lettuce.core.event.connection.ReconnectFailedEvent;
import io.lettuce.core.resource.ClientResources;
import java.net.SocketAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Why connections that were lost are not there again: whoever is refused meanwhile is told, for Lettuce only says that
 * it is not connected. Thread-safe.
 */
final class Reconnects {
    private final ConcurrentMap<SocketAddress, String> failures = new ConcurrentHashMap<>();

    /** Ends with the resources. */
    @SuppressWarnings("FutureReturnValueIgnored")
    void watch(ClientResources resources) {
        resources.eventBus().get().subscribe(event -> {
            if (event instanceof ReconnectFailedEvent failed) {
                failures.put(failed.remoteAddress(), Failures.rootMessage(failed.getCause()));
            } else if (event instanceof ConnectionActivatedEvent activated) {
                failures.remove(activated.remoteAddress());
            }
        });
    }

    /** To be put behind a reason; empty if no attempt has failed. */
    String failure() {
        return failures.entrySet().stream()
                .map(failure ->
                        "; the last attempt to reconnect, to " + failure.getKey() + ", failed: " + failure.getValue())
                .findAny()
                .orElse("");
    }
}
