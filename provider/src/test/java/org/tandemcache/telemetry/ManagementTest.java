package org.tandemcache.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Properties;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.management.JMException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.RuntimeMBeanException;
import javax.management.openmbean.CompositeData;
import javax.management.openmbean.TabularData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.tandemcache.CacheFixture;
import org.tandemcache.NearCopy;
import org.tandemcache.TandemCache;
import org.tandemcache.TandemCacheMXBean;
import org.tandemcache.TandemManager;
import org.tandemcache.config.ManagerSettings;
import org.tandemcache.config.NearConfiguration;
import org.tandemcache.config.TandemConfiguration;
import org.tandemcache.testkit.RedisServer;
import org.tandemcache.testkit.WithRedis;

/** The MBeans of a manager and its caches as a console sees them. */
@WithRedis
class ManagementTest {
    private static final MBeanServer SERVER = ManagementFactory.getPlatformMBeanServer();

    private final RedisServer redis;

    @RegisterExtension
    final CacheFixture tandem;

    ManagementTest(RedisServer redis) {
        this.redis = redis;
        this.tandem = new CacheFixture(redis);
    }

    private static ObjectName manager() throws JMException {
        return new ObjectName("org.tandemcache:type=TandemManager,CacheManager=node-1");
    }

    private static ObjectName cache() throws JMException {
        return new ObjectName("org.tandemcache:type=TandemCache,CacheManager=node-1,Cache=cache");
    }

    @Test
    void bean_ofAManager_isThereFromItsBeginningToItsEnd() throws JMException {
        CacheManager manager = tandem.manager();
        tandem.texts().put("key", "value");

        assertThat(SERVER.getAttribute(manager(), "Name")).isEqualTo("node-1");
        assertThat(SERVER.getAttribute(manager(), "NodesUp")).isEqualTo(1);
        assertThat((String[]) SERVER.getAttribute(manager(), "CacheNames")).containsExactly("cache");
        assertThat((String) SERVER.getAttribute(manager(), "ClientName")).startsWith("tandem:tandem:");
        assertThat((String[]) SERVER.invoke(manager(), "ping", new Object[0], new String[0]))
                .singleElement()
                .asString()
                .contains(redis.host() + ":" + redis.port());
        manager.close();
        assertThat(SERVER.isRegistered(manager())).isFalse();
    }

    /** What operators look for in {@code CLIENT LIST}. */
    @Test
    void clientName_ofTheBean_isThatOfTheConnections() {
        tandem.texts().put("key", "value");
        String name = tandem.manager().unwrap(TandemManager.class).metrics().getClientName();

        assertThat(redis.command("CLIENT", "LIST").toString()).contains("name=" + name);
    }

    @Test
    void settings_ofTheBean_nameTheirOriginAndNoSecret() throws JMException {
        Properties properties = tandem.properties();
        properties.setProperty(ManagerSettings.TLS_TRUST_STORE_PASSWORD, "hunter2");
        properties.setProperty(ManagerSettings.NEAR_LEASE, "3 s");
        tandem.newManager(properties);

        TabularData settings = (TabularData) SERVER.getAttribute(manager(), "Settings");

        assertThat(settings.values().toString()).doesNotContain("hunter2");
        assertThat(settings.get(new Object[] {"tandem.near.lease"}).get("value").toString())
                .startsWith("3 s (");
    }

    @Test
    void attributesAndOperations_ofBothBeans_areDescribed() throws JMException {
        tandem.texts();

        for (ObjectName name : new ObjectName[] {manager(), cache()}) {
            MBeanInfo info = SERVER.getMBeanInfo(name);
            assertThat(info.getDescription()).contains("Tandem in this JVM");
            assertThat(info.getAttributes())
                    .hasSizeGreaterThan(20)
                    .allSatisfy(attribute -> assertThat(attribute.getDescription())
                            .as(attribute.getName())
                            .isNotEqualTo(attribute.getName())
                            .contains(" "));
            assertThat(info.getOperations()).isNotEmpty().allSatisfy(operation -> {
                assertThat(operation.getDescription()).as(operation.getName()).contains(" ");
                assertThat(operation.getSignature())
                        .allSatisfy(parameter ->
                                assertThat(parameter.getDescription()).contains(" "));
            });
        }
    }

    /** Rules of JMX exporters and agents read numbers and texts alone: a table is lost to them. */
    @Test
    void tables_ofBothBeans_haveANumberForEachLine() throws JMException {
        tandem.texts();

        for (ObjectName name : new ObjectName[] {manager(), cache()}) {
            MBeanInfo info = SERVER.getMBeanInfo(name);
            long numbers = Arrays.stream(info.getAttributes())
                    .filter(attribute -> attribute.getType().equals("long"))
                    .map(MBeanAttributeInfo::getName)
                    .filter(each -> each.startsWith("Flushes") || each.startsWith("Unreadable"))
                    .filter(each -> !each.equals("UnreadableValues"))
                    .count();
            String table = name.equals(manager()) ? "Flushes" : "UnreadableByReason";
            assertThat(numbers).isEqualTo(((TabularData) SERVER.getAttribute(name, table)).size());
        }
    }

    @Test
    void nearCopy_ofAKey_tellsSinceWhenAndOfTheVersionThatRedisHolds() {
        Cache<String, String> cache = tandem.texts();
        TandemCacheMXBean tiers = cache.unwrap(TandemCache.class).tiers();
        cache.put("key", "value");
        assertThat(tiers.nearCopy("s:key").isHeld()).isFalse();
        cache.get("key");

        NearCopy copy = tiers.nearCopy("s:key");

        assertThat(copy.isHeld()).isTrue();
        assertThat(copy.isServed()).isTrue();
        assertThat(copy.isEntry()).isTrue();
        assertThat(copy.getVersion()).isEqualTo(tiers.storedVersion("s:key")).hasSize(16);
        assertThat(Duration.between(Instant.parse(copy.getSince()), Instant.now()))
                .isLessThan(Duration.ofMinutes(1));
        assertThat(tiers.nearCopy(CacheFixture.redisKey("key")).getVersion()).isEqualTo(copy.getVersion());
        assertThat(tiers.nearCopy("s:other").isHeld()).isFalse();
        assertThat(tiers.storedVersion("s:other")).isEmpty();
        assertThat(tiers.getNearHits()).isZero();
    }

    /** Which node shows old data: the one whose version is not the one in Redis. */
    @Test
    void nearCopies_ofTwoNodes_haveOneVersionForOneWrite() {
        Cache<String, String> one = tandem.texts();
        Cache<String, String> other = tandem.newManager().createCache("cache", CacheFixture.textsConfiguration());
        one.put("key", "value");
        one.get("key");
        other.get("key");

        assertThat(one.unwrap(TandemCache.class).tiers().nearCopy("s:key").getVersion())
                .isEqualTo(other.unwrap(TandemCache.class)
                        .tiers()
                        .nearCopy("s:key")
                        .getVersion())
                .isEqualTo(one.unwrap(TandemCache.class).tiers().storedVersion("s:key"));
    }

    @Test
    void nearCopy_ofAKeyThatHasNoEntry_isNoEntry() {
        Cache<String, String> cache = tandem.cache(TandemConfiguration.copyOf(CacheFixture.textsConfiguration())
                .withNear(NearConfiguration.builder().rememberAbsent(true).build()));
        cache.get("absent");

        NearCopy copy = cache.unwrap(TandemCache.class).tiers().nearCopy("s:absent");

        assertThat(copy.isHeld()).isTrue();
        assertThat(copy.isEntry()).isFalse();
        assertThat(copy.getVersion()).isEmpty();
    }

    @Test
    void operations_ofTheBean_dropCopiesAndRefuseWhatIsNoKey() throws JMException {
        Cache<String, String> cache = tandem.texts();
        cache.put("key", "value");
        cache.get("key");

        CompositeData copy = (CompositeData)
                SERVER.invoke(cache(), "nearCopy", new Object[] {"s:key"}, new String[] {"java.lang.String"});
        assertThat(copy.get("held")).isEqualTo(true);
        SERVER.invoke(cache(), "dropNearCopies", new Object[0], new String[0]);

        assertThat(cache.unwrap(TandemCache.class).tiers().nearCopy("s:key").isHeld())
                .isFalse();
        assertThatThrownBy(() ->
                        SERVER.invoke(cache(), "nearCopy", new Object[] {"key"}, new String[] {"java.lang.String"}))
                .isInstanceOf(RuntimeMBeanException.class)
                .hasRootCauseMessage("\"key\" is no key of this cache; allowed: a key as it stands in Redis, such as"
                        + " s:CH for the text CH, i:42 for the int 42; or the same with tandem:cache:{} before it");
    }
}
