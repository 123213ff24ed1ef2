package org.tandemcache.examples.recipes.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tandemcache.ChangeListener;
import org.tandemcache.ChangeSubscription;
import org.tandemcache.TandemCache;

/**
 * Sends what a cache has under each key that has changed, by whomever, and nothing for what it has not. Where changes
 * may have been missed, also as Kafka did not take some, all is sent again. So the topic has the last value of each
 * key, and not each value that was between. Two nodes may run it: the topic has everything twice then, and the same at
 * the end.
 *
 * <p>Not for a cache with read-through: the look at a removed key would load it.
 */
final class ChangesToKafka implements ChangeListener<String>, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ChangesToKafka.class);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);

    private final TandemCache<String, String> cache;
    private final String topic;
    private final Producer<String, String> producer;
    private final AtomicBoolean behind = new AtomicBoolean();
    private final ChangeSubscription subscription;

    /** Begins with all that there is, once it follows. */
    ChangesToKafka(TandemCache<String, String> cache, String topic, Map<String, Object> client) {
        this.cache = cache;
        this.topic = topic;
        this.producer = producer(client);
        this.subscription = cache.onChange(this);
    }

    private static Producer<String, String> producer(Map<String, Object> client) {
        Map<String, Object> settings = new HashMap<>(client);
        settings.put("acks", "all"); // and idempotent, by default: nothing is sent twice or in another order
        return new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer());
    }

    @Override
    public void changed(Set<String> keys) {
        if (behind.get()) {
            lost();
        } else {
            orElseAll(() -> keys.forEach(key -> send(key, cache.get(key))));
        }
    }

    @Override
    public void cleared() {
        lost();
    }

    @Override
    public void lost() {
        behind.set(false); // whatever fails from now on is not in what is sent
        orElseAll(this::sendAll);
    }

    private void sendAll() {
        String name = UUID.randomUUID().toString();
        send(Topic.ALL, Topic.BEGIN + name);
        cache.forEach(entry -> send(entry.getKey(), entry.getValue()));
        send(Topic.ALL, Topic.END + name);
    }

    /** What could not be read from the cache or given to Kafka is sent again with all. */
    private void orElseAll(Runnable sending) {
        try {
            sending.run();
        } catch (RuntimeException e) {
            behind.set(true);
            throw e;
        }
    }

    private void send(String key, @Nullable String value) {
        var unused = producer.send(new ProducerRecord<>(topic, key, value), (sent, failure) -> {
            if (failure != null) {
                log.warn(
                        "Kafka has not taken a change of {}; all is sent again with the next",
                        cache.getName(),
                        failure);
                behind.set(true);
            }
        });
    }

    @Override
    public void close() {
        subscription.close();
        producer.close(CLOSE_TIMEOUT);
    }
}
