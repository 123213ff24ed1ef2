package org.tandemcache.far.redis;

import io.lettuce.core.RedisURI;
import io.lettuce.core.protocol.RedisCommand;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.List;
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

/**
 * One master that Sentinels watch over. Each of them is asked, now and then and after each sign of trouble, and tells
 * of a switch by itself; the word of the latest failover counts. After a switch the former master calls itself one for
 * some seconds more, so its connections are given up at once. Thread-safe.
 */
final class SentinelTopology implements Topology {
    private static final Logger log = LoggerFactory.getLogger(SentinelTopology.class);
    private static final Duration ASKED_EVERY = Duration.ofSeconds(5);
    private static final Duration ASKED_AGAIN_AFTER = Duration.ofMillis(200);

    private final RedisConnector connector;
    private final List<Sentinel> sentinels;
    private final List<BiConsumer<TopologyView, TopologyView>> listeners = new CopyOnWriteArrayList<>();
    private final Future<?> schedule;
    private volatile @Nullable TopologyView view;
    private volatile long askedAt = System.nanoTime();
    // Of the last answer, whichever Sentinel gave it.
    private volatile @Nullable Throwable failure;
    // Guarded by this.
    private long epoch = Long.MIN_VALUE;

    private SentinelTopology(RedisConnector connector) {
        this.connector = connector;
        RedisURI uri = connector.address().uri();
        this.sentinels = uri.getSentinels().stream()
                .map(sentinel -> new Sentinel(
                        connector, connector.settings().sentinel(sentinel), uri.getSentinelMasterId(), this::heard))
                .toList();
        this.schedule = connector.every(ASKED_EVERY, this::ask);
    }

    /**
     * Asks the Sentinels.
     *
     * @throws FarTierException of kind UNAVAILABLE if none of them tells in time
     */
    static SentinelTopology open(RedisConnector connector) {
        SentinelTopology topology = new SentinelTopology(connector);
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
            any.get(connector.connectBound().toMillis(), TimeUnit.MILLISECONDS);
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
        return connector.unreachable(
                connector.address().hostAndPort(),
                "no Sentinel tells where the master is" + (last == null ? "" : ": " + Failures.rootMessage(last)),
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
                .map(sentinel -> sentinel.ask().thenAccept(this::heard).handle((done, refusal) -> {
                    failure = refusal;
                    if (refusal != null) {
                        log.debug("Sentinel {} does not answer", sentinel, refusal);
                    }
                    return refusal == null;
                }))
                .toList();
    }

    private synchronized void heard(Sentinel.Claim claim) {
        TopologyView before = view;
        boolean news = claim.epoch() == Sentinel.Claim.UNTOLD;
        if (!news) {
            if (before != null && claim.epoch() <= epoch) {
                return; // from before the latest failover, or nothing new
            }
            epoch = claim.epoch();
        }
        RedisURI uri = connector.settings().node(claim.host(), claim.port());
        RedisNode former = before == null ? null : before.masters().get(0);
        if (before != null && former != null && former.isAt(uri)) {
            return;
        }
        TopologyView now = TopologyView.of(new RedisNode(connector, uri));
        view = now;
        if (before != null && former != null) {
            log.info("The Sentinels have switched from {} to {}", former, now.masters());
            former.close();
            listeners.forEach(listener -> listener.accept(before, now));
            ask(); // news carry no epoch: the answers settle which ones are the latest
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
