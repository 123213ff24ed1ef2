package org.tandemcache.far.redis.topology;

import io.lettuce.core.RedisURI;
import io.lettuce.core.protocol.RedisCommand;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tandemcache.far.FarTierException;
import org.tandemcache.far.redis.connection.ConnectFailures;
import org.tandemcache.far.redis.connection.ConnectionFactory;
import org.tandemcache.far.redis.connection.Failures;
import org.tandemcache.far.redis.connection.RedisNode;

/**
 * One master that Sentinels watch over. Each of them is asked, now and then and after each sign of trouble; their
 * answers decide, and of these the one that knows the latest failover. Epochs begin anew with Sentinels that were set
 * up anew, so an old epoch of ours holds only against a minority. A Sentinel that tells of a switch by itself makes
 * near copies lose their promise and all be asked; it does not decide, since it may tell late. After a switch the
 * former master calls itself one for some seconds more, so its connections are given up at once. Thread-safe.
 */
final class SentinelTopology implements Topology {
    private static final Logger log = LoggerFactory.getLogger(SentinelTopology.class);
    private static final Duration ASKED_EVERY = Duration.ofSeconds(5);
    private static final Duration ASKED_AGAIN_AFTER = Duration.ofMillis(200);

    private final ConnectionFactory connections;
    private final List<Sentinel> sentinels;
    private final List<BiConsumer<TopologyView, TopologyView>> listeners = new CopyOnWriteArrayList<>();
    private final Future<?> schedule;
    private volatile @Nullable TopologyView view;
    private volatile long askedAt = System.nanoTime();
    // Of the last answer, whichever Sentinel gave it.
    private volatile @Nullable Throwable failure;
    // Guarded by this: of the failover that made the master one, and what those who answer say.
    private long epoch = Long.MIN_VALUE;
    private final Map<Sentinel, Sentinel.Claim> answers = new HashMap<>();

    private SentinelTopology(ConnectionFactory connections) {
        this.connections = connections;
        RedisURI uri = connections.address().uri();
        this.sentinels = uri.getSentinels().stream()
                .map(sentinel -> new Sentinel(
                        connections,
                        connections.settings().sentinel(sentinel),
                        uri.getSentinelMasterId(),
                        this::heardOfSwitch))
                .toList();
        this.schedule = connections.every(ASKED_EVERY, this::ask);
    }

    /**
     * Asks the Sentinels.
     *
     * @throws FarTierException of kind UNAVAILABLE if none of them tells in time
     */
    static SentinelTopology open(ConnectionFactory connections) {
        SentinelTopology topology = new SentinelTopology(connections);
        boolean open = false;
        try {
            topology.awaitAnswer();
            open = true;
            return topology;
        } finally {
            if (!open) {
                topology.close();
                topology.sentinels.forEach(Sentinel::close);
            }
        }
    }

    /** The first answer will do: a later one that knows more is adopted when it comes. */
    @SuppressWarnings("FutureReturnValueIgnored") // what they bring completes the one that is waited for
    private void awaitAnswer() {
        List<CompletableFuture<Boolean>> answers = ask();
        CompletableFuture<Void> any = new CompletableFuture<>();
        answers.forEach(answer -> answer.thenAccept(told -> {
            if (told) {
                any.complete(null);
            }
        }));
        CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                .whenComplete((all, none) -> any.complete(null));
        try {
            any.get(connections.connectBound().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            throw unknown(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unknown(e);
        }
        if (view == null) {
            throw unknown(null);
        }
    }

    private FarTierException unknown(@Nullable Throwable cause) {
        Throwable last = failure;
        String reason = last == null ? "" : Failures.rootMessage(last);
        return new FarTierException(
                FarTierException.Kind.UNAVAILABLE,
                "Redis at " + connections.address().hostAndPort()
                        + " can't be found: no Sentinel tells where the master is"
                        + (last == null ? "" : ": " + reason + ConnectFailures.sentinelAdvice(reason))
                        + "; the address came from the " + connections.address().origin(),
                cause == null ? last : cause);
    }

    @Override
    public TopologyView view() {
        TopologyView current = view;
        if (current == null) {
            throw unknown(null);
        }
        return current;
    }

    @Override
    public TopologyView freshView() {
        return view(); // a scan begins again if its connection was lost
    }

    @Override
    public void dispatch(RedisCommand<byte[], byte[], ?> command) {
        view().masters().get(0).connection().dispatch(command);
    }

    @Override
    public void dispatch(List<? extends RedisCommand<byte[], byte[], ?>> commands) {
        view().masters().get(0).connection().dispatch(commands);
    }

    @Override
    public int keysPerCommand() {
        return Integer.MAX_VALUE;
    }

    @Override
    public void suspect() {
        if (System.nanoTime() - askedAt > ASKED_AGAIN_AFTER.toNanos()) {
            ask();
        }
    }

    /** Asks all; whether each one has told. */
    private List<CompletableFuture<Boolean>> ask() {
        askedAt = System.nanoTime();
        return sentinels.stream()
                .map(sentinel -> connections
                        .within(connections.connectBound(), sentinel.ask())
                        .handle((claim, refusal) -> {
                            failure = refusal;
                            if (refusal != null) {
                                log.debug("Sentinel {} does not answer", sentinel, refusal);
                            }
                            answered(sentinel, refusal == null ? claim : null);
                            return refusal == null;
                        }))
                .toList();
    }

    private synchronized void heardOfSwitch(Sentinel.Claim claim) {
        TopologyView current = view;
        if (current != null && !claim.isAt(current.masters().get(0))) {
            listeners.forEach(listener -> listener.accept(current, TopologyView.nobody()));
            ask();
        }
    }

    private synchronized void answered(Sentinel sentinel, Sentinel.@Nullable Claim claim) {
        if (claim == null) {
            answers.remove(sentinel);
        } else {
            answers.put(sentinel, claim);
            decide();
        }
    }

    private void decide() {
        Sentinel.Claim latest = Collections.max(answers.values(), Comparator.comparingLong(Sentinel.Claim::epoch));
        TopologyView before = view;
        if (before == null) {
            adopt(latest);
            return;
        }
        RedisNode master = before.masters().get(0);
        Sentinel.Claim named = namedByMost();
        if (latest.isAt(master)) {
            // An old Sentinel among new ones knows the latest failover of a world that is gone, master and all.
            if (named == null || named.isAt(master) || !master.isDown()) {
                epoch = latest.epoch();
                return;
            }
            latest = named;
        } else if (latest.epoch() <= epoch) { // a Sentinel that was cut off, or all of them know other epochs than ours
            if (named == null || named.isAt(master)) {
                return;
            }
            latest = named;
        }
        adopt(latest);
    }

    /** Whom more than half of the Sentinels name; while the master is down, more than half of those who answer. */
    private Sentinel.@Nullable Claim namedByMost() {
        TopologyView current = view;
        boolean down = current != null && current.masters().get(0).isDown();
        int voters = down ? answers.size() : sentinels.size();
        return answers.values().stream()
                .filter(claim ->
                        2 * answers.values().stream().filter(claim::isSame).count() > voters)
                .max(Comparator.comparingLong(Sentinel.Claim::epoch))
                .orElse(null);
    }

    private void adopt(Sentinel.Claim claim) {
        epoch = claim.epoch();
        TopologyView before = view;
        TopologyView now = TopologyView.of(
                new RedisNode(connections, connections.settings().node(claim.host(), claim.port())));
        view = now;
        if (before != null) {
            RedisNode former = before.masters().get(0);
            log.info(
                    "The Sentinels have switched from {} to {}",
                    former,
                    now.masters().get(0));
            former.close();
            listeners.forEach(listener -> listener.accept(before, now));
        }
    }

    @Override
    public void onChange(BiConsumer<TopologyView, TopologyView> listener) {
        listeners.add(listener);
    }

    @Override
    public void close() {
        schedule.cancel(false);
    }

    @Override
    public String toString() {
        return "behind Sentinels, master " + view().masters().get(0).hostAndPort();
    }
}
