package org.tandemcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.CacheManager;
import javax.cache.Caching;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.event.CacheEntryCreatedListener;
import javax.cache.integration.CacheLoader;
import javax.cache.integration.CompletionListenerFuture;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;
import org.tandemcache.config.ResilienceSettings;
import org.tandemcache.config.TandemConfiguration;
import org.tandemcache.testkit.RedisServer;
import org.tandemcache.testkit.WithRedis;

/** Providers, managers and caches come and go, and leave nothing behind but the entries in Redis. */
@WithRedis(own = true)
class LifecycleTest {
    private final RedisServer redis;

    @RegisterExtension
    final CacheFixture tandem;

    LifecycleTest(RedisServer redis) {
        this.redis = redis;
        this.tandem = new CacheFixture(redis);
    }

    private enum Closing {
        PROVIDER(manager -> manager.getCachingProvider().close()),
        LOADER(manager -> manager.getCachingProvider().close(manager.getClassLoader())),
        URI_AND_LOADER(manager -> manager.getCachingProvider().close(manager.getURI(), manager.getClassLoader())),
        MANAGER(CacheManager::close);

        @SuppressWarnings("ImmutableEnumChecker") // a method reference
        private final Consumer<CacheManager> action;

        Closing(Consumer<CacheManager> action) {
            this.action = action;
        }

        void run(CacheManager manager) {
            action.accept(manager);
        }
    }

    @ParameterizedTest
    @EnumSource
    void close_afterUse_leavesNothing(Closing closing) throws Exception {
        Set<Thread> threadsBefore = Thread.getAllStackTraces().keySet();
        CacheManager manager = tandem.newManager();
        useEverything(manager);
        Await.until("the manager has two connections", () -> redis.clients().size() == 2);
        assertThat(beans()).hasSize(4);
        assertThat(newThreads(threadsBefore)).isNotEmpty();

        closing.run(manager);

        assertThat(manager.isClosed()).isTrue();
        assertThat(beans()).isEmpty();
        Await.until("no connection is left", () -> redis.clients().isEmpty());
        Await.until("no thread is left", () -> newThreads(threadsBefore).isEmpty());
    }

    /** Entries were left by changes that were under way, in 17 of 20 rounds. */
    @Test
    void destroyCache_whileOthersWrite_leavesNoEntry() throws Exception {
        for (int round = 0; round < 20; round++) {
            Cache<String, String> cache = tandem.texts();
            List<Consumer<String>> writes = List.of(
                    key -> cache.put(key, "value"),
                    key -> cache.putAll(Map.of(key, "value", key + "'", "value")),
                    key -> cache.putIfAbsent(key, "value"),
                    key -> cache.invoke(key, (entry, arguments) -> {
                        entry.setValue("value");
                        return null;
                    }));
            try (Actors actors = new Actors()) {
                CountDownLatch writing = new CountDownLatch(writes.size());
                List<Future<?>> writers = new ArrayList<>();
                for (Consumer<String> write : writes) {
                    writers.add(actors.run(() -> {
                        try {
                            for (int i = 0; true; i++) {
                                write.accept("key" + i);
                                writing.countDown();
                            }
                        } catch (IllegalStateException e) {
                            assertThat(e).hasMessageContaining("closed");
                        }
                    }));
                }
                writing.await();
                tandem.manager().destroyCache(CacheFixture.NAME);
                for (Future<?> writer : writers) {
                    Actors.result(writer);
                }
            }
            assertThat(redis.command("DBSIZE")).as("round %d", round).isEqualTo(0L);
        }
    }

    /** It waited 5 s for the change that it was itself a part of. */
    @Test
    void destroyCache_byAListenerOfThatCache_doesNotWaitForItself() {
        CacheEntryCreatedListener<String, String> listener =
                events -> tandem.manager().destroyCache(CacheFixture.NAME);
        Cache<String, String> cache = tandem.cache(TandemConfiguration.copyOf(CacheFixture.textsConfiguration())
                .with(new MutableCacheEntryListenerConfiguration<>(() -> listener, null, false, true)));
        Logger logger = (Logger) LoggerFactory.getLogger("org.tandemcache.jcache.CacheEnd");
        ListAppender<ILoggingEvent> inVain = new ListAppender<>();
        inVain.start();
        logger.addAppender(inVain);
        try {
            cache.put("key", "value");
        } finally {
            logger.detachAppender(inVain);
        }

        assertThat(inVain.list).as("waits that have ended for their length").isEmpty();
        assertThat(cache.isClosed()).isTrue();
        assertThat(redis.command("DBSIZE")).isEqualTo(0L);
    }

    @Test
    void caches_whoseNamesDifferInASignAlone_haveBeansOfTheirOwn() throws Exception {
        CacheManager manager = tandem.manager();
        for (String name : List.of("a,b", "a:b", "a.b")) {
            manager.createCache(name, CacheFixture.textsConfiguration().setStatisticsEnabled(true));
        }

        assertThat(ManagementFactory.getPlatformMBeanServer()
                        .queryNames(new ObjectName("javax.cache:type=CacheStatistics,Cache=a.b*,*"), null))
                .hasSize(3);
    }

    @Test
    void views_asText_sayWhatTheyShow() {
        Cache<String, String> cache = tandem.texts();
        cache.put("key", "value");

        assertThat(cache.unwrap(TandemCache.class).tiers())
                .hasToString("near tier IDLE of 0 entries: 0 near hits, 0 far" + " hits, 0 misses");
        assertThat(TandemConfiguration.copyOf(CacheFixture.textsConfiguration()))
                .asString()
                .startsWith(
                        "keys java.lang.String, values java.lang.String, near tier AUTO, at most 10000 entries, without"
                                + " Redis FAIL, reads from MASTER, ");
    }

    @Test
    void expiry_afterForever_isEternal() {
        TandemConfiguration<String, String> forever = TandemConfiguration.builder(String.class, String.class)
                .expireAfterWrite(ChronoUnit.FOREVER.getDuration())
                .build();

        Cache<String, String> cache = tandem.cache(forever);
        cache.put("key", "value");

        assertThat(redis.command("PTTL", CacheFixture.redisKey("key"))).isEqualTo(-1L);
    }

    @Test
    void cacheClose_ofTheLastCache_leavesTheEntriesAndNoBean() {
        Cache<String, String> cache = tandem.cache(
                CacheFixture.textsConfiguration().setStatisticsEnabled(true).setManagementEnabled(true));
        cache.put("key", "value");

        cache.close();

        assertThat(beans()).extracting(bean -> bean.getKeyProperty("type")).containsExactly("TandemManager");
        assertThat(redis.command("EXISTS", CacheFixture.redisKey("key"))).isEqualTo(1L);
        assertThat(tandem.texts().get("key")).isEqualTo("value");
    }

    @ParameterizedTest
    @EnumSource
    void close_twice_isSilent(Closing closing) {
        CacheManager manager = tandem.newManager();
        Cache<String, String> cache = manager.createCache("cache", CacheFixture.textsConfiguration());
        cache.put("key", "value");
        closing.run(manager);

        assertThatCode(() -> closing.run(manager)).doesNotThrowAnyException();
        assertThatCode(manager::close).doesNotThrowAnyException();
        assertThatCode(cache::close).doesNotThrowAnyException();
        assertThatCode(() -> manager.getCachingProvider().close()).doesNotThrowAnyException();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cacheOperations")
    void cache_afterClose_refusesOperations(String operation, Consumer<Cache<String, String>> action) {
        Cache<String, String> cache = tandem.texts();
        cache.close();

        assertThat(cache.isClosed()).isTrue();
        assertThatThrownBy(() -> action.accept(cache))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("cache");
    }

    static Stream<Arguments> cacheOperations() {
        Set<String> keys = Set.of("key");
        return Stream.of(
                operation("get", cache -> cache.get("key")),
                operation("getAll", cache -> cache.getAll(keys)),
                operation("containsKey", cache -> cache.containsKey("key")),
                operation("loadAll", cache -> cache.loadAll(keys, true, null)),
                operation("put", cache -> cache.put("key", "value")),
                operation("getAndPut", cache -> cache.getAndPut("key", "value")),
                operation("putAll", cache -> cache.putAll(Map.of("key", "value"))),
                operation("putIfAbsent", cache -> cache.putIfAbsent("key", "value")),
                operation("remove", cache -> cache.remove("key")),
                operation("remove(k,old)", cache -> cache.remove("key", "value")),
                operation("getAndRemove", cache -> cache.getAndRemove("key")),
                operation("replace(k,old,new)", cache -> cache.replace("key", "value", "new")),
                operation("replace", cache -> cache.replace("key", "value")),
                operation("getAndReplace", cache -> cache.getAndReplace("key", "value")),
                operation("removeAll(keys)", cache -> cache.removeAll(keys)),
                operation("removeAll", Cache::removeAll),
                operation("clear", Cache::clear),
                operation("invoke", cache -> cache.invoke("key", (entry, arguments) -> null)),
                operation("invokeAll", cache -> cache.invokeAll(keys, (entry, arguments) -> null)),
                operation("iterator", cache -> assertThat(cache.iterator()).isNotNull()),
                operation("register", cache -> cache.registerCacheEntryListener(listener())),
                operation("deregister", cache -> cache.deregisterCacheEntryListener(listener())));
    }

    private static Arguments operation(String name, Consumer<Cache<String, String>> action) {
        return Arguments.of(name, action);
    }

    @Test
    void iterator_ofACacheThatWasClosed_refuses() {
        Cache<String, String> cache = tandem.texts();
        cache.put("key", "value");
        var entries = cache.iterator();
        cache.close();

        assertThatThrownBy(entries::hasNext).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(entries::next).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(entries::remove).isInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("managerOperations")
    void manager_afterClose_refusesOperations(String operation, Consumer<CacheManager> action) {
        CacheManager manager = tandem.manager();
        manager.close();

        assertThatThrownBy(() -> action.accept(manager))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(manager.getURI().toString());
    }

    static Stream<Arguments> managerOperations() {
        return Stream.of(
                managing("createCache", manager -> manager.createCache("c", CacheFixture.textsConfiguration())),
                managing("getCache", manager -> manager.getCache("c")),
                managing("getCache(types)", manager -> manager.getCache("c", String.class, String.class)),
                managing("getCacheNames", CacheManager::getCacheNames),
                managing("destroyCache", manager -> manager.destroyCache("c")),
                managing("enableManagement", manager -> manager.enableManagement("c", true)),
                managing("enableStatistics", manager -> manager.enableStatistics("c", true)));
    }

    private static Arguments managing(String name, Consumer<CacheManager> action) {
        return Arguments.of(name, action);
    }

    @Test
    void manager_ofOneUriAndLoader_isOneUntilItIsClosed() throws Exception {
        TandemCachingProvider provider = tandem.newProvider();
        URI uri = URI.create("one");
        CacheManager manager = provider.getCacheManager(uri, null, tandem.properties());

        assertThat(provider.getCacheManager(uri, provider.getDefaultClassLoader()))
                .isSameAs(manager);
        assertThat(provider.getCacheManager(URI.create("two"), null, tandem.properties()))
                .isNotSameAs(manager);
        try (URLClassLoader loader = new URLClassLoader(new URL[0])) {
            assertThat(provider.getCacheManager(uri, loader, tandem.properties()))
                    .isNotSameAs(manager);
        }

        manager.close();
        CacheManager next = provider.getCacheManager(uri, null, tandem.properties());
        assertThat(next).isNotSameAs(manager);
        assertThat(next.isClosed()).isFalse();
        manager.close();
        assertThat(provider.getCacheManager(uri, null, tandem.properties())).isSameAs(next);
    }

    /** The lock of all managers was held while one of them connected. */
    @Test
    void manager_whileAnotherOneConnects_doesNotWaitForIt() throws Exception {
        TandemCachingProvider provider = tandem.newProvider();
        try (SilentWire wire = new SilentWire(redis);
                Actors actors = new Actors()) {
            Properties failingFast = CacheFixture.properties(wire.uri() + "?timeout=30s");
            failingFast.setProperty(ResilienceSettings.FAIL_FAST, "true");
            wire.holdReplies();
            Future<?> connecting = actors.run(() -> provider.getCacheManager(URI.create("frozen"), null, failingFast));
            Await.until("it is being made", wire::isConnected);

            CacheManager other = provider.getCacheManager(URI.create("other"), null, tandem.properties());
            other.createCache("cache", CacheFixture.textsConfiguration()).put("key", "value");
            provider.close(URI.create("other"), null);

            assertThat(connecting).isNotDone();
            wire.release();
            Actors.result(connecting);
        }
    }

    @Test
    void manager_askedForByManyThreadsAtOnce_isOne() throws Exception {
        TandemCachingProvider provider = tandem.newProvider();
        Properties properties = tandem.properties();
        properties.setProperty(ResilienceSettings.FAIL_FAST, "true");
        assertThat(Set.copyOf(Actors.together(8, i -> () -> provider.getCacheManager(null, null, properties))))
                .hasSize(1);
    }

    /** What could not be made is tried again, and its connection is not left behind. */
    @Test
    void manager_thatCouldNotBeMade_isMadeAnew() {
        TandemCachingProvider provider = tandem.newProvider();
        Properties properties = tandem.properties();
        properties.setProperty(ResilienceSettings.FAIL_FAST, "true");
        redis.kill();
        assertThatThrownBy(() -> provider.getCacheManager(null, null, properties))
                .isInstanceOf(CacheException.class)
                .hasMessageContaining(ResilienceSettings.FAIL_FAST);

        redis.restart();

        assertThat(provider.getCacheManager(null, null, properties).isClosed()).isFalse();
    }

    /** They changed nothing, silently. */
    @Test
    void properties_otherThanThoseOfTheOpenManager_areRefused() {
        TandemCachingProvider provider = tandem.newProvider();
        CacheManager manager = provider.getCacheManager(null, null, tandem.properties());
        Properties other = tandem.properties();
        other.setProperty("tandem.namespace", "other");
        other.setProperty("not.ours", "any");

        assertThatThrownBy(() -> provider.getCacheManager(null, null, other))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("tandem.namespace has another value")
                .hasMessageContaining("which is open");
        assertThat(provider.getCacheManager(null, null, tandem.properties())).isSameAs(manager);
        assertThat(provider.getCacheManager()).isSameAs(manager);
    }

    @Test
    void manager_closedByAnotherUri_staysOpen() {
        TandemCachingProvider provider = tandem.newProvider();
        CacheManager manager = provider.getCacheManager(URI.create("one"), null, tandem.properties());

        provider.close(URI.create("other"), null);

        assertThat(manager.isClosed()).isFalse();
    }

    @Test
    void provider_byTheServiceLoader_isTandem() {
        assertThat(Caching.getCachingProvider(TandemCachingProvider.class.getName()))
                .isInstanceOf(TandemCachingProvider.class);
        assertThat(Caching.getCachingProvider()).isInstanceOf(TandemCachingProvider.class);
    }

    /** A manager whose class loader was collected meanwhile could not be closed, and kept its connection for ever. */
    @Test
    void manager_ofACollectedClassLoader_closes() throws Exception {
        CacheManager manager = managerOfALostLoader();
        Await.until("the class loader is collected", () -> {
            System.gc();
            return isLoaderGone(manager);
        });

        manager.close();

        assertThat(manager.isClosed()).isTrue();
        Await.until("no connection is left", () -> redis.clients().isEmpty());
    }

    private CacheManager managerOfALostLoader() throws Exception {
        try (URLClassLoader loader = new URLClassLoader(new URL[0])) {
            CacheManager manager =
                    tandem.newProvider().getCacheManager(URI.create("lost"), loader, tandem.properties());
            Cache<String, String> cache = manager.createCache("cache", CacheFixture.textsConfiguration());
            cache.put("key", "value");
            cache.close();
            return manager;
        }
    }

    private static boolean isLoaderGone(CacheManager manager) {
        try {
            return manager.getClassLoader() == null;
        } catch (IllegalStateException e) {
            return true;
        }
    }

    @Test
    void managersAndCaches_withoutAServer_areMade() {
        redis.kill();
        CacheManager manager = tandem.newManager();
        Cache<String, String> cache =
                manager.createCache("cache", CacheFixture.textsConfiguration().setStatisticsEnabled(true));

        assertThat(manager.getCacheNames()).containsExactly("cache");
        assertThat(manager.getCache("cache", String.class, String.class)).isSameAs(cache);
        cache.registerCacheEntryListener(listener());
        cache.close();
    }

    @Test
    void managersAndCaches_untilTheFirstOperation_doNotConnect() {
        Cache<String, String> cache = tandem.texts();
        Await.until("the test's own connections are gone", () -> redis.clients().isEmpty());

        cache.put("key", "value");

        Await.until("the manager has one connection", () -> redis.clients().size() == 1);
    }

    @Test
    void entries_ofOneName_areSharedByManagers() {
        Cache<String, String> one = tandem.texts();
        one.put("before", "value");
        Cache<String, String> two = tandem.newManager().createCache("cache", CacheFixture.textsConfiguration());

        assertThat(two.get("before")).isEqualTo("value");
        two.put("after", "value");
        assertThat(one.get("after")).isEqualTo("value");
    }

    @Test
    void destroyCache_ofASharedCache_emptiesItForTheOther() {
        Cache<String, String> one = tandem.texts();
        Cache<String, String> two = tandem.newManager().createCache("cache", CacheFixture.textsConfiguration());
        one.put("key", "value");

        tandem.manager().destroyCache("cache");

        assertThat(one.isClosed()).isTrue();
        assertThat(tandem.manager().<String, String>getCache("cache")).isNull();
        assertThat(two.isClosed()).isFalse();
        assertThat(two.get("key")).isNull();
        assertThat(redis.command("DBSIZE")).isEqualTo(0L);
    }

    private static MutableCacheEntryListenerConfiguration<String, String> listener() {
        return new MutableCacheEntryListenerConfiguration<>(
                () -> (CacheEntryCreatedListener<String, String>) events -> {}, null, false, false);
    }

    static Stream<Arguments> failingFactories() {
        return Stream.of(
                failing("loader", each -> each.setReadThrough(true).setCacheLoaderFactory(() -> gone())),
                failing("writer", each -> each.setWriteThrough(true).setCacheWriterFactory(() -> gone())),
                failing("expiry policy", each -> each.setExpiryPolicyFactory(() -> gone())),
                failing(
                        "listener",
                        each -> each.addCacheEntryListenerConfiguration(
                                new MutableCacheEntryListenerConfiguration<>(() -> gone(), null, false, false))));
    }

    @SuppressWarnings("TypeParameterUnusedInFormals") // it never returns
    private static <T> T gone() {
        throw new NoClassDefFoundError("com/acme/Gone");
    }

    private static Arguments failing(String name, Consumer<MutableConfiguration<String, String>> change) {
        MutableConfiguration<String, String> configuration = CacheFixture.textsConfiguration();
        change.accept(configuration);
        return Arguments.of(name, configuration);
    }

    /** The name was taken for the life of the manager. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("failingFactories")
    void createCache_whoseFactoryThrowsAnError_leavesTheNameFree(
            String factory, MutableConfiguration<String, String> configuration) {
        CacheManager manager = tandem.manager();

        assertThatThrownBy(() -> manager.createCache("cache", configuration)).isInstanceOf(NoClassDefFoundError.class);
        assertThat(manager.getCacheNames()).isEmpty();
        assertThat(beans()).extracting(bean -> bean.getKeyProperty("type")).containsExactly("TandemManager");

        manager.createCache("cache", CacheFixture.textsConfiguration()).put("key", "value");
        assertThat(manager.getCacheNames()).containsExactly("cache");
    }

    /** A loader whose classes are gone by the time it is closed. */
    private static final class Unclosable implements CacheLoader<String, String>, AutoCloseable {
        @Override
        public String load(String key) {
            return key;
        }

        @Override
        public Map<String, String> loadAll(Iterable<? extends String> keys) {
            return Map.of();
        }

        @Override
        public void close() {
            throw new NoClassDefFoundError("com/acme/Gone");
        }
    }

    /** Connection and threads stayed. */
    @Test
    void close_ofAUserObjectThatThrowsAnError_leavesNothing() throws Exception {
        Set<Thread> threadsBefore = Thread.getAllStackTraces().keySet();
        CacheManager manager = tandem.newManager();
        useEverything(manager);
        manager.createCache("loading", CacheFixture.textsConfiguration().setCacheLoaderFactory(Unclosable::new))
                .put("key", "value");

        manager.close();

        assertThat(beans()).isEmpty();
        Await.until("no connection is left", () -> redis.clients().isEmpty());
        Await.until("no thread is left", () -> newThreads(threadsBefore).isEmpty());
    }

    /** Loads, listens and counts, so that there are threads, beans and a connection to leave behind. */
    private static void useEverything(CacheManager manager) throws Exception {
        MutableConfiguration<String, String> configuration = CacheFixture.textsConfiguration()
                .setStatisticsEnabled(true)
                .setManagementEnabled(true)
                .addCacheEntryListenerConfiguration(listener());
        Cache<String, String> cache = manager.createCache("cache", configuration);
        cache.put("key", "value");
        cache.get("key");
        CompletionListenerFuture loaded = new CompletionListenerFuture();
        cache.loadAll(Set.of("key"), true, loaded);
        loaded.get();
    }

    private static List<ObjectName> beans() {
        try {
            return List.copyOf(ManagementFactory.getPlatformMBeanServer().queryNames(new ObjectName("*cache:*"), null));
        } catch (MalformedObjectNameException e) {
            throw new AssertionError(e);
        }
    }

    private static List<String> newThreads(Set<Thread> before) {
        List<Thread> now = new ArrayList<>(Thread.getAllStackTraces().keySet());
        now.removeAll(before);
        return now.stream()
                .filter(Thread::isAlive)
                .map(Thread::getName)
                .filter(name -> !name.startsWith("process reaper")) // of the JDK, for the server's process
                .collect(Collectors.toList());
    }
}
