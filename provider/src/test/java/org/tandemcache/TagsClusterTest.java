package org.tandemcache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.tandemcache.config.EntryOptions;
import org.tandemcache.config.TagConfiguration;
import org.tandemcache.testkit.RedisCluster;

/** Entries on one master, their tags on others. */
@Tag("server")
class TagsClusterTest {
    private static final int TAGS = 12;

    private static RedisCluster cluster;

    @RegisterExtension
    final CacheFixture tandem = new CacheFixture(cluster.uri());

    @BeforeAll
    static void start() {
        cluster = RedisCluster.start(3, 0);
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    private static String tagOf(int entry) {
        return "tag-" + entry % TAGS;
    }

    @Test
    void sweep_tagsOfAllMasters_removesWhatTheyHaveEndedAndLeavesTheRest() {
        TandemCache<String, String> cache =
                tandem.ownCache(TaggedCaches.stamped(TagConfiguration.Mode.TAGS).build());
        for (int i = 0; i < 240; i++) {
            cache.put("key-" + i, "value", EntryOptions.none().withTags(tagOf(i)));
        }
        assertThat(IntStream.range(0, TAGS)
                        .mapToObj(i -> cluster.masterOf(TaggedCaches.keyOf(tagOf(i))))
                        .distinct())
                .as("masters of tags")
                .hasSize(3);

        cache.invalidateTags("tag-0", "tag-1", "tag-2", "tag-3", "tag-4", "tag-5");

        assertThat(cache.sweep()).isEqualTo(120);
        Set<String> standing = IntStream.range(0, 240)
                .filter(i -> i % TAGS > 5)
                .mapToObj(i -> "key-" + i)
                .collect(Collectors.toSet());
        Map<String, String> all =
                cache.getAll(IntStream.range(0, 240).mapToObj(i -> "key-" + i).collect(Collectors.toSet()));
        assertThat(all.keySet()).isEqualTo(standing);
        long keys = cluster.masters().stream()
                .mapToLong(master -> (Long) master.command("DBSIZE"))
                .sum();
        assertThat(keys).as("with those of the tags and of the generation").isEqualTo(120 + TAGS + 1);
    }
}
