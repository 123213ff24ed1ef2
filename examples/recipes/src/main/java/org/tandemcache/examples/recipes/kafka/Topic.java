package org.tandemcache.examples.recipes.kafka;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.TopicExistsException;

/**
 * Where the changes of a cache go: of each key Kafka keeps the last one for ever. One partition, for {@link #BEGIN} and
 * {@link #END} are told in the order of all keys.
 */
final class Topic {
    /** The key of what is said of all others. */
    static final String ALL = "\u0000all";

    /** Before the name of whoever tells all: each entry that there is follows. */
    static final String BEGIN = "begin ";

    /** Before the same name: what was not told since the beginning is there no more. */
    static final String END = "end ";

    private Topic() {}

    /** Makes a topic, if it is not there. */
    static void make(String name, Map<String, Object> client) {
        NewTopic topic =
                new NewTopic(name, Optional.of(1), Optional.empty()).configs(Map.of("cleanup.policy", "compact"));
        try (Admin admin = Admin.create(client)) {
            admin.createTopics(List.of(topic)).all().get(30, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw new IllegalStateException("the topic " + name + " could not be made", e.getCause());
            }
        } catch (TimeoutException e) {
            throw new IllegalStateException("the topic " + name + " could not be made", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the topic " + name + " was made", e);
        }
    }
}
