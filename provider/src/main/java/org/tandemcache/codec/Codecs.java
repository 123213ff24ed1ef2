package org.tandemcache.codec;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The codecs of one cache: the one that it writes with, and all that it can read. Thread-safe. */
public final class Codecs {
    private final CodecContext context;
    private final Providers<CodecProvider> providers;
    private final Codec writer;
    private final Map<Integer, Codec> readers = new ConcurrentHashMap<>();

    private Codecs(CodecContext context, Providers<CodecProvider> providers, Codec writer) {
        this.context = context;
        this.providers = providers;
        this.writer = writer;
        readers.put(writer.id(), writer);
    }

    /**
     * Codecs of which one was chosen.
     *
     * @throws IllegalArgumentException if there is no codec of that name, or its library is missing
     */
    public static Codecs chosen(CodecContext context, String name) {
        return of(context, Providers.codecs(context.loader(), null), name, true);
    }

    /** Codecs that write with one of the user's. */
    public static Codecs chosen(CodecContext context, CodecProvider given) {
        return of(context, Providers.codecs(context.loader(), given), given.name(), true);
    }

    /**
     * Codecs of which none was chosen. If the library of the default one is missing, objects are refused when they are
     * met; caches of built-in types need none.
     *
     * @throws IllegalArgumentException if there is no codec of that name
     */
    public static Codecs otherwise(CodecContext context, String name) {
        return of(context, Providers.codecs(context.loader(), null), name, false);
    }

    private static Codecs of(CodecContext context, Providers<CodecProvider> providers, String name, boolean needed) {
        CodecProvider provider = providers.named(name);
        if (needed) {
            Providers.present("codec", name, provider.missingArtifact());
        }
        return new Codecs(context, providers, made(context, provider));
    }

    private static Codec made(CodecContext context, CodecProvider provider) {
        String missing = provider.missingArtifact();
        return missing == null ? provider.create(context) : new MissingCodec(provider.name(), provider.id(), missing);
    }

    /** The codec that values are written with. */
    public Codec writer() {
        return writer;
    }

    /** The codec of a number that a stored value names, or null. Made when it is first needed. */
    @Nullable
    Codec reader(int id) {
        Codec known = readers.get(id);
        if (known != null) {
            return known;
        }
        for (CodecProvider provider : providers.byName().values()) {
            if (provider.id() == id) {
                return readers.computeIfAbsent(id, any -> made(context, provider));
            }
        }
        return null;
    }
}
