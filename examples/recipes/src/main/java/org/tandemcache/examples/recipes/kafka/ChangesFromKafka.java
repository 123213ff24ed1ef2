package org.tandemcache.examples.recipes.kafka;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.cache.Cache;
import javax.cache.CacheException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a cache what the topic says: another data centre's, for one. It reads the topic from its beginning each time it
 * starts, which Kafka keeps short; reading something twice does no harm. <strong>Never the cache that the changes come
 * from</strong>: each change would come back as another one, for ever.
 */
final class ChangesFromKafka implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ChangesFromKafka.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final long RETRY_SECONDS = 1;

    private final Cache<String, String> cache;
    private final Consumer<String, String> consumer;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;

    /** The keys that were told since somebody began to tell all. Of the thread alone. */
    private final Set<String> told = new HashSet<>();

    /** Who tells all; empty while nobody does. Of the thread alone. */
    private String telling = "";

    ChangesFromKafka(Cache<String, String> cache, String topic, Map<String, Object> client) {
        this.cache = cache;
        this.consumer = new KafkaConsumer<>(client, new StringDeserializer(), new StringDeserializer());
        TopicPartition partition = new TopicPartition(topic, 0);
        consumer.assign(List.of(partition));
        consumer.seekToBeginning(List.of(partition));
        this.thread = new Thread(this::run, "changes-from-kafka");
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        try (consumer) {
            while (closing.getCount() > 0) {
                for (ConsumerRecord<String, String> change : consumer.poll(POLL)) {
                    applyUntilDone(change.key(), change.value());
                }
            }
        } catch (WakeupException e) {
            log.debug("Closed while it waited for changes");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            log.error("The changes of {} are not followed any more", cache.getName(), e);
        }
    }

    /** While Redis is away the changes wait in Kafka. */
    private void applyUntilDone(String key, @Nullable String value) throws InterruptedException {
        do {
            try {
                apply(key, value);
                return;
            } catch (CacheException e) {
                log.warn("A change can't be brought to {}; tried again", cache.getName(), e);
            }
        } while (!closing.await(RETRY_SECONDS, TimeUnit.SECONDS));
    }

    private void apply(String key, @Nullable String value) {
        if (key.equals(Topic.ALL)) {
            all(Objects.requireNonNull(value));
            return;
        }
        if (value == null) {
            cache.remove(key);
        } else {
            cache.put(key, value);
        }
        if (!telling.isEmpty()) {
            told.add(key);
        }
    }

    private void all(String what) {
        if (what.startsWith(Topic.BEGIN)) {
            told.clear();
            telling = what.substring(Topic.BEGIN.length());
        } else if (what.equals(Topic.END + telling)) { // else it is of another, which began before
            Set<String> gone = new HashSet<>();
            cache.forEach(entry -> gone.add(entry.getKey()));
            gone.removeAll(told);
            cache.removeAll(gone);
            told.clear();
            telling = "";
        }
    }

    @Override
    public void close() throws InterruptedException {
        closing.countDown();
        consumer.wakeup();
        thread.join(Duration.ofSeconds(10).toMillis());
    }
}
