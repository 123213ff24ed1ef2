package org.tandemcache.codec;

import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.tandemcache.codec.types.JdkValueTypes;

/**
 * Patterns under one name: what well-known frameworks themselves put into caches, as {@code @spring}. Types of the
 * application are not among them. Each names classes that hold data and nothing else: so results of Hibernate's
 * queries, which hold the types of what was selected with all that these work with, are not covered.
 */
final class AllowPresets {
    private static final Map<String, List<String>> PRESETS = Map.of(
            "@spring",
            List.of(
                    "org.springframework.cache.interceptor.SimpleKey",
                    "org.springframework.cache.support.NullValue",
                    "org.springframework.data.domain.*",
                    "org.springframework.data.geo.*",
                    "org.springframework.util.LinkedCaseInsensitiveMap",
                    "org.springframework.util.LinkedMultiValueMap",
                    "org.springframework.util.MultiValueMapAdapter"),
            "@spring-security",
            List.of(
                    "org.springframework.security.core.userdetails.User",
                    "org.springframework.security.core.authority.*",
                    "org.springframework.security.core.context.SecurityContextImpl",
                    "org.springframework.security.authentication.AbstractAuthenticationToken",
                    "org.springframework.security.authentication.AnonymousAuthenticationToken",
                    "org.springframework.security.authentication.RememberMeAuthenticationToken",
                    "org.springframework.security.authentication.UsernamePasswordAuthenticationToken",
                    "org.springframework.security.web.authentication.WebAuthenticationDetails"),
            "@hibernate",
            List.of(
                    "org.hibernate.cache.internal.*",
                    "org.hibernate.cache.spi.*",
                    "org.hibernate.cache.spi.entry.*",
                    "org.hibernate.cache.spi.support.*",
                    "org.hibernate.bytecode.enhance.spi.LazyPropertyInitializer",
                    "org.hibernate.collection.spi.*",
                    "org.hibernate.sql.results.jdbc.internal.CachedJdbcValuesMetadata",
                    "org.hibernate.property.access.internal.PropertyAccessStrategyBackRefImpl",
                    "java.lang.Class"));

    private AllowPresets() {}

    /**
     * The patterns that an entry of the configuration stands for.
     *
     * @throws IllegalArgumentException if there is no such preset, or the pattern is malformed
     */
    static Stream<ClassPattern> patterns(String entry) {
        if (!entry.startsWith("@")) {
            return Stream.of(ClassPattern.parse(entry));
        }
        List<String> patterns = PRESETS.get(entry);
        if (patterns == null) {
            throw new IllegalArgumentException("there is no preset of class patterns \"" + entry + "\"; allowed: "
                    + String.join(", ", new TreeSet<>(PRESETS.keySet())));
        }
        return patterns.stream().map(ClassPattern::parse);
    }

    /** The preset that allows a class; the pattern of its package, or its name, if none does. */
    static String suggestion(String className) {
        return PRESETS.keySet().stream()
                .sorted()
                .filter(preset -> !JdkValueTypes.isJdk(className)
                        && patterns(preset).anyMatch(pattern -> pattern.matches(className)))
                .findFirst()
                .orElseGet(() -> ofPackage(className));
    }

    private static String ofPackage(String className) {
        int dot = className.lastIndexOf('.');
        return dot < 0 || JdkValueTypes.isJdk(className) ? className : className.substring(0, dot) + ".**";
    }
}
