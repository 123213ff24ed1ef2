package org.tandemcache.jcache;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tandemcache.coherence.TrackedClient;
import org.tandemcache.far.DetachedThreads;
import org.tandemcache.far.redis.topology.RedisConnector;
import org.tandemcache.management.ShownBeans;

/**
 * What one manager has beside objects: threads, connections and beans. Nothing of it reaches the manager, its caches or
 * the application's classes, so these can be collected while it is still there, and it is closed then. Thread-safe.
 */
final class ManagerResources implements Runnable {
    private static final Logger log = LoggerFactory.getLogger(ManagerResources.class);

    private final String name;
    private final ShownBeans beans = new ShownBeans();
    // Each kind of work has threads of its own: what hangs in one keeps the others going.
    private final WorkerThreads loads;
    private final WorkerThreads listeners;
    private final WorkerThreads stores;
    // Of their own: loaders may wait for a connection that waits for its credentials.
    private final WorkerThreads logins;
    private final AtomicBoolean closed = new AtomicBoolean();
    // Written while the manager is made.
    private volatile @Nullable RedisConnector connector;
    private volatile @Nullable TrackedClient tracked;
    private final Supplier<@Nullable ClassLoader> loader;
    private @Nullable AsyncThreads async;
    private @Nullable PreloadThread preloads;

    /** @param loader of the manager; null when it is gone */
    ManagerResources(String name, Supplier<@Nullable ClassLoader> loader) {
        this.name = name;
        this.loader = loader;
        this.loads = new WorkerThreads(name + "-loads", "A loader", loader);
        this.listeners = new WorkerThreads(name + "-listeners", "A listener", loader);
        this.stores = new WorkerThreads(name + "-stores", "A store of what was loaded", loader);
        this.logins = new WorkerThreads(name + "-credentials", "A credentials provider", loader);
    }

    void connector(RedisConnector made) {
        connector = made;
    }

    void tracked(@Nullable TrackedClient made) {
        tracked = made;
    }

    ShownBeans beans() {
        return beans;
    }

    /** Runs {@code loadAll}. */
    WorkerThreads loads() {
        return loads;
    }

    /** Runs asynchronous listeners. */
    WorkerThreads listeners() {
        return listeners;
    }

    /** Stores what was loaded after its reader has got it. */
    WorkerThreads stores() {
        return stores;
    }

    /** What asynchronous views work with; made for the first of them. */
    synchronized AsyncThreads async() {
        AsyncThreads made = async;
        if (made == null) {
            made = new AsyncThreads(name, loader);
            async = made;
            if (closed.get()) { // its threads refuse, and whatever is given to them ends
                made.closeCalls();
                made.closeAnswers();
            }
        }
        return made;
    }

    /** Where near tiers are filled before they are read; made for the first who does. Refuses once this is closed. */
    synchronized PreloadThread preloads() {
        PreloadThread made = preloads;
        if (made == null) {
            made = new PreloadThread(name, loader);
            preloads = made;
            if (closed.get()) {
                made.shutdown();
            }
        }
        return made;
    }

    private synchronized void endPreloads() {
        if (preloads != null) {
            preloads.shutdownNow();
        }
    }

    private synchronized @Nullable AsyncThreads knownAsync() {
        return async;
    }

    /** Runs the credentials provider. */
    WorkerThreads logins() {
        return logins;
    }

    /**
     * The manager was collected: closes what nobody has closed. On a thread of its own, for it takes time that others
     * wait for, and Netty can't work on a cleaner's thread, whose context class loader is fixed.
     */
    @Override
    public void run() {
        if (!closed.get()) {
            new DetachedThreads(task -> new Thread(task, "tandem-" + name + "-close"))
                    .newThread(this::closeForgotten)
                    .start();
        }
    }

    private void closeForgotten() {
        log.warn(
                "Cache manager \"{}\" was not closed before its application went: its connections, threads and beans are"
                        + " closed now. User objects that want to be closed were not",
                name);
        close();
    }

    /** Later calls do nothing. */
    void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        List<Runnable> steps = new ArrayList<>(List.of(beans::close, loads::close, listeners::close, stores::close));
        steps.add(this::endPreloads);
        AsyncThreads asynchronous = knownAsync();
        if (asynchronous != null) {
            steps.add(asynchronous::closeCalls);
        }
        TrackedClient reads = tracked;
        if (reads != null) {
            steps.add(reads::close);
        }
        RedisConnector all = connector;
        if (all != null) {
            steps.add(all::close);
        }
        if (asynchronous != null) {
            steps.add(asynchronous::closeAnswers);
        }
        steps.add(logins::close);
        steps.forEach(step -> finish(name, step));
    }

    /** A step that fails keeps no later one from being taken: else connections and threads would stay. */
    static void finish(String name, Runnable step) {
        try {
            step.run();
        } catch (RuntimeException | Error e) {
            log.warn("Closing cache manager \"{}\" goes on after a failure", name, e);
        }
    }
}
