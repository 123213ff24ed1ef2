package org.tandemcache.codec.format;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tandemcache.codec.CodecProvider;
import org.tandemcache.codec.CompressorProvider;

/**
 * The providers of one kind that a cache can use, by name; a name belongs to the first that is found. Immutable.
 *
 * @param kind of what they make, for messages
 */
record Providers<P>(String kind, Map<String, P> byName) {
    static Providers<CodecProvider> codecs(ClassLoader loader, @Nullable CodecProvider given) {
        return find("codec", CodecProvider.class, loader, given, CodecProvider::name);
    }

    static Providers<CompressorProvider> compressors(ClassLoader loader, @Nullable CompressorProvider given) {
        return find("compressor", CompressorProvider.class, loader, given, CompressorProvider::name);
    }

    private static <P> Providers<P> find(
            String kind, Class<P> service, ClassLoader loader, @Nullable P given, Function<P, String> name) {
        Map<String, P> byName = new LinkedHashMap<>();
        if (given != null) {
            byName.put(name.apply(given), given);
        }
        for (ClassLoader each : List.of(Providers.class.getClassLoader(), loader)) {
            for (P provider : ServiceLoader.load(service, each)) {
                byName.putIfAbsent(name.apply(provider), provider);
            }
        }
        return new Providers<>(kind, byName);
    }

    /** @throws IllegalArgumentException if there is none of that name */
    P named(String name) {
        P provider = byName.get(name);
        if (provider == null) {
            throw new IllegalArgumentException("there is no " + kind + " \"" + name + "\"; allowed: "
                    + String.join(", ", new TreeSet<>(byName.keySet())));
        }
        return provider;
    }

    /** Fails if something is missing that a configuration asks for by name. */
    static void present(String kind, String name, @Nullable String missingArtifact) {
        if (missingArtifact != null) {
            throw new IllegalArgumentException("the " + kind + " \"" + name + "\" is configured, and its library is not"
                    + " on the class path: add " + missingArtifact + " to your dependencies");
        }
    }
}
