package org.tandemcache.far.redis.topology;

import io.lettuce.core.protocol.AsyncCommand;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tandemcache.config.ReadFrom;
import org.tandemcache.far.redis.connection.ConnectionFactory;
import org.tandemcache.far.redis.connection.Failures;
import org.tandemcache.far.redis.connection.RedisNode;
import org.tandemcache.far.redis.connection.ServerCommands;

/**
 * The replicas of each master, as the master itself tells: so one way does for a static primary, for Sentinel and for a
 * cluster. One is read from if its master calls it online and it says that its link to the master is up; both are asked
 * every second. A master that does not tell any more is believed for a while. Thread-safe.
 *
 * @see <a href="https://redis.io/docs/latest/commands/info/">INFO replication</a>
 */
@SuppressWarnings("FutureReturnValueIgnored") // what does not answer is not read from
final class Replicas {
    private static final Logger log = LoggerFactory.getLogger(Replicas.class);
    private static final Duration ASKED_EVERY = Duration.ofSeconds(1);
    private static final Duration BELIEVED_FOR = Duration.ofSeconds(10);
    private static final Duration AVOIDED_FOR = Duration.ofSeconds(5);
    /** {@code slave0:ip=10.0.0.7,port=6379,state=online,offset=42,lag=0}, with more fields in newer versions. */
    private static final Pattern REPLICA = Pattern.compile("(?m)^slave\\d+:(?<fields>.*)$");

    private static final Pattern LINK_UP = Pattern.compile("(?m)^master_link_status:up");

    private final ConnectionFactory connections;
    private final Supplier<TopologyView> view;
    private final Future<?> schedule;
    private final ConcurrentMap<String, RedisNode> nodes = new ConcurrentHashMap<>();
    private final ConcurrentMap<RedisNode, Told> told = new ConcurrentHashMap<>();
    private final ConcurrentMap<RedisNode, Answer> answers = new ConcurrentHashMap<>();
    private final ConcurrentMap<RedisNode, Long> avoidedSince = new ConcurrentHashMap<>();

    private final Set<String> warned = ConcurrentHashMap.newKeySet();

    /** @param at {@link System#nanoTime()} of the answer */
    private record Told(List<RedisNode> replicas, long at) {}

    /** @param nanos how long it took */
    private record Answer(String text, long nanos, long at) {}

    Replicas(ConnectionFactory connections, Supplier<TopologyView> view) {
        this.connections = connections;
        this.view = view;
        this.schedule = connections.every(ASKED_EVERY, this::ask);
        ask();
    }

    /** A node to read from in place of a master; null for the master itself. No round trip. */
    @Nullable
    RedisNode choose(RedisNode master, ReadFrom readFrom) {
        long now = System.nanoTime();
        Told of = told.get(master);
        if (of == null || now - of.at() > BELIEVED_FOR.toNanos()) {
            return null;
        }
        List<RedisNode> readable =
                of.replicas().stream().filter(node -> isReadable(node, now)).toList();
        if (readable.isEmpty()) {
            return null;
        }
        if (readFrom == ReadFrom.REPLICA_PREFERRED) {
            return readable.get(ThreadLocalRandom.current().nextInt(readable.size()));
        }
        RedisNode nearest = master;
        for (RedisNode node : readable) {
            nearest = nanos(node) < nanos(nearest) ? node : nearest;
        }
        return nearest.equals(master) ? null : nearest;
    }

    private boolean isReadable(RedisNode node, long now) {
        Answer answer = answers.get(node);
        Long avoided = avoidedSince.get(node);
        return answer != null
                && now - answer.at() < BELIEVED_FOR.toNanos()
                && LINK_UP.matcher(answer.text()).find()
                && (avoided == null || now - avoided > AVOIDED_FOR.toNanos())
                && node.isUp();
    }

    private long nanos(RedisNode node) {
        Answer answer = answers.get(node);
        return answer == null ? Long.MAX_VALUE : answer.nanos();
    }

    /** It did not answer a read. */
    void avoid(RedisNode node) {
        avoidedSince.put(node, System.nanoTime());
    }

    private void ask() {
        try {
            askMasters();
        } catch (RuntimeException e) { // or nobody would ask again
            log.debug("Replicas can't be asked for", e);
        }
    }

    private void askMasters() {
        List<RedisNode> masters = view.get().masters();
        told.keySet().retainAll(masters);
        for (RedisNode master : masters) {
            ask(master, answer -> {
                List<RedisNode> replicas = new ArrayList<>();
                for (Matcher line = REPLICA.matcher(answer.text()); line.find(); ) {
                    Map<String, String> replica = fields(line.group("fields"));
                    String host = replica.get("ip");
                    String port = replica.get("port");
                    if ("online".equals(replica.get("state")) && host != null && port != null) {
                        replicas.add(node(host, Integer.parseInt(port)));
                    }
                }
                told.put(master, new Told(List.copyOf(replicas), answer.at()));
                replicas.forEach(replica -> ask(replica, any -> {}));
                forgetOthers();
            });
        }
    }

    private static Map<String, String> fields(String line) {
        Map<String, String> fields = new HashMap<>();
        for (String field : line.split(",", -1)) {
            String[] parts = field.split("=", 2);
            fields.put(parts[0], parts[parts.length - 1]);
        }
        return fields;
    }

    private void ask(RedisNode node, Consumer<Answer> then) {
        long sentAt = System.nanoTime();
        node.open()
                .thenCompose(connection -> {
                    AsyncCommand<byte[], byte[], String> info = ServerCommands.infoOfReplication();
                    connection.dispatch(info);
                    return info;
                })
                .whenComplete((text, failure) -> {
                    if (failure != null) {
                        answers.remove(node);
                        if (Failures.rootMessage(failure).startsWith("NOPERM ") && warned.add(node.hostAndPort())) {
                            log.warn(
                                    "{} tells nothing of replicas, so masters answer in place of them: {}. Its ACL must"
                                            + " allow the user +info, and +readonly in a cluster",
                                    node,
                                    Failures.rootMessage(failure));
                        }
                    } else {
                        long now = System.nanoTime();
                        Answer answer = new Answer(text, now - sentAt, now);
                        answers.put(node, answer);
                        then.accept(answer);
                    }
                });
    }

    private RedisNode node(String host, int port) {
        return nodes.computeIfAbsent(
                host + ":" + port,
                any -> RedisNode.replica(
                        connections,
                        connections.settings().node(host, port),
                        view.get().isCluster()));
    }

    /** Those of former masters, or taken away. */
    private void forgetOthers() {
        Set<RedisNode> known = new HashSet<>();
        told.values().forEach(of -> known.addAll(of.replicas()));
        nodes.forEach((name, node) -> {
            if (!known.contains(node) && nodes.remove(name, node)) {
                answers.remove(node);
                avoidedSince.remove(node);
                node.close();
            }
        });
    }

    /** Ends what is asked; the connections end with the client. */
    void close() {
        schedule.cancel(false);
    }
}
