package org.tandemcache.hibernate;

import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.tandemcache.engine.EntryScripts;
import org.tandemcache.far.KeyScript;
import org.tandemcache.hibernate.RegionCaches.Made;
import org.tandemcache.testkit.RedisServer;

/**
 * One row of a model database, transactions of several nodes that read and change it step by step in a random order,
 * and the scripts on one cell in a real Redis. After each read of the cell it is checked that nobody is given what was
 * replaced before his transaction began.
 */
final class ModelHistory {
    private static final byte[] LONG = Cell.argument(600_000);
    private static final byte[] LOCK_TIMEOUT = Cell.argument(60_000_000);
    private static final byte[] AT_ONCE = Cell.argument(1);

    /** The scripts of a history. */
    record Scripts(KeyScript load, KeyScript lock, KeyScript settle, KeyScript evict) {
        static Scripts real() {
            return new Scripts(script("load.lua"), script("lock.lua"), script("settle.lua"), script("evict.lua"));
        }

        private static KeyScript script(String name) {
            return KeyScript.of(CellStore.class, "cell.lua", name);
        }

        Scripts withLoad(KeyScript other) {
            return new Scripts(other, lock, settle, evict);
        }

        Scripts withSettle(KeyScript other) {
            return new Scripts(load, lock, other, evict);
        }
    }

    /** What was committed: a number that grows, and the version, which a bulk update leaves as it is. */
    private record Row(int number, int version) {}

    private final RedisServer redis;
    private final Scripts scripts;
    private final Made<String> cells;
    private final EntryScripts<String> entry;
    private final Random random;
    private final String key;
    private final boolean versioned;
    private final boolean snapshots;
    private final Node.LockIds ids = new Node.LockIds();
    private final TreeMap<Long, Row> committed = new TreeMap<>();
    private final List<Transaction> running = new ArrayList<>();
    private final StringBuilder account = new StringBuilder();
    private @Nullable Transaction changing; // has the row's lock in the database
    private long invalidated; // the region's record
    private int invalidating; // how many are about to
    private @Nullable String violation;
    private int served;

    @SuppressWarnings("unchecked")
    ModelHistory(RedisServer redis, Scripts scripts, Made<String> cells, long seed) {
        this.redis = redis;
        this.scripts = scripts;
        this.cells = cells;
        this.entry = cells.cache().unwrap(EntryScripts.class);
        this.random = new Random(seed);
        this.key = "row-" + seed;
        this.versioned = random.nextBoolean();
        this.snapshots = random.nextBoolean();
        commit(new Row(1, 1));
    }

    static Made<String> cells(RedisServer redis) {
        Properties properties = new Properties();
        TestNode.patient(redis.uri()).forEach(properties::setProperty);
        properties.setProperty("tandem.near.enabled", "false");
        return RegionCaches.of(null, properties, ModelHistory.class.getClassLoader())
                .region("history", String.class, List.of());
    }

    /** Runs it; what was wrong, null for nothing. */
    @Nullable
    String run(int steps) {
        for (int i = 0; i < steps && violation == null; i++) {
            if (running.size() < 6 && random.nextInt(3) == 0) {
                running.add(begin());
            } else if (!running.isEmpty()) {
                step();
            }
        }
        while (violation == null && !running.isEmpty()) {
            step();
        }
        if (violation == null) {
            Reader last = new Reader(); // what is wrong now, is wrong for ever
            last.step();
        }
        return violation == null ? null : violation + "\n" + account;
    }

    private void step() {
        Transaction one = running.get(random.nextInt(running.size()));
        if (one.step()) {
            running.remove(one);
        }
    }

    /** How many reads a cell has answered. */
    int served() {
        return served;
    }

    private Transaction begin() {
        return switch (random.nextInt(10)) {
            case 0 -> new Bulk();
            case 1 -> new Evictor();
            case 2, 3 -> new Writer();
            default -> new Reader();
        };
    }

    private long time() {
        List<?> time = (List<?>) redis.command("TIME");
        return Long.parseLong(text(time.get(0))) * 1_000_000 + Long.parseLong(text(time.get(1)));
    }

    private static String text(Object part) {
        return part instanceof byte[] bytes
                ? new String(bytes, java.nio.charset.StandardCharsets.US_ASCII)
                : part.toString();
    }

    private void commit(Row row) {
        committed.put(time(), row);
    }

    private Row current() {
        return committed.lastEntry().getValue();
    }

    private void tell(Object who, String what) {
        account.append(who).append(": ").append(what).append('\n');
    }

    private String script(KeyScript script, Cell cell, byte[]... arguments) {
        List<Object> reply = entry.run(script, key, cell, arguments).join();
        return reply.size() > 1 ? text(reply.get(1)) : "";
    }

    private Cell.Value cell(Row row, long since) {
        return new Cell.Value(
                row.number(),
                since,
                versioned ? RowVersion.of(row.version()) : RowVersion.NONE,
                cells.codec().states());
    }

    private abstract class Transaction {
        final long began = time();
        final Row snapshot = current();
        int state;

        /** Whether it is over. */
        abstract boolean step();

        void load(Row row, long known) {
            String answer = script(
                    scripts.load(),
                    cell(row, began),
                    Cell.argument(began),
                    Cell.argument(known),
                    Cell.argument("load"),
                    Cell.argument("trust"),
                    LONG,
                    LONG);
            tell(this, "load " + row + " " + answer);
        }

        @Override
        public String toString() {
            return getClass().getSimpleName() + "@" + Integer.toHexString(System.identityHashCode(this)) + " of "
                    + began;
        }
    }

    /** Reads the cell, and the row if that has nothing for it, and puts the row some time later. */
    private final class Reader extends Transaction {
        private @Nullable Row read;
        private long known;

        @Override
        boolean step() {
            if (state == 0) {
                state = 1;
                Cell cell = cells.cache().get(key);
                // The nearest copy of the record may be an old one; that of another transaction was read then.
                if (cell instanceof Cell.Value value
                        && began > value.unlockedAt()
                        && value.since() > invalidated
                        && invalidating == 0) {
                    served++;
                    int number = (Integer) value.state();
                    Row expected = committed.floorEntry(began).getValue();
                    tell(this, "is served " + number);
                    if (number < expected.number()) {
                        violation = this + " was given " + number + ", and " + expected.number()
                                + " was committed before it began";
                    }
                    return true;
                }
                known = invalidated;
                read = snapshots ? snapshot : current();
                tell(this, "reads " + read);
                return false;
            }
            load(read, known);
            return true;
        }
    }

    /**
     * Locks, changes, commits or rolls back, and unlocks; or dies behind its commit, and its lock gives way some time.
     */
    private final class Writer extends Transaction {
        private final byte[] id = ids.next();
        private final boolean rollsBack = random.nextInt(5) == 0;
        private final boolean dies = random.nextInt(6) == 0;
        private Row next = current();

        @Override
        boolean step() {
            switch (state) {
                case 0 -> {
                    tell(this, "locks " + script(scripts.lock(), Cell.Marker.MARKER, id, LOCK_TIMEOUT, LONG));
                    state = 1;
                }
                case 1 -> {
                    if (changing == null) {
                        changing = this;
                        next = new Row(current().number() + 1, current().version() + 1);
                        state = 2;
                    }
                }
                case 2 -> {
                    changing = null;
                    if (!rollsBack) {
                        commit(next);
                    }
                    tell(this, (rollsBack ? "rolls back " : "commits ") + next);
                    state = 3;
                }
                default -> {
                    if (dies) {
                        script(scripts.lock(), Cell.Marker.MARKER, id, AT_ONCE, LONG);
                        tell(this, "dies");
                    } else {
                        Cell cell = rollsBack ? Cell.Marker.MARKER : cell(next, began);
                        tell(this, "settles " + script(scripts.settle(), cell, id, LONG, LONG));
                    }
                    return true;
                }
            }
            return false;
        }
    }

    /** Changes the row without its cell, under a lock of the region. */
    private final class Bulk extends Transaction {
        @Override
        boolean step() {
            switch (state) {
                case 0 -> {
                    invalidating++;
                    state = 1;
                }
                case 1 -> {
                    if (changing == null) {
                        changing = this;
                        state = 2;
                    }
                }
                case 2 -> {
                    changing = null;
                    commit(new Row(current().number() + 1, current().version()));
                    tell(this, "commits " + current());
                    state = 3;
                }
                default -> {
                    invalidating--;
                    invalidated = time();
                    tell(this, "invalidates at " + invalidated);
                    return true;
                }
            }
            return false;
        }
    }

    /** Forgets the entry for no reason. */
    private final class Evictor extends Transaction {
        @Override
        boolean step() {
            script(scripts.evict(), Cell.Marker.MARKER, LONG);
            tell(this, "evicts");
            return true;
        }
    }
}
