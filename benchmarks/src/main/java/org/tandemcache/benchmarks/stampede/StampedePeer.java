package org.tandemcache.benchmarks.stampede;

import java.net.URI;
import java.util.List;
import java.util.function.BiFunction;

/** What is measured. */
enum StampedePeer {
    TANDEM("Tandem, `get(key, loader)`", (uri, count) -> TandemStampedeNodes.open(uri, count, true)),
    TANDEM_FAR("the same without near tier", (uri, count) -> TandemStampedeNodes.open(uri, count, false)),
    REDISSON("Redisson, `RMapCache` and its lock, looked at again under it", RedissonStampedeNodes::open),
    SPRING(
            "Spring Data Redis, `sync = true`, by default",
            (uri, count) -> SpringDataStampedeNodes.open(uri, count, false)),
    SPRING_LOCKING(
            "Spring Data Redis, `sync = true`, locking writer",
            (uri, count) -> SpringDataStampedeNodes.open(uri, count, true));

    private final String title;
    private final BiFunction<URI, Integer, List<StampedeNode>> opener;

    StampedePeer(String title, BiFunction<URI, Integer, List<StampedeNode>> opener) {
        this.title = title;
        this.opener = opener;
    }

    String title() {
        return title;
    }

    /** So many nodes on one server. They end with the process. */
    List<StampedeNode> open(URI uri, int count) {
        return opener.apply(uri, count);
    }
}
