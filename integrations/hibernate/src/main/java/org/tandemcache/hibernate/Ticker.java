package org.tandemcache.hibernate;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tandemcache.far.DetachedThreads;

/** A thread of the node's own: tells what could not be told, and asks for Redis's time once in a while. */
@SuppressWarnings("FutureReturnValueIgnored") // it comes again
final class Ticker implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Ticker.class);
    private static final long REPLAY_MILLIS = 50;
    private static final long SAMPLE_MILLIS = 1_000;

    private final ScheduledExecutorService thread;
    private final Journal journal;

    private Ticker(ScheduledExecutorService thread, Journal journal) {
        this.thread = thread;
        this.journal = journal;
    }

    static Ticker start(Journal journal, Records records) {
        ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(new DetachedThreads(work -> {
            Thread made = new Thread(work, "tandem-hibernate");
            made.setDaemon(true);
            return made;
        }));
        thread.scheduleWithFixedDelay(
                () -> safely(journal::replay), REPLAY_MILLIS, REPLAY_MILLIS, TimeUnit.MILLISECONDS);
        thread.scheduleWithFixedDelay(() -> safely(records::sample), 0, SAMPLE_MILLIS, TimeUnit.MILLISECONDS);
        return new Ticker(thread, journal);
    }

    /** What throws once is tried again all the same: a scheduler forgets what has thrown, an Error too. */
    private static void safely(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException | Error e) {
            log.debug("Redis is asked again soon", e);
        }
    }

    /** Tells what is left of the journal once more, if Redis is there. */
    @Override
    public void close() {
        thread.shutdownNow();
        if (!journal.isEmpty()) {
            journal.replay();
            log.warn("Redis was not told of {} changes: entries of this node may be outdated in Redis", journal.size());
        }
    }
}
