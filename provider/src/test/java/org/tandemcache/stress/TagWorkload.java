package org.tandemcache.stress;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import javax.cache.CacheException;
import org.tandemcache.Actors;
import org.tandemcache.Await;

/**
 * Readers at each node and some who change rows and invalidate their tags, while somebody makes trouble; then, when all
 * is quiet, a look at what is left.
 */
final class TagWorkload {
    /** Reads that were given what is older than an invalidation of which their node had heard. */
    static final String OUTDATED = "reads older than a notice";

    /** Entries that are there in the end, and are older than an invalidation. */
    static final String REVIVED = "revived entries";

    static final String INVALIDATIONS = "invalidations";
    static final String PRESENT = "entries in the end";
    static final String LOADS = "loads";

    private static final int WRITERS = 2;
    private static final int WRITER_PAUSE_MICROS = 20_000;
    private static final int MOST_ATTEMPTS = 200;

    private final TagRows rows;
    private final List<? extends TagNode> nodes;
    private final Figures figures = new Figures();
    private final List<ReentrantLock> locks =
            Stream.generate(ReentrantLock::new).limit(TagRows.TAGS).toList();

    TagWorkload(TagRows rows, List<? extends TagNode> nodes) {
        this.rows = rows;
        this.nodes = nodes;
    }

    /** What goes wrong meanwhile; as long as the workload lasts. */
    interface Trouble {
        void make(Figures figures) throws Exception;
    }

    Figures run(long seed, Trouble trouble) throws Exception {
        nodes.forEach(node -> node.peek(0)); // connects
        AtomicBoolean writersDone = new AtomicBoolean();
        AtomicBoolean readersDone = new AtomicBoolean();
        try (Actors actors = new Actors()) {
            List<Future<?>> readers = new ArrayList<>();
            for (int i = 0; i < nodes.size(); i++) {
                TagNode node = nodes.get(i);
                Random random = new Random(seed + i);
                readers.add(actors.start(() -> {
                    while (!readersDone.get()) {
                        read(node, random.nextInt(TagRows.ROWS));
                    }
                    return null;
                }));
            }
            List<Future<?>> writers = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                Random random = new Random(~seed - i);
                writers.add(actors.start(() -> {
                    while (!writersDone.get()) {
                        write(nodes.get(random.nextInt(nodes.size())), random.nextInt(TagRows.TAGS));
                        LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(random.nextInt(WRITER_PAUSE_MICROS)));
                    }
                    return null;
                }));
            }
            Await.until("rows are invalidated", () -> figures.get(INVALIDATIONS) > 0); // a busy machine begins late
            trouble.make(figures);
            writersDone.set(true);
            for (Future<?> writer : writers) {
                Actors.result(writer);
            }
            readersDone.set(true);
            for (Future<?> reader : readers) {
                Actors.result(reader);
            }
        }
        for (int row = 0; row < TagRows.ROWS; row++) {
            read(nodes.get(0), row); // the last trouble may have left nothing to look at
        }
        nodes.forEach(this::look);
        figures.add(LOADS, rows.loads());
        return figures;
    }

    private void read(TagNode node, int row) {
        Map<Integer, Integer> least = new HashMap<>();
        try {
            for (int tag : TagRows.tagsOf(row)) {
                least.put(tag, Math.max(node.heard(tag), rows.finished(tag, node.noticeNanos())));
            }
            long found = node.get(row);
            figures.add(Figures.READS, 1);
            boolean outdated = least.entrySet().stream()
                    .anyMatch(tag -> TagRows.version(found, row, tag.getKey()) < tag.getValue());
            figures.add(OUTDATED, outdated ? 1 : 0);
        } catch (CacheException e) {
            figures.add(Figures.FAILURES, 1);
        }
    }

    /** Changes rows, and then says so, until that is done: an invalidation that failed may not have been made. */
    private void write(TagNode node, int tag) {
        locks.get(tag).lock();
        try {
            int version = rows.change(tag);
            for (int attempt = 1; ; attempt++) {
                try {
                    node.invalidate(tag, version);
                    break;
                } catch (CacheException e) {
                    figures.add(Figures.FAILURES, 1);
                    if (attempt == MOST_ATTEMPTS) {
                        throw e;
                    }
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
                }
            }
            rows.finish(tag, version);
            figures.add(INVALIDATIONS, 1);
        } finally {
            locks.get(tag).unlock();
        }
    }

    /** The last notices may still be on their way. */
    private void look(TagNode node) {
        long start = System.nanoTime();
        for (int row = 0; row < TagRows.ROWS; row++) {
            long expected = rows.now(row);
            Long left = node.peek(row);
            while (left != null && left != expected && System.nanoTime() - start < node.noticeNanos()) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
                left = node.peek(row);
            }
            figures.add(PRESENT, left == null ? 0 : 1);
            figures.add(REVIVED, left == null || left == expected ? 0 : 1);
        }
    }
}
