package org.tandemcache.stress;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.LoggerFactory;

/** Counts the warnings and errors that are logged while it is open, by their loggers. Thread-safe. */
final class WarningCounter implements AutoCloseable {
    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final Map<String, Long> counts = new TreeMap<>(); // guarded by itself
    private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            if (event.getLevel().isGreaterOrEqual(Level.WARN)) {
                synchronized (counts) {
                    counts.merge(event.getLoggerName(), 1L, Long::sum);
                }
            }
        }
    };

    WarningCounter() {
        appender.setContext(root.getLoggerContext());
        appender.start();
        root.addAppender(appender);
    }

    long of(String logger) {
        synchronized (counts) {
            return counts.getOrDefault(logger, 0L);
        }
    }

    Set<String> loggers() {
        synchronized (counts) {
            return Set.copyOf(counts.keySet());
        }
    }

    @Override
    public void close() {
        root.detachAppender(appender);
        appender.stop();
    }

    @Override
    public String toString() {
        synchronized (counts) {
            return counts.toString();
        }
    }
}
