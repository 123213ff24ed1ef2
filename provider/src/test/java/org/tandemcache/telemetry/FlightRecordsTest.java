package org.tandemcache.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.CacheManager;
import javax.cache.configuration.FactoryBuilder;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.tandemcache.Await;
import org.tandemcache.CacheFixture;
import org.tandemcache.TandemCache;
import org.tandemcache.config.ResilienceSettings;
import org.tandemcache.testkit.RedisServer;
import org.tandemcache.testkit.WithRedis;

/** The events of Java's flight recorder. */
@WithRedis(own = true)
class FlightRecordsTest {
    private final RedisServer redis;

    @RegisterExtension
    final CacheFixture tandem;

    @TempDir
    Path directory;

    FlightRecordsTest(RedisServer redis) {
        this.redis = redis;
        this.tandem = new CacheFixture(redis);
    }

    @Test
    void recording_ofReadsLoadsFlushesAndAnOutage_hasAnEventForEach() throws IOException {
        Properties properties = tandem.properties();
        properties.setProperty(ResilienceSettings.BREAKER_FAILURES, "1");
        CacheManager manager = tandem.newManager(properties);
        List<RecordedEvent> events;
        try (Recording recording = new Recording()) {
            recording.enable("org.tandemcache.FarCall").withoutThreshold();
            recording.enable("org.tandemcache.Load").withoutThreshold();
            recording.enable("org.tandemcache.NearFlush");
            recording.enable("org.tandemcache.BreakerChange");
            recording.start();

            Cache<String, String> cache = manager.createCache(
                    "cache",
                    CacheFixture.textsConfiguration()
                            .setReadThrough(true)
                            .setCacheLoaderFactory(FactoryBuilder.factoryOf(ObserverTest.Loader.class)));
            cache.get("key");
            redis.command("FLUSHALL");
            Await.until(
                    "flush",
                    () -> cache.unwrap(TandemCache.class)
                            .tiers()
                            .getFlushes()
                            .get("SERVER_FLUSH")
                            .equals(1L));
            redis.kill();
            failing(cache);

            recording.stop();
            Path file = directory.resolve("recording.jfr");
            recording.dump(file);
            events = RecordingFile.readAllEvents(file);
        }

        assertThat(of(events, "FarCall"))
                .anySatisfy(call -> {
                    assertThat(call.getString("operation")).isEqualTo("get");
                    assertThat(call.getString("command")).isEqualTo("GET");
                    assertThat(call.getString("cache")).isEqualTo("cache");
                    assertThat(call.getInt("found")).isZero();
                    assertThat(call.getString("failure")).isNull();
                })
                .anySatisfy(call -> assertThat(call.getString("failure")).isNotNull());
        assertThat(of(events, "Load")).singleElement().satisfies(load -> {
            assertThat(load.getString("cache")).isEqualTo("cache");
            assertThat(load.getBoolean("succeeded")).isTrue();
        });
        assertThat(of(events, "NearFlush"))
                .extracting(flush -> flush.getString("cause"))
                .contains("SERVER_FLUSH");
        assertThat(of(events, "BreakerChange"))
                .extracting(change -> change.getString("to"))
                .contains("OPEN");
    }

    private static void failing(Cache<String, String> cache) {
        try {
            cache.put("key", "value");
            throw new AssertionError("Redis is gone");
        } catch (CacheException e) {
            assertThat(e).hasMessageContaining("put");
        }
    }

    private static List<RecordedEvent> of(List<RecordedEvent> events, String name) {
        return events.stream()
                .filter(event -> event.getEventType().getName().equals("org.tandemcache." + name))
                .toList();
    }

    @Test
    void observers_whileNothingRecords_areNone() {
        assertThat(new Observers().areNone()).isTrue();
    }
}
