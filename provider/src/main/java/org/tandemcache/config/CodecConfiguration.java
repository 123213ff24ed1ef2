package org.tandemcache.config;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tandemcache.codec.ClassFilter;
import org.tandemcache.codec.CodecProvider;
import org.tandemcache.codec.CompressorProvider;
import org.tandemcache.codec.CompressorProvider.Level;
import org.tandemcache.codec.KeyCodec;

/**
 * How the values and keys of a cache become bytes: codec, compression, and which classes may come out of them.
 * Immutable; made by {@link #builder()}. Serializable if the providers and the key codec that it holds are.
 *
 * @param codec the name of the codec of values; null for the manager's default
 * @param codecProvider the user's own codec in its place; null for none
 * @param alsoRead the names of codecs whose values are read beside those of the one that writes
 * @param keyCodec the user's own form of keys; null for Tandem's
 * @param compression the name of the compressor; null for none
 * @param compressorProvider the user's own compressor in its place; null for none
 * @param compressionLevel speed or size
 * @param compressionThreshold payloads of fewer bytes are stored as they are
 * @param maximumSize of a value when it is encoded and not compressed, in bytes
 * @param classFilter what may be read beside value types of the JDK, declared types, and {@code allow}
 * @param allow patterns of classes that may be read
 * @param onUnreadable what a value is that can't be read
 * @param onUnwritable what becomes of a value that can't be encoded
 * @param onUnequal what becomes of the first value of a class if it does not come back equal
 */
public record CodecConfiguration(
        @Nullable String codec,
        @Nullable CodecProvider codecProvider,
        List<String> alsoRead,
        @Nullable KeyCodec<?> keyCodec,
        @Nullable String compression,
        @Nullable CompressorProvider compressorProvider,
        Level compressionLevel,
        int compressionThreshold,
        int maximumSize,
        ClassFilter.Mode classFilter,
        List<String> allow,
        OnUnreadable onUnreadable,
        OnUnwritable onUnwritable,
        OnUnequal onUnequal)
        implements Serializable {
    /** The threshold of whoever sets none, in bytes. */
    public static final int DEFAULT_COMPRESSION_THRESHOLD = 1_024;

    /** The largest value of whoever sets none, in bytes: 64 MiB. */
    public static final int DEFAULT_MAXIMUM_SIZE = 64 << 20;

    /** What a value is that can't be read. */
    public enum OnUnreadable {
        /** A miss, counted by its reason; replaced by the next write. */
        MISS,
        /** A {@link javax.cache.CacheException} of whoever reads it; counted too. */
        FAIL,
    }

    /** What becomes of a value that can't be encoded. */
    public enum OnUnwritable {
        /** A {@link javax.cache.CacheException} of whoever writes it; the entry stays as it was. */
        FAIL,
        /** It is not stored, and the entry that was there is removed; counted, and told once for each class. */
        SKIP,
    }

    /** What becomes of the first value of a class, which is decoded and compared as soon as it is encoded. */
    public enum OnUnequal {
        /** One that does not come back equal is stored, told by one warning, and counted. */
        WARN,
        /** One that does not come back equal can't be encoded; so with each until one of its class does. */
        FAIL,
        /** None is decoded or compared. */
        OFF,
    }

    public CodecConfiguration {
        alsoRead = List.copyOf(alsoRead);
        allow = List.copyOf(allow);
    }

    /** The defaults. */
    public static CodecConfiguration defaults() {
        return builder().build();
    }

    /** A builder that begins with the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** This configuration with patterns of classes that may be read beside its own. */
    public CodecConfiguration allowingAlso(List<String> patterns) {
        List<String> all = new ArrayList<>(allow);
        all.addAll(patterns);
        return new CodecConfiguration(
                codec,
                codecProvider,
                alsoRead,
                keyCodec,
                compression,
                compressorProvider,
                compressionLevel,
                compressionThreshold,
                maximumSize,
                classFilter,
                all,
                onUnreadable,
                onUnwritable,
                onUnequal);
    }

    /** Collects settings; not thread-safe. */
    public static final class Builder {
        private @Nullable String codec;
        private @Nullable CodecProvider codecProvider;
        private List<String> alsoRead = List.of();
        private @Nullable KeyCodec<?> keyCodec;
        private @Nullable String compression;
        private @Nullable CompressorProvider compressorProvider;
        private Level compressionLevel = Level.FAST;
        private int compressionThreshold = DEFAULT_COMPRESSION_THRESHOLD;
        private int maximumSize = DEFAULT_MAXIMUM_SIZE;
        private ClassFilter.Mode classFilter = ClassFilter.Mode.LEARNED;
        private List<String> allow = List.of();
        private OnUnreadable onUnreadable = OnUnreadable.MISS;
        private OnUnwritable onUnwritable = OnUnwritable.FAIL;
        private OnUnequal onUnequal = OnUnequal.WARN;

        private Builder() {}

        /**
         * The codec that values are written with: {@code kryo}, {@code json}, {@code java}, {@code string},
         * {@code bytes}, or the name of one on the class path; by default the manager's, {@code tandem.codec}. To
         * change it while old values stay readable, name the old one in {@link #alsoRead}. Keys do not go through it.
         *
         * <p>Whether there is such a codec, and its library, is checked when the cache is made.
         */
        public Builder codec(String name) {
            codec = name;
            codecProvider = null;
            return this;
        }

        /** A codec of yours; takes the place of {@link #codec(String)}. */
        public Builder codec(CodecProvider provider) {
            codec = null;
            codecProvider = provider;
            return this;
        }

        /**
         * A codec of yours; takes the place of {@link #codec(String)}.
         *
         * @throws IllegalArgumentException unless the class has a public constructor without parameters
         */
        public Builder codec(Class<? extends CodecProvider> provider) {
            return codec(made("codec", provider));
        }

        /**
         * The names of codecs whose values are read beside those of the one that writes; none by default. A value of
         * any other codec can't be read. Whether there are such codecs, and their libraries, is checked when the cache
         * is made.
         */
        public Builder alsoRead(String... names) {
            alsoRead = List.of(names);
            return this;
        }

        /** Your own form of keys; by default Tandem's, which redis-cli shows. */
        public Builder keyCodec(KeyCodec<?> ownCodec) {
            keyCodec = ownCodec;
            return this;
        }

        /**
         * The compressor: {@code lz4}, {@code zstd}, or the name of one on the class path; none by default. What any of
         * them has compressed is read.
         *
         * <p>Whether there is such a compressor, and its library, is checked when the cache is made.
         */
        public Builder compression(String name) {
            compression = name;
            compressorProvider = null;
            return this;
        }

        /** A compressor of yours; takes the place of {@link #compression(String)}. */
        public Builder compression(CompressorProvider provider) {
            compression = null;
            compressorProvider = provider;
            return this;
        }

        /**
         * A compressor of yours; takes the place of {@link #compression(String)}.
         *
         * @throws IllegalArgumentException unless the class has a public constructor without parameters
         */
        public Builder compression(Class<? extends CompressorProvider> provider) {
            return compression(made("compression", provider));
        }

        /** Speed or size; default {@link Level#FAST}. */
        public Builder compressionLevel(Level level) {
            compressionLevel = level;
            return this;
        }

        /**
         * Payloads of fewer bytes are stored as they are; default
         * {@value CodecConfiguration#DEFAULT_COMPRESSION_THRESHOLD}. So is what does not become smaller.
         *
         * @throws IllegalArgumentException if below zero
         */
        public Builder compressionThreshold(int bytes) {
            if (bytes < 0) {
                throw new IllegalArgumentException("codec.compressionThreshold is " + bytes + "; allowed: 0 or more");
            }
            compressionThreshold = bytes;
            return this;
        }

        /**
         * The largest value, encoded and not compressed, in bytes; default
         * {@value CodecConfiguration#DEFAULT_MAXIMUM_SIZE}. A larger one is refused when it is written; one that claims
         * to be larger is not read.
         *
         * @throws IllegalArgumentException unless above zero
         */
        public Builder maximumSize(int bytes) {
            if (bytes <= 0) {
                throw new IllegalArgumentException("codec.maximumSize is " + bytes + "; allowed: 1 or more");
            }
            maximumSize = bytes;
            return this;
        }

        /** Which classes may be read; default {@link org.tandemcache.codec.ClassFilter.Mode#LEARNED}. */
        public Builder classFilter(ClassFilter.Mode mode) {
            classFilter = mode;
            return this;
        }

        /**
         * Patterns of classes that may be read: {@code com.acme.Car}, {@code com.acme.*} for a package,
         * {@code com.acme.**} for its subpackages too; or presets of what frameworks themselves put into caches:
         * {@code @hibernate}, {@code @spring}, {@code @spring-security}. None by default. Checked when the cache is
         * made.
         */
        public Builder allow(String... patterns) {
            allow = List.of(patterns);
            return this;
        }

        /** What a value is that can't be read; default {@link OnUnreadable#MISS}. */
        public Builder onUnreadable(OnUnreadable what) {
            onUnreadable = what;
            return this;
        }

        /** What becomes of a value that can't be encoded; default {@link OnUnwritable#FAIL}. */
        public Builder onUnwritable(OnUnwritable what) {
            onUnwritable = what;
            return this;
        }

        /** What becomes of the first value of a class if it comes back other; default {@link OnUnequal#WARN}. */
        public Builder onUnequal(OnUnequal what) {
            onUnequal = what;
            return this;
        }

        public CodecConfiguration build() {
            return new CodecConfiguration(
                    codec,
                    codecProvider,
                    alsoRead,
                    keyCodec,
                    compression,
                    compressorProvider,
                    compressionLevel,
                    compressionThreshold,
                    maximumSize,
                    classFilter,
                    allow,
                    onUnreadable,
                    onUnwritable,
                    onUnequal);
        }

        private static <P> P made(String option, Class<P> provider) {
            try {
                return provider.getConstructor().newInstance();
            } catch (ReflectiveOperationException e) {
                throw new IllegalArgumentException(
                        option + " is the class " + provider.getName()
                                + "; allowed: classes with a public constructor without parameters",
                        e);
            }
        }
    }
}
