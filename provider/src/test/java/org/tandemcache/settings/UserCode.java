package org.tandemcache.settings;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import javax.cache.Cache;
import javax.cache.configuration.Factory;
import javax.cache.event.CacheEntryCreatedListener;
import javax.cache.event.CacheEntryEvent;
import javax.cache.event.CacheEntryEventFilter;
import javax.cache.expiry.Duration;
import javax.cache.expiry.ExpiryPolicy;
import javax.cache.integration.CacheLoader;
import javax.cache.integration.CacheWriter;
import org.tandemcache.codec.Codec;
import org.tandemcache.codec.CodecContext;
import org.tandemcache.codec.CodecProvider;
import org.tandemcache.codec.KeyCodec;
import org.tandemcache.config.Credentials;
import org.tandemcache.config.CredentialsProvider;
import org.tandemcache.config.EntryOptions;
import org.tandemcache.config.EntryOptionsSource;

/** What a file of settings can name. */
public final class UserCode {
    private UserCode() {}

    /** Nothing that an option asks for. */
    public static final class Plain {}

    /** A minute for each entry. */
    public static final class Minutes implements EntryOptionsSource<Object, Object> {
        @Override
        public EntryOptions of(Object key, Object value) {
            return EntryOptions.lifetime(java.time.Duration.ofMinutes(1));
        }
    }

    /** Loads "loaded " and the key. */
    public static final class Loads implements CacheLoader<Object, Object> {
        @Override
        public Object load(Object key) {
            return "loaded " + key;
        }

        @Override
        public Map<Object, Object> loadAll(Iterable<?> keys) {
            Map<Object, Object> all = new HashMap<>();
            keys.forEach(key -> all.put(key, load(key)));
            return all;
        }
    }

    /** Writes nowhere; made by a factory of its own. */
    public static final class Writes implements CacheWriter<Object, Object>, Factory<Writes> {
        private static final long serialVersionUID = 1L;

        @Override
        public Writes create() {
            return new Writes();
        }

        @Override
        public void write(Cache.Entry<?, ?> entry) {}

        @Override
        public void writeAll(Collection<Cache.Entry<?, ?>> entries) {
            entries.clear();
        }

        @Override
        public void delete(Object key) {}

        @Override
        public void deleteAll(Collection<?> keys) {
            keys.clear();
        }
    }

    /** Hears and lets pass everything. */
    public static final class Everything
            implements CacheEntryCreatedListener<Object, Object>, CacheEntryEventFilter<Object, Object> {
        @Override
        public void onCreated(Iterable<CacheEntryEvent<?, ?>> events) {}

        @Override
        public boolean evaluate(CacheEntryEvent<?, ?> event) {
            return true;
        }
    }

    /** A day for each entry. */
    public static final class Days implements ExpiryPolicy {
        @Override
        public Duration getExpiryForCreation() {
            return Duration.ONE_DAY;
        }

        @Override
        public Duration getExpiryForAccess() {
            return Duration.ONE_DAY;
        }

        @Override
        public Duration getExpiryForUpdate() {
            return Duration.ONE_DAY;
        }
    }

    /** One user. */
    public static final class Logins implements CredentialsProvider {
        @Override
        public Credentials credentials() {
            return new Credentials("app", "secret");
        }
    }

    /** Texts as their bytes. */
    public static final class TextKeys implements KeyCodec<String> {
        @Override
        public byte[] encode(String key) {
            return key.getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public String decode(byte[] bytes) {
            return new String(bytes, StandardCharsets.UTF_8);
        }

        @Override
        public String toString() {
            return "text keys";
        }
    }

    /** A codec for texts. */
    public static final class Lines implements CodecProvider {
        @Override
        public String name() {
            return "lines";
        }

        @Override
        public int id() {
            return 99;
        }

        @Override
        public Codec create(CodecContext context) {
            return new Codec() {
                @Override
                public String name() {
                    return "lines";
                }

                @Override
                public int id() {
                    return 99;
                }

                @Override
                public byte[] encode(Object value) {
                    return value.toString().getBytes(StandardCharsets.UTF_8);
                }

                @Override
                public Object decode(byte[] bytes, int offset, int length) {
                    return new String(bytes, offset, length, StandardCharsets.UTF_8);
                }
            };
        }

        @Override
        public String toString() {
            return "lines";
        }
    }

    /** Can't be initialized. */
    public static final class Broken implements CacheLoader<Object, Object> {
        private static final int LENGTH =
                Objects.requireNonNull(System.getProperty("no.such.property")).length();

        @Override
        public Object load(Object key) {
            return LENGTH;
        }

        @Override
        public Map<Object, Object> loadAll(Iterable<?> keys) {
            return Map.of();
        }
    }
}
