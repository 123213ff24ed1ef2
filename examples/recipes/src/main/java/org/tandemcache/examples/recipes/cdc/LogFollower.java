package org.tandemcache.examples.recipes.cdc;

import io.debezium.embedded.Connect;
import io.debezium.engine.DebeziumEngine;
import io.debezium.engine.DebeziumEngine.RecordCommitter;
import io.debezium.engine.RecordChangeEvent;
import io.debezium.engine.format.ChangeEventFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.sql.DataSource;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes the entries whose rows have changed, as the log of PostgreSQL tells of each commit: an application that
 * changes a row and dies before it tells the cache, another program, a script by hand. Its place in the log is kept by
 * the slot, so it misses nothing while it is away; it hears some changes twice, which does no harm. One of all nodes
 * runs it.
 *
 * <p>A load may have read a row before the commit and bring it behind the removal: {@code load.protection = cluster},
 * which a cache with a loader has by itself, refuses it.
 */
final class LogFollower implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(LogFollower.class);
    private static final long RETRY_SECONDS = 1;

    private final Cache<Long, ?> cache;
    private final DebeziumEngine<RecordChangeEvent<SourceRecord>> engine;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final CountDownLatch following = new CountDownLatch(1);
    private final Thread thread;

    private LogFollower(Cache<Long, ?> cache, Properties settings) {
        this.cache = cache;
        this.engine = DebeziumEngine.create(ChangeEventFormat.of(Connect.class))
                .using(settings)
                .using(new DebeziumEngine.ConnectorCallback() {
                    @Override
                    public void pollingStarted() {
                        following.countDown();
                    }
                })
                .using((success, message, error) -> ended(success, message, error))
                .notifying(this::handle)
                .build();
        this.thread = new Thread(engine, "log-follower");
        thread.setDaemon(true);
    }

    /**
     * Follows a table whose primary key is the column {@code id}, the key of the cache. Empties the cache if the slot
     * is new.
     *
     * @param database where the slot is made
     * @param settings of Debezium's connector: where the database is
     */
    static LogFollower open(Cache<Long, ?> cache, Slot slot, DataSource database, Properties settings)
            throws SQLException {
        if (slot.make(database)) {
            cache.removeAll(); // nothing tells of what changed before
        }
        LogFollower follower = new LogFollower(cache, settings(slot, settings));
        follower.thread.start();
        return follower;
    }

    private static Properties settings(Slot slot, Properties given) {
        Properties settings = new Properties();
        settings.putAll(given);
        settings.setProperty("name", slot.name());
        settings.setProperty("connector.class", "io.debezium.connector.postgresql.PostgresConnector");
        settings.setProperty("topic.prefix", slot.name());
        settings.setProperty("plugin.name", "pgoutput");
        settings.setProperty("slot.name", slot.name());
        settings.setProperty("publication.name", slot.name());
        settings.setProperty("publication.autocreate.mode", "disabled");
        settings.setProperty("table.include.list", slot.table());
        settings.setProperty("snapshot.mode", "no_data");
        settings.setProperty("tombstones.on.delete", "false");
        settings.setProperty("skipped.operations", "none"); // or a truncate is
        // The slot knows where it is, once what was handled is told to it
        settings.setProperty("offset.storage", "org.apache.kafka.connect.storage.MemoryOffsetBackingStore");
        settings.setProperty("offset.flush.interval.ms", "0");
        return settings;
    }

    /** Returns when changes are followed. False if they are not within a time. */
    boolean awaitFollowing(long seconds) throws InterruptedException {
        return following.await(seconds, TimeUnit.SECONDS);
    }

    private void handle(
            List<RecordChangeEvent<SourceRecord>> events, RecordCommitter<RecordChangeEvent<SourceRecord>> committer)
            throws InterruptedException {
        Set<Long> changed = new HashSet<>();
        boolean all = false;
        for (RecordChangeEvent<SourceRecord> event : events) {
            if (event.record().key() instanceof Struct key) {
                changed.add(key.getInt64("id"));
            } else if (event.record().value() instanceof Struct value
                    && value.getString("op").equals("t")) {
                all = true;
            }
        }
        removeUntilDone(changed, all);
        for (RecordChangeEvent<SourceRecord> event : events) {
            committer.markProcessed(event);
        }
        committer.markBatchFinished();
    }

    /** While Redis is away the log waits: PostgreSQL keeps it. */
    private void removeUntilDone(Set<Long> changed, boolean all) throws InterruptedException {
        do {
            try {
                if (all) {
                    cache.removeAll();
                } else {
                    cache.removeAll(changed);
                }
                return;
            } catch (CacheException e) {
                log.warn("What has changed can't be removed from {}; tried again", cache.getName(), e);
            }
        } while (!closing.await(RETRY_SECONDS, TimeUnit.SECONDS));
        throw new InterruptedException("closed before the cache was told");
    }

    private void ended(boolean success, String message, Throwable error) {
        if (!success) {
            log.error("The log is not followed any more, entries of {} get stale: {}", cache.getName(), message, error);
        }
    }

    /** Ends following; once more does nothing. */
    @Override
    public void close() {
        if (closing.getCount() == 0) {
            return;
        }
        closing.countDown();
        try {
            engine.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
