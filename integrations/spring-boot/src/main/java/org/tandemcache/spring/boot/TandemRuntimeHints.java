package org.tandemcache.spring.boot;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.aot.hint.TypeReference;

/**
 * What a native image has to keep of Tandem: its settings and scripts, the services, and the caches that Caffeine picks
 * by name. What Kryo has to know of the classes of values is the application's to tell.
 */
final class TandemRuntimeHints implements RuntimeHintsRegistrar {
    /** Bounded by entries or bytes, with a time to live or to idle or without: as near tiers are bounded. */
    private static final List<String> SHAPES =
            List.of("SSMS", "SSMW", "SSMSW", "SSMWW", "SSMSA", "SSMWA", "SSMSAW", "SSMWAW");

    private static final List<String> NODES =
            List.of("PSMS", "PSMW", "PSWMS", "PSWMW", "PSAMS", "PSAMW", "PSAWMS", "PSAWMW");

    private static final String CAFFEINE = "com.github.benmanes.caffeine.cache.";

    @Override
    public void registerHints(RuntimeHints hints, @Nullable ClassLoader loader) {
        hints.resources()
                .registerPattern("reference.conf")
                .registerPattern("tandem.conf")
                .registerPattern("org/tandemcache/far/redis/*.lua")
                .registerPattern("org/tandemcache/tags/*.lua")
                .registerPattern("org/tandemcache/note/*.lua")
                .registerPattern("META-INF/services/org.tandemcache.codec.*")
                .registerPattern("META-INF/services/javax.cache.spi.CachingProvider");
        for (String codec : List.of(
                "org.tandemcache.codec.kryo.KryoCodecProvider",
                "org.tandemcache.codec.json.JsonCodecProvider",
                "org.tandemcache.codec.java.JavaCodecProvider",
                "org.tandemcache.codec.format.TextCodecProvider",
                "org.tandemcache.codec.format.BytesCodecProvider",
                "org.tandemcache.TandemCachingProvider")) {
            constructed(hints, codec);
        }
        SHAPES.forEach(shape -> constructed(hints, CAFFEINE + shape));
        NODES.forEach(node -> constructed(hints, CAFFEINE + node));
        hints.reflection()
                .registerType(
                        TypeReference.of("org.tandemcache.TandemCacheMXBean"), MemberCategory.INVOKE_PUBLIC_METHODS);
    }

    private static void constructed(RuntimeHints hints, String type) {
        hints.reflection()
                .registerType(
                        TypeReference.of(type),
                        MemberCategory.INVOKE_DECLARED_CONSTRUCTORS,
                        MemberCategory.ACCESS_DECLARED_FIELDS);
    }
}
