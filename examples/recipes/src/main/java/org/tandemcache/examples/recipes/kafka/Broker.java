package org.tandemcache.examples.recipes.kafka;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.kafka.common.test.KafkaClusterTestKit;
import org.apache.kafka.common.test.TestKitNodes;

/**
 * A Kafka broker in this JVM, which is its own controller: for the recipe and its test.
 *
 * @param kit what starts and ends it
 */
record Broker(KafkaClusterTestKit kit) implements AutoCloseable {
    static Broker start() {
        try {
            TestKitNodes nodes = new TestKitNodes.Builder()
                    .setCombined(true)
                    .setNumControllerNodes(1)
                    .setNumBrokerNodes(1)
                    .build();
            KafkaClusterTestKit kit = new KafkaClusterTestKit.Builder(nodes)
                    .setConfigProp("offsets.topic.replication.factor", "1")
                    .setConfigProp("offsets.topic.num.partitions", "1")
                    .setConfigProp("group.initial.rebalance.delay.ms", "0")
                    .build();
            Broker broker = new Broker(kit);
            formatQuietly(kit);
            kit.startup();
            kit.waitForReadyBrokers();
            return broker;
        } catch (Exception e) {
            throw new IllegalStateException("Kafka could not be started", e);
        }
    }

    /** The kit prints what it formats, at length, among what the recipe says. */
    private static void formatQuietly(KafkaClusterTestKit kit) throws Exception {
        PrintStream out = System.out;
        System.setOut(new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8));
        try {
            kit.format();
        } finally {
            System.setOut(out);
        }
    }

    /** Settings of a client. */
    Map<String, Object> client() {
        return Map.of("bootstrap.servers", kit.bootstrapServers());
    }

    @Override
    public void close() {
        try {
            kit.close();
        } catch (Exception e) {
            throw new IllegalStateException("Kafka could not be ended", e);
        }
    }
}
