package org.tandemcache.doctor;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.tandemcache.codec.types.LogText;
import org.tandemcache.far.Stamps;
import org.tandemcache.far.StoredEntry;

/**
 * What lies in Redis of each cache. Walks through the keys of a server up to a bound, and looks at the head of some
 * values of each cache.
 */
final class KeySpace {
    static final String CHECK = "keys";
    static final String VALUES = "values";

    private static final int KEYS_PER_SCAN = 1_000;
    private static final int SAMPLES_PER_CACHE = 10;
    private static final int SAMPLES_PER_SERVER = 500;

    private static final int FORMAT = 0xF9;
    private static final int KNOWN_FLAGS = 0x0F | Stamps.FLAG; // the compressor, and stamps
    private static final int HIBERNATE_CELL = 6; // docs/wire-format.md

    /** Of one cache. */
    private static final class Space {
        private long keys;
        private long sampledBytes;
        private int sampled;
        private int eternal;
        private int unreadable;
        private String example = "";
    }

    private final Map<String, Space> caches = new TreeMap<>();
    private final String namespace;
    private final String prefix;
    private final int bound;
    private boolean cutShort;

    /** @param bound how many keys of a server are walked through, about */
    KeySpace(String namespace, int bound) {
        this.namespace = namespace;
        this.prefix = Keys.prefix(namespace);
        this.bound = bound;
    }

    Holdings examine(Server server, Findings findings) {
        String cursor = "0";
        int walked = 0;
        Samples samples = new Samples(server, findings);
        do {
            Answer page = server.ask(
                    "scan", cursor, "MATCH", Keys.pattern(namespace), "COUNT", Integer.toString(KEYS_PER_SCAN));
            if (page.isRefused()) {
                findings.unseen(CHECK, "scan", page.words());
                return Holdings.NONE;
            }
            if (page.list().size() != 2 || !(page.list().get(1) instanceof List<?> keys)) {
                findings.unseen(CHECK, "scan", "its answer can't be understood");
                return Holdings.NONE;
            }
            cursor = Answer.text(page.list().get(0));
            walked += KEYS_PER_SCAN;
            keys.forEach(key -> samples.count((byte[]) key));
        } while (!cursor.equals("0") && walked < bound);
        cutShort |= !cursor.equals("0");
        return samples.holdings();
    }

    private final class Samples {
        private final Server server;
        private final Findings findings;
        private int taken;
        private int eternal;
        private boolean timestamps;
        private boolean cells;
        private boolean refused;

        Samples(Server server, Findings findings) {
            this.server = server;
            this.findings = findings;
        }

        Holdings holdings() {
            return new Holdings(eternal, timestamps, cells);
        }

        void count(byte[] key) {
            if (Keys.isAuxiliary(key, prefix)) {
                return;
            }
            String cache = Keys.cacheOf(key, prefix);
            timestamps |= Holdings.isTimestamps(cache);
            Space space = caches.computeIfAbsent(LogText.of(cache), name -> new Space());
            space.keys++;
            if (!refused && space.sampled < SAMPLES_PER_CACHE && taken < SAMPLES_PER_SERVER) {
                look(key, space);
            }
        }

        private void look(byte[] key, Space space) {
            Answer lifetime = server.askOf(key, "pttl");
            Answer head = server.askOf(key, "getrange", "0", Integer.toString(StoredEntry.HEADER_LENGTH - 1));
            Answer length = server.askOf(key, "strlen");
            for (Answer answer : List.of(lifetime, head, length)) {
                if (answer.isRefused() && !answer.words().startsWith("WRONGTYPE")) {
                    findings.unseen(VALUES, "pttl, getrange, strlen", answer.words());
                    refused = true;
                    return;
                }
            }
            if (lifetime.number() == -2) {
                return; // gone meanwhile
            }
            taken++;
            space.sampled++;
            space.sampledBytes += key.length + length.number();
            if (lifetime.number() == -1) {
                space.eternal++;
                eternal++;
            }
            String fault = fault(head);
            if (fault == null) {
                cells |= head.value() instanceof byte[] bytes && bytes[1] == HIBERNATE_CELL;
            } else {
                space.unreadable++;
                space.example = LogText.of(new String(key, StandardCharsets.UTF_8)) + " " + fault;
            }
        }
    }

    /** Why a value is none of Tandem's, by its envelope; null if it can be one. */
    private static @Nullable String fault(Answer head) {
        if (head.isRefused()) {
            return "is no string";
        }
        byte[] bytes = head.value() instanceof byte[] there ? there : new byte[0];
        if (bytes.length < StoredEntry.HEADER_LENGTH) {
            return "is shorter than the envelope of a value";
        }
        if (Byte.toUnsignedInt(bytes[0]) != FORMAT) {
            return "does not begin with the format byte of a value";
        }
        return (Byte.toUnsignedInt(bytes[2]) & ~KNOWN_FLAGS) != 0 || bytes[3] != 0 ? "is of a later format" : null;
    }

    /** What was found at all servers together. */
    void tell(Findings findings) {
        long keys = caches.values().stream().mapToLong(space -> space.keys).sum();
        findings.ok(
                CHECK,
                keys + " keys of " + caches.size() + " caches begin with " + LogText.of(prefix)
                        + (cutShort ? "; the walk ended at its bound, there are more" : ""));
        caches.forEach((name, space) -> {
            if (space.unreadable > 0) {
                findings.warn(
                        VALUES,
                        space.unreadable + " of " + space.sampled + " sampled values of cache " + name
                                + " can't be read by Tandem: " + space.example,
                        "find out who else writes under " + LogText.of(prefix)
                                + " (a namespace of its own for each program), or remove these keys");
            }
        });
        if (caches.values().stream().noneMatch(space -> space.unreadable > 0)) {
            int sampled =
                    caches.values().stream().mapToInt(space -> space.sampled).sum();
            findings.ok(VALUES, sampled + " values were sampled, and all have Tandem's envelope");
        }
    }

    List<CacheSpace> caches() {
        return caches.entrySet().stream()
                .map(entry -> space(entry.getKey(), entry.getValue()))
                .toList();
    }

    private static CacheSpace space(String name, Space space) {
        long bytes = space.sampled == 0 ? 0 : space.sampledBytes * space.keys / space.sampled;
        return new CacheSpace(name, space.keys, bytes, space.sampled, space.eternal, space.unreadable);
    }
}
