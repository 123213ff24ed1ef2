package org.tandemcache.event;

import java.net.URI;
import java.time.Duration;
import javax.cache.Cache;
import javax.cache.CacheManager;
import org.tandemcache.Await;
import org.tandemcache.CacheFixture;
import org.tandemcache.TandemCachingProvider;
import org.tandemcache.config.EntryOptions;
import org.tandemcache.config.ListenerScope;
import org.tandemcache.config.TandemConfiguration;

/** A node that listens to the changes of a cache and makes some, in a JVM of its own or in a test's. */
final class ListeningJvm implements AutoCloseable {
    /** What it prints once it listens. */
    static final String READY = "ready";

    /** What it prints before each event that it has heard. */
    static final String HEARD = "heard ";

    private static final String UNWANTED = " unwanted";

    private final String name;
    private final TandemCachingProvider provider = new TandemCachingProvider();
    private final Cache<String, String> cache;
    final ListenerRecorder recorder;

    ListeningJvm(String uri, String name) {
        this.name = name;
        CacheManager manager = provider.getCacheManager(URI.create(name), null, CacheFixture.properties(uri));
        this.cache = manager.createCache(
                CacheFixture.NAME,
                TandemConfiguration.builder(String.class, String.class)
                        .listenerScope(ListenerScope.CLUSTER)
                        .build());
        this.recorder =
                new ListenerRecorder().on(cache, event -> !event.getKey().endsWith(UNWANTED));
    }

    /** Waits for a line, changes what it does, waits until it has heard another node too, and prints what it heard. */
    public static void main(String[] arguments) throws Exception {
        try (ListeningJvm jvm = new ListeningJvm(arguments[0], arguments[1])) {
            System.out.println(READY);
            if (System.in.read() >= 0) {
                jvm.change();
                jvm.awaitEndOf(arguments[1]);
                jvm.awaitEndOf(arguments[2]);
                jvm.recorder.heard.forEach(event -> System.out.println(HEARD + event));
            }
        }
    }

    /** A change of each kind. */
    void change() {
        cache.put(name, "1");
        cache.put(name, "2");
        cache.put(name + UNWANTED, "1");
        cache.remove(name);
        String brief = name + " brief";
        CacheFixture.own(cache).put(brief, "1", EntryOptions.lifetime(Duration.ofMillis(50)));
        Await.until("it has expired", () -> cache.get(brief) == null);
        cache.put(name + " end", "1");
    }

    /** What is heard of the changes of a node. */
    static String[] changesOf(String name) {
        return new String[] {
            "CREATED " + name + "=1",
            "UPDATED " + name + "=2 was 1",
            "REMOVED " + name + "=2 was 2",
            "CREATED " + name + " brief=1",
            "EXPIRED " + name + " brief=1 was 1",
            "CREATED " + name + " end=1"
        };
    }

    void awaitEndOf(String node) {
        Await.until(
                () -> "the end of " + node + " is among " + recorder.heard,
                () -> recorder.heard.contains("CREATED " + node + " end=1"));
    }

    @Override
    public void close() {
        provider.close();
    }
}
