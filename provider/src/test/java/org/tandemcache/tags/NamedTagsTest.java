package org.tandemcache.tags;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tandemcache.coherence.CoherentReads;
import org.tandemcache.config.EntryOptions;
import org.tandemcache.far.FarKey;
import org.tandemcache.far.FarOperation.Stored;
import org.tandemcache.far.FarTier;
import org.tandemcache.far.FarTierException;
import org.tandemcache.far.FarTierException.Kind;
import org.tandemcache.far.Keyspace;
import org.tandemcache.far.Patience;
import org.tandemcache.far.Stamps;
import org.tandemcache.far.StoredEntry;

/** Which versions count, where the notices of other nodes come too late to tell: here they never come. */
class NamedTagsTest {
    private static final String TAG = "tag";
    private static final EntryOptions TAGGED = EntryOptions.none().withTags(TAG);

    /** Of the server. */
    private final Map<FarKey, Long> versions = new HashMap<>();

    private final List<FarKey> changed = new ArrayList<>();
    private final List<String> asked = new ArrayList<>();
    private final AtomicLong drawn = new AtomicLong();
    private @Nullable FarKey refused;

    private final TagSpace space = new TagSpace(new Keyspace("ns", "cache").beside("tag"));

    /** Whose promises nobody takes back. */
    private final CoherentReads deaf = new CoherentReads() {
        @Override
        public void read(List<FarKey> keys, List<? extends Answer> answers) {
            for (int i = 0; i < keys.size(); i++) {
                answers.get(i).found(entry(keys.get(i)), System.nanoTime(), now -> true);
            }
        }

        @Override
        public boolean isReady(FarKey key) {
            return true;
        }

        @Override
        public boolean writeAndRead(FarKey key, Stored stored, Answer answer) {
            return false;
        }

        @Override
        public void answeredElsewhere(FarKey key) {}
    };

    private @Nullable StoredEntry entry(FarKey key) {
        Long version = versions.get(key);
        return version == null
                ? null
                : new StoredEntry(
                        ByteBuffer.allocate(Long.BYTES).putLong(version).array());
    }

    private final FarTier server = (FarTier) Proxy.newProxyInstance(
            FarTier.class.getClassLoader(), new Class<?>[] {FarTier.class}, (proxy, method, arguments) -> {
                FarKey key = arguments[0] instanceof FarKey one ? one : null;
                if (key != null && key.equals(refused)) {
                    throw new FarTierException(Kind.UNAVAILABLE, "away", null);
                }
                asked.add(method.getName());
                return switch (method.getName()) {
                    case "get" -> entry(Objects.requireNonNull(key));
                    case "getAll" -> all((List<?>) arguments[0]);
                    case "claimAll" -> claimAll((List<?>) arguments[0], (List<?>) arguments[1]);
                    case "replace" -> replace(Objects.requireNonNull(key), (byte[]) arguments[1]);
                    case "replaceAll" -> replaceAll((List<?>) arguments[0], (List<?>) arguments[1]);
                    default -> throw new UnsupportedOperationException(method.getName());
                };
            });

    private List<@Nullable StoredEntry> all(List<?> keys) {
        List<@Nullable StoredEntry> found = new ArrayList<>();
        keys.forEach(key -> found.add(entry((FarKey) key)));
        return found;
    }

    private List<Boolean> claimAll(List<?> keys, List<?> drawnForThem) {
        List<Boolean> granted = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            long version = ByteBuffer.wrap((byte[]) drawnForThem.get(i)).getLong();
            granted.add(versions.putIfAbsent((FarKey) keys.get(i), version) == null);
        }
        return granted;
    }

    /** As the tier on Redis: the failure of one stops no other. */
    private @Nullable Void replaceAll(List<?> keys, List<?> drawnForThem) {
        for (int i = 0; i < keys.size(); i++) {
            if (!keys.get(i).equals(refused)) {
                replace((FarKey) keys.get(i), (byte[]) drawnForThem.get(i));
            }
        }
        if (keys.contains(refused)) {
            throw new FarTierException(Kind.UNAVAILABLE, "away", null);
        }
        return null;
    }

    private boolean replace(FarKey key, byte[] version) {
        changed.add(key);
        return versions.replace(key, ByteBuffer.wrap(version).getLong()) != null;
    }

    private NamedTags tags(boolean tracked) {
        TagReads reads = new TagReads(
                tracked ? deaf : null,
                server,
                server,
                new Patience(Duration.ofSeconds(10), Kind.UNKNOWN_OUTCOME),
                drawn::incrementAndGet,
                KeyLife.ETERNAL,
                new TagCounts());
        return new NamedTags(space, space, reads);
    }

    private Basis begin(NamedTags tags) {
        return Basis.of(1, tags.versionsNow(List.of("")).get(""));
    }

    private FarKey key(String tag) {
        return space.cell(tag).key();
    }

    /** Another node's. */
    private void change(String tag) {
        versions.replace(key(tag), drawn.incrementAndGet());
    }

    private static long only(List<Stamps.Stamp> stamps) {
        assertThat(stamps).hasSize(1);
        return stamps.get(0).version();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void tagFirstReadBehindALoad_invalidatedMeanwhileUnheard_countsForNothing(boolean tracked) {
        NamedTags tags = tags(tracked);
        Basis basis = begin(tags);
        versions.put(key(TAG), drawn.incrementAndGet());

        change("");
        change(TAG);

        assertThat(only(tags.stamps(basis, false, TAGGED))).isEqualTo(Stamps.NO_VERSION);
        assertThat(only(tags.stamps(Basis.of(1, Stamps.NO_VERSION), true, TAGGED)))
                .as("that of a put is as at its call")
                .isEqualTo(versions.get(key(TAG)));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void tagFirstReadBehindALoad_nothingInvalidated_counts(boolean tracked) {
        NamedTags tags = tags(tracked);
        Basis basis = begin(tags);

        assertThat(only(tags.stamps(basis, false, TAGGED))).isPositive().isEqualTo(versions.get(key(TAG)));
    }

    @Test
    void tagKnownBeforeALoad_invalidatedMeanwhileUnheard_isStampedAsItWas() {
        NamedTags tags = tags(true);
        long before = Objects.requireNonNull(tags.versionsNow(List.of(TAG)).get(TAG));
        Basis basis = begin(tags);

        change("");
        change(TAG);

        assertThat(only(tags.stamps(basis, false, TAGGED))).isEqualTo(before).isNotEqualTo(versions.get(key(TAG)));
    }

    @Test
    void tagKnownBeforeALoad_anotherInvalidatedMeanwhile_counts() {
        NamedTags tags = tags(true);
        tags.versionsNow(List.of(TAG));
        Basis basis = begin(tags);

        change("");

        assertThat(only(tags.stamps(basis, false, TAGGED))).isEqualTo(versions.get(key(TAG)));
    }

    @Test
    void tagKnownSinceALoadBegan_invalidatedBeforeThat_countsForNothing() {
        NamedTags tags = tags(true);
        Basis basis = begin(tags);
        change("");
        tags.versionsNow(List.of(TAG)); // another thread's

        assertThat(only(tags.stamps(basis, false, TAGGED))).isEqualTo(Stamps.NO_VERSION);
    }

    @Test
    void epochLost_loadUnderWay_countsForNothing() {
        NamedTags tags = tags(true);
        Basis basis = begin(tags);

        versions.remove(key(""));

        assertThat(only(tags.stamps(basis, false, TAGGED))).isEqualTo(Stamps.NO_VERSION);
    }

    @Test
    void invalidate_epochGoesFirstAndAFailureStopsNoTag() {
        NamedTags tags = tags(true);
        tags.versionsNow(List.of("", "a", "b"));

        tags.invalidate(List.of("a", "b"));
        assertThat(changed).containsExactly(key(""), key("a"), key("b"));

        changed.clear();
        refused = key("a");
        assertThatThrownBy(() -> tags.invalidate(List.of("a", "b"))).isInstanceOf(FarTierException.class);
        assertThat(changed).containsExactly(key(""), key("b"));

        changed.clear();
        refused = key("");
        assertThatThrownBy(() -> tags.invalidate(List.of("a", "b"))).isInstanceOf(FarTierException.class);
        assertThat(changed).containsExactly(key("a"), key("b"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void severalValuesOfOneLoad_withTheSameTag_areStampedAlikeAndAskOnce(boolean tracked) {
        NamedTags tags = tags(tracked);
        Basis basis = begin(tags);
        long version = only(tags.stamps(basis, false, TAGGED));
        asked.clear();

        change("");
        change(TAG);

        assertThat(only(tags.stamps(basis, false, TAGGED))).isEqualTo(version).isNotEqualTo(versions.get(key(TAG)));
        assertThat(asked).isEmpty();
    }
}
