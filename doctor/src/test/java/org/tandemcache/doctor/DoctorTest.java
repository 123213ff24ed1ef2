package org.tandemcache.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.Caching;
import javax.cache.configuration.MutableConfiguration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.tandemcache.config.ManagerSettings;
import org.tandemcache.config.TagConfiguration;
import org.tandemcache.config.TandemConfiguration;
import org.tandemcache.testkit.HeldWire;
import org.tandemcache.testkit.RedisCluster;
import org.tandemcache.testkit.RedisReplication;
import org.tandemcache.testkit.RedisServer;
import org.tandemcache.testkit.RedisTlsServer;
import org.tandemcache.testkit.TestCertificates;
import org.tandemcache.testkit.WithRedis;

/** The doctor at servers that are well, and at each of the faulty ones. */
@WithRedis(own = true)
@Tag("server")
@Timeout(300)
class DoctorTest {
    private final RedisServer redis;

    DoctorTest(RedisServer redis) {
        this.redis = redis;
    }

    private static List<String> rules(String without) throws IOException {
        List<String> rules = new ArrayList<>();
        Files.readString(Path.of("..", "docs", "security.md"))
                .lines()
                .filter(line -> line.startsWith("ACL SETUSER shop "))
                .map(line -> line.replaceFirst("^ACL SETUSER shop (on >password )?", ""))
                .forEach(line -> rules.addAll(Arrays.asList(line.split(" ", -1))));
        rules.remove("+" + without);
        return rules;
    }

    private Examination asUser(String without) throws IOException {
        return Examination.of(redis.addUser("shop", "s3cret", rules(without).toArray(String[]::new)));
    }

    @Test
    void healthyServer_isOk_andNothingWasWritten() {
        redis.command("SET", "tandem:orders:{}s:a", "no envelope, so that there is something to see");
        redis.command("SCRIPT", "FLUSH");
        String changes = redis.info("persistence").get("rdb_changes_since_last_save");

        Examination found = Examination.of(redis.uri());

        assertThat(found.diagnosis().status()).as("%s", found).isEqualTo(Status.WARN);
        for (String check :
                List.of("connect", "server", "loading", "protocol", "proxy", "tls", "role", "rights", "clock")) {
            found.says(check, Status.OK);
        }
        assertThat(redis.info("persistence").get("rdb_changes_since_last_save")).isEqualTo(changes);
        assertThat(redis.info("memory").get("number_of_cached_scripts")).isEqualTo("0");
        assertThat(redis.command("DBSIZE")).isEqualTo(1L);
    }

    @Test
    void caches_areCounted_withTheirBytesAndEternalEntries() {
        try (CacheManager manager = Caching.getCachingProvider("org.tandemcache.TandemCachingProvider")
                .getCacheManager(URI.create(redis.uri() + "?timeout=30s"), DoctorTest.class.getClassLoader())) {
            Cache<String, String> cache = manager.createCache(
                    "or:ders", new MutableConfiguration<String, String>().setTypes(String.class, String.class));
            for (int i = 0; i < 25; i++) {
                cache.put("key " + i, "value");
            }
        }
        Examination found = Examination.of(redis.uri());

        assertThat(found.diagnosis().caches()).singleElement().satisfies(cache -> {
            assertThat(cache.cache()).isEqualTo("or%3Aders");
            assertThat(cache.keys()).isEqualTo(25);
            assertThat(cache.bytes()).isGreaterThan(25 * 40);
            assertThat(cache.sampled()).isEqualTo(10);
            assertThat(cache.eternal()).isEqualTo(10);
            assertThat(cache.unreadable()).isZero();
        });
        found.says("values", Status.OK).says("memory", Status.WARN, "10 sampled entries never expire", "expiry");
    }

    @Test
    void stampedEntries_andWhatLiesBesideThem_areNoFault() {
        try (CacheManager manager = Caching.getCachingProvider("org.tandemcache.TandemCachingProvider")
                .getCacheManager(URI.create(redis.uri() + "?timeout=30s"), DoctorTest.class.getClassLoader())) {
            Cache<String, String> cache = manager.createCache(
                    "orders",
                    TandemConfiguration.builder(String.class, String.class)
                            .tags(tags -> tags.mode(TagConfiguration.Mode.GENERATION))
                            .build());
            cache.put("key", "value");
        }
        redis.command("SET", "tandem:orders:refresh:{}s:key", "a lease");
        redis.command("SET", "tandem:orders:hot:{}keys", "a list of keys");
        redis.command("SET", "tandem:orders:hot:{}turn", "a node");
        Examination found = Examination.of(redis.uri());

        assertThat(redis.command("EXISTS", "tandem:orders:tag:{}*")).isEqualTo(1L);
        assertThat(found.diagnosis().caches()).singleElement().satisfies(cache -> {
            assertThat(cache.cache()).isEqualTo("orders");
            assertThat(cache.keys()).isEqualTo(1);
            assertThat(cache.unreadable()).isZero();
        });
        found.says("values", Status.OK);
    }

    @Test
    void foreignValue_isNamed() {
        redis.command("RPUSH", "tandem:orders:{}s:a", "1");
        redis.command("SET", "tandem:goods:{}s:b", "plain text that is longer than twenty bytes");

        Examination.of(redis.uri())
                .says("values", Status.WARN, "cache orders", "is no string")
                .says("values", Status.WARN, "cache goods", "format byte");
    }

    @Test
    void walk_endsAtItsBound() {
        redis.command("EVAL", "for i = 1, 5000 do redis.call('SET', 'tandem:c:{}i:' .. i, 'v', 'EX', 900) end", "0");
        Properties properties = new Properties();
        properties.setProperty(ManagerSettings.REDIS_URI, redis.uri() + "?timeout=20s");

        Examination found = new Examination(new Doctor(Examination.settings(properties), 1_000).examine());

        found.says("keys", Status.OK, "ended at its bound");
        assertThat(found.diagnosis().caches().get(0).keys()).isBetween(900L, 1_500L);
    }

    // ------------------------------------------------------------------------------------------------ access rights

    @Test
    void rightsOfThePage_areEnough() throws IOException {
        Examination found = asUser("").says("rights", Status.OK);

        assertThat(found.toString()).doesNotContain("s3cret");
        found.says("clock", Status.WARN, "not checked", "time");
    }

    @Test
    void eachMissingRight_isNamed() throws IOException {
        for (String command : Rights.farCommands()) {
            asUser(command).says("rights", Status.FAIL, "may not run " + command, "+" + command);
        }
        asUser("client|tracking")
                .says("rights", Status.WARN, "client|tracking")
                .says("protocol", Status.WARN, "+client|tracking");
    }

    @Test
    void commandsThatAreTried_areThoseOfThePage() throws IOException {
        List<String> far = Files.readString(Path.of("..", "docs", "security.md"))
                .lines()
                .filter(line -> line.startsWith("ACL SETUSER shop on"))
                .flatMap(line -> Arrays.stream(line.split(" ", -1)))
                .filter(rule -> rule.startsWith("+"))
                .map(rule -> rule.substring(1))
                .toList();

        assertThat(Rights.farCommands()).containsExactlyInAnyOrderElementsOf(far);
    }

    @Test
    void keyPattern_thatIsTooNarrow_isNamed() throws IOException {
        List<String> rules = rules("");
        rules.replaceAll(rule -> rule.equals("~tandem:*") ? "~tandem:orders:*" : rule);

        Examination.of(redis.addUser("shop", "s3cret", rules.toArray(String[]::new)))
                .says("rights", Status.WARN, "may not touch all keys", "~tandem:*");
    }

    @Test
    void wrongPassword_isTold_andNotShown() {
        redis.addUser("shop", "s3cret", "+@all", "~*");

        Examination found = Examination.of("redis://shop:wr0ng@" + redis.host() + ":" + redis.port());

        found.says("connect", Status.FAIL, "refuses the connection");
        assertThat(found.toString()).doesNotContain("wr0ng");
    }

    // ------------------------------------------------------------------------------------------------ what it speaks

    @Test
    void server_withoutHello_hasNoNearCaches() {
        try (RedisServer old = RedisServer.embedded("rename-command HELLO \"\"")) {
            Examination.of(old.uri()).says("protocol", Status.WARN, "RESP3", "near caches are off");
        }
    }

    @Test
    void server_olderThanNeeded_isToldWithBothVersions() throws IOException {
        try (HeldWire wire = HeldWire.ofAll(redis)) {
            String version = redis.version().replaceFirst(".* ", ""); // Valkey's own
            wire.replaceInReplies("$" + version.length() + "\r\n" + version, "$6\r\n6.0.16");

            Examination.of(wire.uri()).says("connect", Status.FAIL, "of version 6.0.16, and 6.2 or later is needed");
        }
    }

    @Test
    void forwardedPort_isTold() throws IOException {
        try (HeldWire wire = HeldWire.ofAll(redis)) {
            Examination.of(wire.uri()).says("proxy", Status.WARN, "passes connections on");
        }
    }

    @Test
    void serverThatKnowsNoClientCommand_hasNoNearCaches() {
        try (RedisServer own = RedisServer.embedded("rename-command CLIENT \"\"")) {
            Examination.of(own.uri())
                    .says("protocol", Status.WARN, "refuses CLIENT TRACKING", "near caches are off")
                    .says("proxy", Status.WARN, "not checked");
        }
    }

    @Test
    void proxyThatJoinsConnections_isTold() throws IOException {
        try (PoolingProxy proxy = PoolingProxy.joining(redis)) {
            Examination.of(proxy.uri()).says("proxy", Status.FAIL, "joins connections");
        }
    }

    @Test
    void proxyThatSpreadsCommands_isTold() throws IOException {
        try (PoolingProxy proxy = PoolingProxy.spreading(redis)) {
            Examination.of(proxy.uri()).says("proxy", Status.FAIL, "over several");
        }
    }

    @Test
    void webServer_isToldAsOne() throws IOException {
        HttpServer web = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        web.start();
        try {
            Examination.of("redis://127.0.0.1:" + web.getAddress().getPort())
                    .says("connect", Status.FAIL, "it is no Redis", "web server");
        } finally {
            web.stop(0);
        }
    }

    @Test
    void server_thatIsNotThere_isTold() {
        try (RedisServer gone = RedisServer.embedded()) {
            gone.kill();
            Examination.of(gone.uri()).says("connect", Status.FAIL, "can't be reached");
        }
    }

    @Test
    void frozenServer_isTold() {
        redis.pause();

        Examination.of(redis.uri() + "?timeout=200ms", Map.of()).says("connect", Status.FAIL, "not answer");
    }

    // ------------------------------------------------------------------------------------------------ how it is

    @Test
    void fullServer_isTold() {
        redis.exhaustMemory();
        try {
            Examination.of(redis.uri()).says("memory", Status.FAIL, "OOM", "maxmemory-policy");
        } finally {
            redis.freeMemory();
        }
    }

    @Test
    void policyThatSparesEternalEntries_isToldBesideThem() {
        try (RedisServer own = RedisServer.embedded("maxmemory 200mb", "maxmemory-policy volatile-lru")) {
            Examination.of(own.uri()).says("memory", Status.OK, "volatile-lru");
            own.command("SET", "tandem:orders:{}s:a", "1");
            Examination.of(own.uri()).says("memory", Status.WARN, "never removed", "allkeys-lfu");
        }
    }

    @Test
    void policyThatRefusesWrites_isToldBeforeItDoes() {
        try (RedisServer own = RedisServer.embedded("maxmemory 200mb", "maxmemory-policy noeviction")) {
            Examination.of(own.uri()).says("memory", Status.WARN, "when it is full, writes are refused", "allkeys-lru");
        }
    }

    /** docs/hibernate.md: Redis must not evict this region. */
    @Test
    void policyThatEvictsAll_isToldWhereHibernateKeepsItsTimes_andIsNoRemedyThere() {
        try (RedisServer own = RedisServer.embedded("maxmemory 200mb", "maxmemory-policy allkeys-lfu")) {
            own.command("SET", "tandem:shop.default-update-timestamps-region:{}s:a", "1");
            Examination.of(own.uri()).says("memory", Status.WARN, "outdated results", "volatile-lru");

            own.command("CONFIG", "SET", "maxmemory-policy", "noeviction");
            assertThat(Examination.of(own.uri()).of("memory", Status.WARN))
                    .singleElement()
                    .satisfies(found ->
                            assertThat(found.remedy()).contains("volatile-lru").doesNotContain("allkeys"));

            own.command("CONFIG", "SET", "maxmemory-policy", "volatile-lru");
            Examination.of(own.uri()).says("memory", Status.OK);
        }
    }

    @Test
    void policyThatEvicts_isToldWhereTandemHibernateKeepsItsMarkers() {
        try (RedisServer own = RedisServer.embedded("maxmemory 200mb", "maxmemory-policy allkeys-lru")) {
            own.command(
                    "EVAL",
                    "redis.call('SET', KEYS[1], '\\249\\6\\0\\0' .. string.rep('v', 30), 'EX', 900)",
                    "1",
                    "tandem:Country:{}s:Country#1");

            Examination.of(own.uri())
                    .says("values", Status.OK)
                    .says("memory", Status.WARN, "tandem-hibernate", "absent=prove");
        }
    }

    @Test
    void readOnlyReplica_isTold() {
        redis.makeReadOnly();
        try {
            Examination.of(redis.uri()).says("role", Status.FAIL, "READONLY", "primary");
        } finally {
            redis.makeWritable();
        }
    }

    @Test
    void loadingServer_isTold() {
        try (RedisServer own = RedisServer.embedded()) {
            own.restartLoading();
            Examination.of(own.uri()).says("loading", Status.FAIL, "LOADING", "wait");
        }
    }

    @Test
    void replicas_areTold() {
        try (RedisReplication replication = RedisReplication.start(1)) {
            awaitOnline(replication.primary());
            Examination.of(replication.uri()).says("replicas", Status.OK, "online");
        }
    }

    /** A primary sees a replica that it can't reach any more only by what it has not confirmed. */
    @Test
    void replica_thatIsFarBehind_isTold() throws Exception {
        try (RedisServer primary = RedisServer.embedded("repl-diskless-sync-delay 0");
                HeldWire wire = HeldWire.ofAll(primary);
                RedisServer replica = RedisServer.embedded("replicaof " + wire.host() + " " + wire.port())) {
            awaitLink(replica, "up");
            wire.holdReplies();
            primary.command("SET", "big", "x".repeat(17 << 20));

            Examination.of(primary.uri()).says("replicas", Status.WARN, "bytes behind", "failover");
        }
    }

    @Test
    void replica_whoseLinkIsCut_isToldWhereTheAddressNamesIt() throws Exception {
        try (RedisServer primary = RedisServer.embedded("repl-diskless-sync-delay 0");
                HeldWire wire = HeldWire.ofAll(primary);
                RedisServer replica = RedisServer.embedded("replicaof " + wire.host() + " " + wire.port())) {
            awaitLink(replica, "up");
            String both = primary.uri() + "," + replica.host() + ":" + replica.port();
            Examination.of(both).says("replicas", Status.OK, "has a link to its primary");

            wire.cut();
            awaitLink(replica, "down");
            Examination.of(both).says("replicas", Status.WARN, "has lost its primary", "network");

            replica.kill();
            Examination.of(both)
                    .says("replicas", Status.WARN, "does not answer")
                    .says("role", Status.OK);
        }
    }

    /** The primary says so later than the replica says that it has a link. */
    private static void awaitOnline(RedisServer primary) {
        await(primary, "slave0", "state=online");
    }

    private static void awaitLink(RedisServer replica, String status) {
        await(replica, "master_link_status", status);
    }

    private static void await(RedisServer server, String field, String text) {
        long start = System.nanoTime();
        while (!server.info("replication").getOrDefault(field, "").contains(text)) {
            assertThat(System.nanoTime() - start)
                    .as("nanoseconds until %s of %s is %s", field, server, text)
                    .isLessThan(TimeUnit.SECONDS.toNanos(30));
            Thread.onSpinWait();
        }
    }

    @Test
    void namedServer_thatIsNoReplica_isTold() {
        try (RedisServer stranger = RedisServer.embedded()) {
            Examination.of(redis.uri() + "," + stranger.host() + ":" + stranger.port())
                    .says("replicas", Status.WARN, "a primary of its own", "REPLICAOF");
        }
    }

    @Test
    void clock_isJudgedByWhatIsSure() {
        Findings findings = new Findings();
        Clock.judge(10_000, 11_500, 11_600, findings);
        Clock.judge(14_000, 11_500, 11_600, findings);
        Clock.judge(11_550, 11_500, 11_600, findings);

        assertThat(findings.all()).extracting(Finding::status).containsExactly(Status.WARN, Status.WARN, Status.OK);
        assertThat(findings.all().get(0).text()).contains("1500 ms behind");
        assertThat(findings.all().get(1).text()).contains("2400 ms ahead");
    }

    @Test
    void cluster_isOk_andAHoleInItIsTold() {
        try (RedisCluster cluster = RedisCluster.start(3, 0)) {
            Examination.of(cluster.uri()).says("cluster", Status.OK, "16384").says("rights", Status.OK);

            cluster.masterOfSlot(0).command("CLUSTER", "DELSLOTS", "0");

            Examination.of(cluster.uri()).says("cluster", Status.FAIL, "16383 of 16384", "redis-cli --cluster fix");
        }
    }

    // ------------------------------------------------------------------------------------------------ TLS

    @Test
    void tls_isJudgedByTheCertificate() {
        try (TestCertificates certificates = TestCertificates.create();
                RedisTlsServer good = RedisTlsServer.start(certificates.server());
                RedisTlsServer bad = RedisTlsServer.start(certificates.expired())) {
            Map<String, String> trust = Map.of(
                    ManagerSettings.TLS_TRUST_STORE,
                    certificates.trustStore().toString(),
                    ManagerSettings.TLS_TRUST_STORE_PASSWORD,
                    TestCertificates.PASSWORD);

            Examination.of(good.uri() + "?timeout=20s", trust).says("tls", Status.OK, "verified, and its host");
            Examination.of(bad.uri() + "?timeout=20s", trust).says("connect", Status.FAIL, "TLS fails");
            Examination.of(good.uri()).says("connect", Status.FAIL, "TLS fails");
            Examination.of("redis://" + good.host() + ":" + good.port() + "?timeout=2s", Map.of())
                    .says("connect", Status.FAIL, "rediss://");
        }
    }

    @Test
    void address_thatIsNone_isRefusedWithoutItsPassword() {
        Throwable refusal = catchThrowable(() -> Examination.of("redis://shop:s3cret@@@", Map.of()));

        assertThat(refusal).isInstanceOf(IllegalArgumentException.class).hasMessageNotContaining("s3cret");
    }
}
