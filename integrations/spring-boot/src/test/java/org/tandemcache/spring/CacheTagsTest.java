package org.tandemcache.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.cache.autoconfigure.CacheAutoConfiguration;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.cache.CacheManager;
import org.springframework.cache.annotation.CachePut;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.tandemcache.TandemCache;
import org.tandemcache.config.LoadConfiguration.Protection;
import org.tandemcache.spring.boot.TandemCacheAutoConfiguration;
import org.tandemcache.testkit.RedisServer;
import org.tandemcache.testkit.WithRedis;
import reactor.core.publisher.Mono;

/** Methods whose entries have tags, on two instances of an application. */
@WithRedis
@Timeout(120)
class CacheTagsTest {
    private final List<ConfigurableApplicationContext> contexts = new ArrayList<>();
    private final RedisServer redis;

    CacheTagsTest(RedisServer redis) {
        this.redis = redis;
    }

    private ConfigurableApplicationContext instance(Protection protection) {
        AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
        TestPropertyValues.of(
                        Patience.uri(redis.uri()),
                        Patience.LEASE,
                        "tandem.caches.rows.tags.mode=tags",
                        "tandem.caches.rows.load.protection="
                                + protection.name().toLowerCase(Locale.ROOT))
                .applyTo(context);
        context.register(Application.class);
        context.refresh();
        contexts.add(context);
        return context;
    }

    @AfterEach
    void close() {
        contexts.forEach(ConfigurableApplicationContext::close);
    }

    @Configuration(proxyBeanMethods = false)
    @EnableCaching
    @Import({Rows.class, TandemCacheAutoConfiguration.class, CacheAutoConfiguration.class})
    static class Application {}

    static class Rows {
        private final AtomicInteger calls = new AtomicInteger();

        public int calls() {
            return calls.get();
        }

        private String read(String row, Runnable behind) {
            calls.incrementAndGet();
            behind.run();
            return row;
        }

        @Cacheable(cacheNames = "rows", key = "#id")
        @CacheTags({"'category:' + #result", "#tags"})
        public String find(long id, String row, Runnable behind, String... tags) {
            return read(row, behind);
        }

        @Cacheable(cacheNames = "rows", key = "#id", sync = true)
        @CacheTags({"'category:' + #result", "#tags"})
        public String findOnce(long id, String row, Runnable behind, String... tags) {
            return read(row, behind);
        }

        @Cacheable(cacheNames = "rows", key = "#id")
        @CacheTags({"'category:' + #result", "#tags"})
        public Mono<String> findReactively(long id, String row, Runnable behind, String... tags) {
            return Mono.fromFuture(() -> CompletableFuture.supplyAsync(() -> read(row, behind)));
        }

        @Cacheable(cacheNames = "rows", key = "#id", sync = true)
        @CacheTags({"'category:' + #result", "#tags"})
        public Mono<String> findReactivelyOnce(long id, String row, Runnable behind, String... tags) {
            return Mono.fromFuture(() -> CompletableFuture.supplyAsync(() -> read(row, behind)));
        }

        @CachePut(cacheNames = "rows", key = "#id")
        @CacheTags("{'put', null}")
        public String put(long id, String row) {
            return row;
        }

        @CachePut(cacheNames = "rows", key = "#id")
        @CacheTags("#id")
        public String putWithANumber(long id) {
            return "row";
        }

        @CachePut(cacheNames = "untagged", key = "#id")
        @CacheTags("'tag'")
        public String putUntagged(long id) {
            return "row";
        }
    }

    enum Find {
        PLAIN {
            @Override
            String by(Rows rows, String row, Runnable behind, String... tags) {
                return rows.find(1, row, behind, tags);
            }
        },
        SYNC {
            @Override
            String by(Rows rows, String row, Runnable behind, String... tags) {
                return rows.findOnce(1, row, behind, tags);
            }
        },
        REACTIVE {
            @Override
            String by(Rows rows, String row, Runnable behind, String... tags) {
                return rows.findReactively(1, row, behind, tags).block();
            }
        },
        REACTIVE_SYNC {
            @Override
            String by(Rows rows, String row, Runnable behind, String... tags) {
                return rows.findReactivelyOnce(1, row, behind, tags).block();
            }
        };

        abstract String by(Rows rows, String row, Runnable behind, String... tags);
    }

    @SuppressWarnings("unchecked") // of any keys and values
    private static TandemCache<Object, Object> cache(ConfigurableApplicationContext context) {
        return (TandemCache<Object, Object>)
                context.getBean(CacheManager.class).getCache("rows").getNativeCache();
    }

    @ParameterizedTest
    @EnumSource
    void cacheable_whoseTagIsInvalidated_isCalledAgain(Find find) {
        ConfigurableApplicationContext context = instance(Protection.JVM);
        Rows rows = context.getBean(Rows.class);
        for (String tag : List.of("category:row", "one", "two")) {
            int before = rows.calls();
            assertThat(find.by(rows, "row", () -> {}, "one", "two")).isEqualTo("row");
            assertThat(find.by(rows, "unread", () -> {}, "one", "two")).isEqualTo("row");
            assertThat(rows.calls()).isEqualTo(before + 1);

            cache(context).invalidateTags(tag);
        }
        assertThat(find.by(rows, "new", () -> {})).isEqualTo("new");
    }

    @ParameterizedTest
    @EnumSource
    void cacheable_whoseTagAnotherInstanceInvalidatesMeanwhile_isNotStored(Find find) {
        for (Protection protection : List.of(Protection.JVM, Protection.CLUSTER)) {
            ConfigurableApplicationContext context = instance(protection);
            ConfigurableApplicationContext other = instance(protection);
            Rows rows = context.getBean(Rows.class);

            assertThat(find.by(rows, "old", () -> cache(other).invalidateTags("category:old")))
                    .isEqualTo("old");

            assertThat(find.by(other.getBean(Rows.class), "new", () -> {}))
                    .as("there, with protection %s", protection)
                    .isEqualTo("new");
            cache(other).invalidateAll();
            assertThat(cache(other).get(1L)).isNull();
        }
    }

    @Test
    void cachePut_withTags_isInvalidatedByThem() {
        ConfigurableApplicationContext context = instance(Protection.JVM);
        context.getBean(Rows.class).put(1, "row");
        assertThat(cache(context).get(1L)).isEqualTo("row");

        cache(context).invalidateTags("put");

        assertThat(cache(context).get(1L)).isNull();
    }

    @Test
    void tags_thatAreNoTextsOrOfACacheWithoutThem_tellWhatIsAllowed() {
        Rows rows = instance(Protection.JVM).getBean(Rows.class);

        assertThatThrownBy(() -> rows.putWithANumber(1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("the tag \"#id\"")
                .hasMessageContaining("java.lang.Long; allowed: a text, some of them, or null");
        assertThatThrownBy(() -> rows.putUntagged(1))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("allowed: tags.mode tags");
    }
}
