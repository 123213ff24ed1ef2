package org.tandemcache.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.lang.reflect.Field;
import java.time.Duration;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.aot.generate.ClassNameGenerator;
import org.springframework.aot.generate.DefaultGenerationContext;
import org.springframework.aot.generate.GeneratedFiles.Kind;
import org.springframework.aot.generate.InMemoryGeneratedFiles;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.boot.autoconfigure.AutoConfigurationPackage;
import org.springframework.boot.cache.autoconfigure.CacheAutoConfiguration;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.javapoet.ClassName;

/** What a native image needs. The image itself is not built here. */
class NativeImageTest {
    private final RuntimeHints hints = new RuntimeHints();

    NativeImageTest() {
        new TandemRuntimeHints().registerHints(hints, getClass().getClassLoader());
    }

    @Test
    void classes_thatAreHintedAt_areThere() throws ClassNotFoundException {
        for (var type : hints.reflection().typeHints().toList()) {
            assertThat(Class.forName(type.getType().getName())).isNotNull();
        }
    }

    @Test
    void resources_areKept() {
        for (String resource : new String[] {
            "reference.conf",
            "org/tandemcache/far/redis/put.lua",
            "org/tandemcache/note/noted-write.lua",
            "org/tandemcache/tags/stamp-head.lua"
        }) {
            assertThat(getClass().getClassLoader().getResource(resource)).isNotNull();
            assertThat(RuntimeHintsPredicates.resource().forResource(resource)).accepts(hints);
        }
    }

    /** Bit by bit: in bytes, with a time to live, with a time to idle. */
    static Stream<Integer> shapes() {
        return IntStream.range(0, 8).boxed();
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void caffeinesClasses_ofEachNearTier_areKept(int shape) throws ReflectiveOperationException {
        Caffeine<Object, Object> builder =
                Caffeine.newBuilder().ticker(System::nanoTime).executor(Runnable::run);
        if ((shape & 2) != 0) {
            builder.expireAfterWrite(Duration.ofSeconds(1));
        }
        if ((shape & 4) != 0) {
            builder.expireAfterAccess(Duration.ofSeconds(1));
        }
        Cache<Object, Object> cache = (shape & 1) != 0
                ? builder.maximumWeight(9).weigher((key, value) -> 1).build()
                : builder.maximumSize(9).build();
        cache.put(1, 1);
        Object implementation = field(cache, "cache");
        Map<?, ?> data = (Map<?, ?>) field(implementation, "data");
        Object node = data.values().iterator().next();

        assertThat(RuntimeHintsPredicates.reflection().onType(implementation.getClass()))
                .accepts(hints);
        assertThat(RuntimeHintsPredicates.reflection().onType(node.getClass())).accepts(hints);
    }

    private static Object field(Object of, String name) throws ReflectiveOperationException {
        for (Class<?> each = of.getClass(); each != null; each = each.getSuperclass()) {
            for (Field field : each.getDeclaredFields()) {
                if (field.getName().equals(name)) {
                    field.setAccessible(true);
                    return field.get(of);
                }
            }
        }
        throw new NoSuchFieldException(of.getClass() + "." + name);
    }

    @Configuration(proxyBeanMethods = false)
    @AutoConfigurationPackage
    @EnableCaching
    @Import({TandemCacheAutoConfiguration.class, CacheAutoConfiguration.class})
    static class Application {}

    @Test
    void context_isProcessedAheadOfTime() {
        AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
        context.register(Application.class);
        InMemoryGeneratedFiles files = new InMemoryGeneratedFiles();
        DefaultGenerationContext generation = new DefaultGenerationContext(
                new ClassNameGenerator(ClassName.get("org.example", "Application")), files);

        new ApplicationContextAotGenerator().processAheadOfTime(context, generation);
        generation.writeGeneratedContent();

        assertThat(files.getGeneratedFiles(Kind.SOURCE))
                .anySatisfy(
                        (name, source) -> assertThat(name).contains("TandemCacheAutoConfiguration__BeanDefinitions"));
    }
}
