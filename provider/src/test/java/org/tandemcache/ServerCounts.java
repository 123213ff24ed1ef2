package org.tandemcache;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.tandemcache.testkit.RedisServer;

/**
 * What a server says that it was asked.
 *
 * @param redis the server
 */
public record ServerCounts(RedisServer redis) {
    /**
     * The commands since CONFIG RESETSTAT, without those of the test itself, and proofs of life, which come at any
     * time.
     */
    public Map<String, Long> commands() {
        Map<String, Long> seen = new TreeMap<>();
        redis.info("commandstats").forEach((name, figures) -> {
            String command = name.substring("cmdstat_".length());
            if (!Set.of("info", "hello").contains(command) && !command.startsWith("config")) {
                seen.put(command, Long.valueOf(figures.replaceFirst("calls=(\\d+),.*", "$1")));
            }
        });
        return seen;
    }

    /**
     * How often the server read from a socket, the test's own questions included: a flush of less than 16 kB is one
     * read. Good to compare one action with another one.
     */
    long readsOf(Runnable action) {
        long before = reads();
        action.run();
        return reads() - before;
    }

    private long reads() {
        return Long.parseLong(redis.info("stats").get("total_reads_processed"));
    }
}
