package org.tandemcache.jcache;

import java.lang.ref.WeakReference;
import java.time.Duration;
import org.tandemcache.codec.RefusedClasses;
import org.tandemcache.codec.format.VersionSource;
import org.tandemcache.coherence.TrackedClient;
import org.tandemcache.config.ManagerSettings;
import org.tandemcache.config.ResilienceSettings;
import org.tandemcache.far.redis.connection.RedisServerAddress;
import org.tandemcache.far.redis.connection.RedisTls;
import org.tandemcache.far.redis.topology.RedisConnector;
import org.tandemcache.guard.Guards;
import org.tandemcache.resilience.BreakerLimits;
import org.tandemcache.resilience.GuardCounters;
import org.tandemcache.telemetry.Observers;
import org.tandemcache.telemetry.SlowCalls;

/** Makes what the caches of a manager share, by its settings. Touches no network. */
final class ManagerAssembler {
    private ManagerAssembler() {}

    /**
     * @param name of the manager, without a password
     * @param observers of the manager, which what is made here must not keep alive
     */
    static ManagerParts assemble(String name, ManagerSettings own, ManagerResources resources, Observers observers) {
        RedisConnector connector = new RedisConnector(
                RedisServerAddress.of(own, resources.logins()), own.connect(), RedisTls.of(own.tls()));
        Announcements announcements = new Announcements(name, new WeakReference<>(observers));
        Duration slow = own.resilience().slowCall();
        TrackedClient tracked = own.near() ? new TrackedClient(connector, own.lease(), announcements) : null;
        return new ManagerParts(
                connector,
                own.lease(),
                tracked,
                TagAssembler.spaces(tracked),
                guards(own.resilience(), connector, announcements),
                own.namespace(),
                new VersionSource(),
                own.codec(),
                new RefusedClasses(),
                observers,
                slow == null ? null : new SlowCalls(slow.toNanos(), System::nanoTime));
    }

    private static Guards guards(ResilienceSettings settings, RedisConnector connector, Announcements announcements) {
        BreakerLimits limits =
                settings.breaker() ? new BreakerLimits(settings.breakerFailures(), settings.breakerRetry()) : null;
        return new Guards(
                limits,
                settings.waitingThreads(),
                connector.toString(),
                connector::nodeOf,
                connector::knownMasters,
                System::nanoTime,
                new GuardCounters(announcements));
    }
}
