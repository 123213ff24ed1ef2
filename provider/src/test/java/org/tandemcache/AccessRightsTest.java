package org.tandemcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.CacheManager;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.event.CacheEntryCreatedListener;
import javax.cache.expiry.AccessedExpiryPolicy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;
import org.tandemcache.coherence.TrackedClient;
import org.tandemcache.config.ListenerScope;
import org.tandemcache.config.LoadConfiguration;
import org.tandemcache.config.NearConfiguration;
import org.tandemcache.config.ReadFrom;
import org.tandemcache.config.TandemConfiguration;
import org.tandemcache.testkit.RedisCluster;
import org.tandemcache.testkit.RedisServer;
import org.tandemcache.testkit.SlotMove;
import org.tandemcache.testkit.WithRedis;

/** A user that has the rights which docs/security.md names: they are enough, and each of them is needed. */
@Tag("server")
@WithRedis
class AccessRightsTest {
    private static final Path PAGE = Path.of("..", "docs", "security.md");
    private static final int FAR = 0;
    private static final int NEAR = 1;
    private static final int CLUSTER = 2;
    private static final int REPLICAS = 3;
    private static final int LISTENERS = 4;

    private final RedisServer redis;

    @RegisterExtension
    final CacheFixture tandem;

    private final Logger logger = (Logger) LoggerFactory.getLogger(TrackedClient.class);
    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();

    AccessRightsTest(RedisServer redis) {
        this.redis = redis;
        logged.list = new CopyOnWriteArrayList<>(); // written by event loops
        this.tandem = new CacheFixture(redis);
    }

    @BeforeEach
    void begin() {
        redis.command("SCRIPT", "FLUSH"); // each test loads them anew
        logged.start();
        logger.addAppender(logged);
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(logged);
    }

    private static String page() {
        try {
            return Files.readString(PAGE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The rules of a line, behind the name of the user and the password. */
    private static List<String> rules(int line) {
        String whole = page().lines()
                .filter(each -> each.startsWith("ACL SETUSER shop "))
                .toList()
                .get(line);
        return Arrays.stream(whole.replaceFirst("^ACL SETUSER shop (on >password )?", "")
                        .split(" ", -1))
                .toList();
    }

    private static String[] rules(String without, int... lines) {
        List<String> rules = new ArrayList<>();
        for (int line : lines) {
            rules.addAll(rules(line));
        }
        rules.remove("+" + without);
        return rules.toArray(String[]::new);
    }

    private static Stream<String> commands(int... lines) {
        return Arrays.stream(rules("", lines))
                .filter(rule -> rule.startsWith("+"))
                .map(rule -> rule.substring(1));
    }

    static Stream<String> farCommands() {
        return commands(FAR);
    }

    private static TandemConfiguration<String, String> texts(NearConfiguration.Mode near) {
        return TandemConfiguration.builder(String.class, String.class)
                .near(builder -> builder.mode(near))
                .build();
    }

    /** Every command that Tandem has for entries; whatever a command is refused to throws. */
    private static void runAll(CacheManager manager) {
        Cache<String, String> cache = manager.createCache("plain", texts(NearConfiguration.Mode.OFF));
        cache.put("a", "1");
        assertThat(cache.get("a")).isEqualTo("1");
        assertThat(cache.containsKey("a")).isTrue();
        assertThat(cache.getAndPut("a", "2")).isEqualTo("1");
        assertThat(cache.putIfAbsent("b", "1")).isTrue();
        assertThat(cache.replace("b", "2")).isTrue();
        assertThat(cache.getAndReplace("b", "3")).isEqualTo("2");
        assertThat(cache.getAll(Set.of("a", "b"))).isEqualTo(Map.of("a", "2", "b", "3"));
        assertThat(cache.remove("a")).isTrue();
        assertThat(cache.getAndRemove("b")).isEqualTo("3");
        cache.putAll(Map.of("a", "1", "b", "2", "c", "3"));
        cache.removeAll(Set.of("c"));
        assertThat(cache).hasSize(2);
        assertThat(cache.replace("a", "1", "2")).isTrue();
        assertThat(cache.remove("a", "2")).isTrue();
        assertThat(cache.<String>invoke("b", (entry, none) -> {
                    entry.setValue(entry.getValue() + "!");
                    return entry.getValue();
                }))
                .isEqualTo("2!");
        cache.removeAll();
        cache.clear();

        Cache<String, String> loading = manager.createCache(
                "loading",
                TandemConfiguration.builder(String.class, String.class)
                        .load(load -> load.protection(LoadConfiguration.Protection.CLUSTER))
                        .expireAfterCreate(Duration.ofMinutes(1))
                        .build());
        assertThat(((TandemCache<String, String>) loading).get("a", key -> "1")).isEqualTo("1");
        assertThat(loading.containsKey("a")).isTrue();
        loading.put("a", "2");
        loading.clear();

        Cache<String, String> touched = manager.createCache(
                "touched",
                TandemConfiguration.builder(String.class, String.class)
                        .expireAfterTouch(Duration.ofMinutes(1))
                        .build());
        touched.put("a", "1");
        assertThat(touched.get("a")).isEqualTo("1");
        assertThat(touched.getAll(Set.of("a"))).hasSize(1);
        for (javax.cache.expiry.Duration lifetime :
                List.of(javax.cache.expiry.Duration.ONE_DAY, javax.cache.expiry.Duration.ETERNAL)) {
            Cache<String, String> accessed = manager.createCache(
                    "accessed " + lifetime,
                    TandemConfiguration.builder(String.class, String.class)
                            .near(near -> near.mode(NearConfiguration.Mode.ON))
                            .expiry(AccessedExpiryPolicy.factoryOf(lifetime))
                            .build());
            accessed.put("a", "1");
            assertThat(accessed.get("a")).isEqualTo("1");
            accessed.invoke("a", (entry, none) -> entry.getValue());
        }

        Cache<String, String> near = manager.createCache("near", texts(NearConfiguration.Mode.ON));
        near.put("a", "1");
        assertThat(near.get("a")).isEqualTo("1");
        assertThat(near.getAll(Set.of("a", "b"))).hasSize(1);
        TandemCache<String, String> own = CacheFixture.own(near);
        assertThat(own.setLifetime("a", Duration.ofMinutes(1))).isTrue();
        assertThat(own.lifetime("a")).isPresent();
        assertThat(own.setLifetime("a", ChronoUnit.FOREVER.getDuration())).isTrue();
        manager.destroyCache("near");
        assertThat(manager.unwrap(TandemManager.class).health().nodesUp()).isPositive();
    }

    private static void awaitNearHit(CacheManager manager) {
        Cache<String, String> near = manager.createCache("near", texts(NearConfiguration.Mode.ON));
        TandemCacheMXBean tiers = near.unwrap(TandemCache.class).tiers();
        near.put("key", "value");
        Await.until("a near hit", () -> "value".equals(near.get("key")) && tiers.getNearHits() > 0);
    }

    private CacheManager managerWith(String... rules) {
        return tandem.newManager(
                CacheFixture.properties(redis.addUser("shop", "password", rules).toString()));
    }

    @Test
    void table_ofThePage_namesTheCommandsOfTheLines() {
        List<String> cells = page().lines()
                .filter(line -> line.startsWith("| `"))
                .map(line -> line.split(" \\| ", -1)[0].replace("\\|", "|"))
                .flatMap(cell ->
                        Arrays.stream(cell.replaceAll("[`| ]*$|^[| ]*`", "").split("`, `", -1)))
                .toList();

        assertThat(cells)
                .containsExactlyInAnyOrderElementsOf(
                        commands(FAR, NEAR, CLUSTER, REPLICAS, LISTENERS).toList());
    }

    @Test
    void rights_ofThePage_areEnough() {
        CacheManager manager = managerWith(rules("", FAR, NEAR));

        runAll(manager);
        awaitNearHit(manager);
        assertThat(logged.list).noneMatch(event -> event.getLevel() == Level.WARN);
    }

    @ParameterizedTest
    @MethodSource("farCommands")
    void command_thatIsNotAllowed_isNamed(String command) {
        CacheManager manager = managerWith(rules(command, FAR, NEAR));

        Throwable failure = catchThrowable(() -> runAll(manager));
        assertThat(failure)
                .isInstanceOf(CacheException.class)
                .hasMessageContaining("NOPERM")
                .hasMessageContaining("'" + command + "'")
                .hasMessageNotContaining("password");
    }

    @Test
    void key_outsideOfThePattern_isRefused() {
        CacheManager manager = managerWith(rules("", FAR, NEAR));
        redis.command("ACL", "SETUSER", "shop", "resetkeys", "~tandem:orders:*");
        manager.createCache("orders", texts(NearConfiguration.Mode.OFF)).put("a", "1");

        Cache<String, String> other = manager.createCache("others", texts(NearConfiguration.Mode.OFF));
        assertThat(catchThrowable(() -> other.put("a", "1")))
                .isInstanceOf(CacheException.class)
                .hasMessageContaining("NOPERM")
                .hasMessageContaining("key");
    }

    @Test
    void near_withoutItsRight_isOffAndSaysWhy() {
        CacheManager manager = managerWith(rules("", FAR));

        runAll(manager);
        assertWarned("client|tracking");
    }

    private void assertWarned(String command) {
        Await.until("the warning", () -> logged.list.stream().anyMatch(event -> event.getLevel() == Level.WARN));
        assertThat(logged.list)
                .filteredOn(event -> event.getLevel() == Level.WARN)
                .allSatisfy(event -> assertThat(event.getFormattedMessage())
                        .contains("NOPERM", "'" + command + "'", "+" + command)
                        .doesNotContain("password"));
    }

    @Test
    void rights_ofThePage_areEnoughForListenersAcrossNodes_andEachIsNeeded() {
        List<Logger> told = Stream.of("NotedWrites", "NoteFeed")
                .map(name -> (Logger) LoggerFactory.getLogger("org.tandemcache.note." + name))
                .toList();
        told.forEach(each -> each.addAppender(logged));
        try {
            String[] all = rules("", FAR, LISTENERS);
            Queue<String> heard = listening(managerWith(all));
            Cache<String, String> other = noted(managerWith(all));
            Await.until("the other node is heard", () -> {
                other.remove("a");
                other.put("a", "1");
                return heard.contains("a");
            });
            assertThat(logged.list).noneMatch(event -> event.getLevel() == Level.WARN);

            for (String command : commands(LISTENERS).toList()) {
                logged.list.clear();
                CacheManager without = managerWith(rules(command, FAR, LISTENERS));
                listening(without);
                without.<String, String>getCache("noted").put("b", command);
                assertThat(redis.command("EXISTS", "tandem:noted:{}s:b")).isEqualTo(1L);
                Await.until(
                        "the warning of " + command,
                        () -> logged.list.stream()
                                .map(ILoggingEvent::getFormattedMessage)
                                .anyMatch(text -> text.contains("+" + command)));
                without.close();
                redis.command("DEL", "tandem:noted:{}s:b");
            }
        } finally {
            told.forEach(each -> each.detachAppender(logged));
        }
    }

    private static Cache<String, String> noted(CacheManager manager) {
        return manager.createCache(
                "noted",
                TandemConfiguration.builder(String.class, String.class)
                        .listenerScope(ListenerScope.CLUSTER)
                        .build());
    }

    /** The keys that a listener there hears of. */
    private static Queue<String> listening(CacheManager manager) {
        Queue<String> heard = new ConcurrentLinkedQueue<>();
        CacheEntryCreatedListener<String, String> listener =
                events -> events.forEach(event -> heard.add(event.getKey()));
        noted(manager)
                .registerCacheEntryListener(
                        new MutableCacheEntryListenerConfiguration<>(() -> listener, null, false, false));
        return heard;
    }

    @Test
    void rights_ofThePage_areEnoughForACluster_andEachIsNeeded() {
        try (RedisCluster cluster = RedisCluster.start(3, 0)) {
            CacheManager manager = managerOf(cluster, rules("", FAR, NEAR, CLUSTER));
            runAll(manager);
            awaitNearHit(manager);
            manager.close();

            CacheManager withoutNodes = managerOf(cluster, rules("cluster|nodes", FAR, NEAR, CLUSTER));
            assertThat(catchThrowable(() -> runAll(withoutNodes)))
                    .isInstanceOf(CacheException.class)
                    .hasMessageContaining("'cluster|nodes'");
            withoutNodes.close();

            assertThat(logged.list).noneMatch(event -> event.getLevel() == Level.WARN);
            CacheManager withoutInfo = managerOf(cluster, rules("cluster|info", FAR, NEAR, CLUSTER));
            runAll(withoutInfo);
            assertWarned("cluster|info");
            withoutInfo.close();

            assertAskingIsNeeded(cluster);
        }
    }

    @Test
    void rights_ofThePage_areEnoughForReadsFromReplicas_andEachIsNeeded() {
        Logger replicas = (Logger) LoggerFactory.getLogger("org.tandemcache.far.redis.topology.Replicas");
        replicas.addAppender(logged);
        try (RedisCluster cluster = RedisCluster.start(3, 1)) {
            List<RedisServer> readable = new ArrayList<>(cluster.nodes());
            readable.removeAll(cluster.masters());
            Cache<String, String> allowed = readingFromReplicas(cluster, rules("", FAR, CLUSTER, REPLICAS));
            Await.until("a replica is read from", () -> {
                allowed.get("key");
                return readable.stream()
                        .anyMatch(
                                replica -> new ServerCounts(replica).commands().containsKey("get"));
            });
            assertThat(logged.list).noneMatch(event -> event.getLevel() == Level.WARN);

            for (String command : commands(REPLICAS).toList()) {
                logged.list.clear();
                Cache<String, String> forbidden = readingFromReplicas(cluster, rules(command, FAR, CLUSTER, REPLICAS));
                assertThat(forbidden.get("key")).isNull();
                // Nodes that the manager before had not asked yet may still be warned of too.
                Await.until(
                        "the warning of " + command,
                        () -> logged.list.stream()
                                .map(ILoggingEvent::getFormattedMessage)
                                .anyMatch(text -> text.contains("'" + command + "'") && text.contains("+" + command)));
            }
        } finally {
            replicas.detachAppender(logged);
        }
    }

    private Cache<String, String> readingFromReplicas(RedisCluster cluster, String... rules) {
        return managerOf(cluster, rules)
                .createCache(
                        "plain",
                        TandemConfiguration.builder(String.class, String.class)
                                .readFrom(ReadFrom.REPLICA_PREFERRED)
                                .build());
    }

    private void assertAskingIsNeeded(RedisCluster cluster) {
        String key = "tandem:plain:{}s:moved";
        int slot = RedisCluster.slotOf(key.getBytes(StandardCharsets.UTF_8));
        RedisServer target = cluster.masters().stream()
                .filter(master -> !master.equals(cluster.masterOf(key)))
                .findFirst()
                .orElseThrow();
        SlotMove move = cluster.beginMove(slot, target);
        Cache<String, String> allowed =
                managerOf(cluster, rules("", FAR, CLUSTER)).createCache("plain", texts(NearConfiguration.Mode.OFF));
        allowed.put("moved", "1");
        assertThat(allowed.get("moved")).isEqualTo("1");

        Cache<String, String> forbidden = managerOf(cluster, rules("asking", FAR, CLUSTER))
                .createCache("plain", texts(NearConfiguration.Mode.OFF));
        assertThat(catchThrowable(() -> forbidden.get("moved")))
                .isInstanceOf(CacheException.class)
                .hasMessageContaining("NOPERM")
                .hasMessageContaining("'asking'");
        move.finish();
    }

    private CacheManager managerOf(RedisCluster cluster, String... rules) {
        return tandem.newManager(CacheFixture.properties(cluster.addUser("shop", "password", rules)));
    }
}
