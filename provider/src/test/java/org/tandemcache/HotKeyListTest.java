package org.tandemcache;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;
import org.tandemcache.config.PreloadConfiguration;
import org.tandemcache.config.TandemConfiguration;
import org.tandemcache.engine.HotKeys;
import org.tandemcache.testkit.RedisServer;
import org.tandemcache.testkit.WithRedis;

/** The list of hot keys: who writes it, and what becomes of one that somebody else has written. */
@WithRedis
class HotKeyListTest {
    private final RedisServer redis;
    private final ServerCounts counts;
    private final HotKeyLists lists;
    private final Logger logger = (Logger) LoggerFactory.getLogger(HotKeys.class);
    private final ListAppender<ILoggingEvent> told = new ListAppender<>();

    @RegisterExtension
    final CacheFixture tandem;

    HotKeyListTest(RedisServer redis) {
        this.redis = redis;
        this.counts = new ServerCounts(redis);
        this.lists = new HotKeyLists(redis);
        this.tandem = new CacheFixture(redis);
    }

    @BeforeEach
    void listen() {
        told.list = new CopyOnWriteArrayList<>(); // written by the thread of preloads
        told.start();
        logger.addAppender(told);
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(told);
    }

    private TandemCache<Object, String> node(int mostKeys) {
        return CacheFixture.own(tandem.newManager()
                .createCache(
                        CacheFixture.NAME,
                        TandemConfiguration.builder(Object.class, String.class)
                                .near(tier -> tier.preload(PreloadConfiguration.builder()
                                        .enabled(true)
                                        .keys(mostKeys)
                                        .every(Duration.ofMillis(100))
                                        .build()))
                                .build()));
    }

    /** So many keys are read by this node, and have copies there: the first reads find no tracked connection yet. */
    private static void read(TandemCache<Object, String> cache, int count) {
        for (int i = 0; i < count; i++) {
            String key = "key-" + i;
            cache.put(key, "value");
            Await.until("a copy of " + key, () -> {
                long before = cache.tiers().getNearHits();
                cache.get(key);
                return cache.tiers().getNearHits() > before;
            });
        }
    }

    private long asked(String command) {
        return counts.commands().getOrDefault(command, 0L);
    }

    @Test
    void turn_ofAnotherNode_isAwaitedAndThenTaken() {
        redis.command("SET", HotKeyLists.TURN, "another node", "PX", "3600000");
        TandemCache<Object, String> cache = node(5);
        read(cache, 10);
        redis.command("CONFIG", "RESETSTAT");
        Await.until("it has asked for the turn", () -> asked("set") >= 3);
        assertThat(lists.read()).isEmpty();
        assertThat(cache.tiers().getHotKeyLists()).isZero();

        redis.command("DEL", HotKeyLists.TURN);
        Await.until("it has the turn", () -> cache.tiers().getHotKeyLists() >= 1);

        assertThat(lists.read()).hasSize(5).allMatch(key -> key.startsWith("s:key-"));
        assertThat((Long) redis.command("PTTL", HotKeyLists.LIST)).isBetween(86_000_000L, 86_400_000L);
    }

    @Test
    void nodes_ofOneCache_writeOneListInATurn() {
        redis.command("SET", HotKeyLists.TURN, "another node", "PX", "3600000");
        List<TandemCache<Object, String>> nodes =
                IntStream.range(0, 3).mapToObj(i -> node(10)).toList();
        nodes.forEach(cache -> read(cache, 10));
        redis.command("CONFIG", "RESETSTAT");
        redis.command("SET", HotKeyLists.TURN, "another node", "PX", "3600000"); // for each has asked for it by now
        Await.until("each has asked for it", () -> asked("set") >= 8);
        assertThat(nodes).allMatch(cache -> cache.tiers().getHotKeyLists() == 0);

        redis.command("DEL", HotKeyLists.TURN);
        Await.until("one has written", () -> !lists.read().isEmpty());

        String writer = String.valueOf(redis.command("GET", HotKeyLists.TURN));
        assertThat(List.of("null", "tandem:tandem:")).anyMatch(writer::startsWith);
    }

    /** It has just been started, or nobody asks it: the list of the others is better. */
    @Test
    void node_withFewCopies_leavesTheListOfOthers() {
        List<String> others =
                IntStream.range(0, 100).mapToObj(i -> "s:other-" + i).toList();
        lists.write(others);
        TandemCache<Object, String> cache = node(100);
        read(cache, 10);
        redis.command("CONFIG", "RESETSTAT");

        Await.until("it has looked at the list", () -> asked("getrange") >= 3);

        assertThat(lists.read()).isEqualTo(others);
        assertThat(cache.tiers().getHotKeyLists()).isZero();
    }

    /** What somebody else may have left there. */
    enum Foreign {
        HASH {
            @Override
            void leave(RedisServer redis, HotKeyLists lists) {
                redis.command("HSET", HotKeyLists.LIST, "field", "value");
            }
        },
        TEXT {
            @Override
            void leave(RedisServer redis, HotKeyLists lists) {
                redis.command("SET", HotKeyLists.LIST, "a text of somebody else");
            }
        },
        LATER_FORMAT {
            @Override
            void leave(RedisServer redis, HotKeyLists lists) {
                lists.write(
                        (byte) 0xF9,
                        (byte) 8,
                        (byte) 1,
                        (byte) 0,
                        (byte) 0,
                        (byte) 0,
                        (byte) 0,
                        (byte) 0,
                        (byte) 0,
                        (byte) 0,
                        (byte) 0,
                        (byte) 0);
            }
        },
        CUT_OFF {
            @Override
            void leave(RedisServer redis, HotKeyLists lists) {
                lists.write(HotKeyLists.keys(10).stream().map(key -> "s:" + key).toList());
                redis.command("SETRANGE", HotKeyLists.LIST, "12", "zz");
            }
        },
        KEYS_OF_ANOTHER_FORM {
            @Override
            void leave(RedisServer redis, HotKeyLists lists) {
                lists.write(List.of(
                        "k:key-0", "o:" + new String(new byte[] {3, 1}, StandardCharsets.UTF_8), "i:007", ""));
            }
        };

        abstract void leave(RedisServer redis, HotKeyLists lists);
    }

    @ParameterizedTest
    @EnumSource
    void list_thatCantBeRead_isToldOnceAndReplaced(Foreign foreign) {
        foreign.leave(redis, lists);

        TandemCache<Object, String> cache = node(10);
        read(cache, 10);

        Await.until("the next list", () -> cache.tiers().getHotKeyLists() >= 1);
        Await.until("a list of all", () -> lists.read().size() == 10);
        assertThat(cache.tiers().getPreloadedCopies()).isZero();
        assertThat(told.list)
                .singleElement()
                .asString()
                .contains("WARN", "The list of hot keys of cache \"cache\", tandem:cache:hot:{}keys, ");
    }

    @Test
    void list_ofACacheThatIsDestroyed_goesWithIt() {
        TandemCache<Object, String> cache = node(10);
        read(cache, 10);
        Await.until("a list", () -> cache.tiers().getHotKeyLists() >= 1);

        cache.getCacheManager().destroyCache(CacheFixture.NAME);

        assertThat(redis.command("EXISTS", HotKeyLists.LIST, HotKeyLists.TURN)).isEqualTo(0L);
    }
}
