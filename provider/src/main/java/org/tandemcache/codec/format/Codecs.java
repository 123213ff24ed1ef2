package org.tandemcache.codec.format;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.tandemcache.codec.Codec;
import org.tandemcache.codec.CodecContext;
import org.tandemcache.codec.CodecProvider;

/**
 * The codecs of one cache: the one that it writes with, and those that it reads too. Whoever can write to Redis chooses
 * by which codec bytes are read, so no other is within reach. Immutable.
 */
public final class Codecs {
    private final Providers<CodecProvider> providers;
    private final Codec writer;
    private final Map<Integer, Codec> readers;

    private Codecs(Providers<CodecProvider> providers, Codec writer, Map<Integer, Codec> readers) {
        this.providers = providers;
        this.writer = writer;
        this.readers = Map.copyOf(readers);
    }

    /** Codecs that read what one has written, and nothing else. */
    public static Codecs chosen(CodecContext context, String name) {
        return chosen(context, name, List.of());
    }

    /**
     * Codecs of which one was chosen.
     *
     * @param alsoRead the names of others that may have written what is read
     * @throws IllegalArgumentException if there is no codec of such a name, or its library is missing
     */
    public static Codecs chosen(CodecContext context, String name, List<String> alsoRead) {
        return of(context, Providers.codecs(context.loader(), null), name, true, alsoRead);
    }

    /** Codecs that write with one of the user's. */
    public static Codecs chosen(CodecContext context, CodecProvider given, List<String> alsoRead) {
        return of(context, Providers.codecs(context.loader(), given), given.name(), true, alsoRead);
    }

    /**
     * Codecs of which none was chosen. If the library of the default one is missing, objects are refused when they are
     * met; caches of built-in types need none.
     *
     * @throws IllegalArgumentException if there is no codec of that name
     */
    public static Codecs otherwise(CodecContext context, String name, List<String> alsoRead) {
        return of(context, Providers.codecs(context.loader(), null), name, false, alsoRead);
    }

    private static Codecs of(
            CodecContext context,
            Providers<CodecProvider> providers,
            String name,
            boolean needed,
            List<String> alsoRead) {
        CodecProvider provider = providers.named(name);
        if (needed) {
            Providers.present("codec", name, provider.missingArtifact());
        }
        Map<Integer, Codec> readers = new HashMap<>();
        for (String other : alsoRead) {
            CodecProvider reading = providers.named(other);
            Providers.present("codec", other, reading.missingArtifact());
            readers.put(reading.id(), reading.create(context));
        }
        Codec writer = made(context, provider);
        readers.put(writer.id(), writer);
        return new Codecs(providers, writer, readers);
    }

    private static Codec made(CodecContext context, CodecProvider provider) {
        String missing = provider.missingArtifact();
        return missing == null ? provider.create(context) : new MissingCodec(provider.name(), provider.id(), missing);
    }

    /** The codec that values are written with. */
    public Codec writer() {
        return writer;
    }

    /** The same codecs; the one that writes compares the first value of each class. */
    Codecs comparing(String cacheName, Class<?> type, boolean failing, LongAdder unequal) {
        return new Codecs(providers, new FirstValues(cacheName, type, writer, failing, unequal), readers);
    }

    /** The codec of a number that a stored value names, or null if this cache reads none of that number. */
    @Nullable
    Codec reader(int id) {
        return readers.get(id);
    }

    /** Tells of a codec that is not read, and what to do. */
    String describe(int id) {
        for (CodecProvider provider : providers.byName().values()) {
            if (provider.id() == id) {
                return "the codec \"" + provider.name()
                        + "\", which this cache neither writes with nor reads: if it did"
                        + " so once, name it in codec.also-read";
            }
        }
        return "codec " + id + ", which this cache does not have";
    }
}
