package org.tandemcache.examples.recipes.notices;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.cache.CacheManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Messages of an application to all its nodes, on a channel of Redis, in the order of each sender. Nobody keeps them:
 * who is not connected at that moment never gets one. So a receiver is told when it may have missed some: at the
 * beginning, when its connection was lost, and when it was slower than the messages. For changes of a cache there is
 * {@code TandemCache.onChange}, which needs no sender. Thread-safe.
 */
final class Notices implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Notices.class);
    private static final int MOST_WAITING = 1_000;

    /** What hears, called by one thread. */
    interface Receiver {
        /** A message was sent. */
        void received(String message);

        /** Some may have been missed; what was made of them must be made anew. */
        void lost();
    }

    private final String channel;
    private final Receiver receiver;
    private final StatefulRedisConnection<String, String> sending;
    private final StatefulRedisPubSubConnection<String, String> receiving;
    private final BlockingQueue<Runnable> waiting = new LinkedBlockingQueue<>(MOST_WAITING);
    private final AtomicBoolean gap = new AtomicBoolean();
    private final Thread thread;

    private Notices(CacheManager manager, RedisURI redis, String channel, Receiver receiver) {
        this.channel = channel;
        this.receiver = receiver;
        RedisClient client = manager.unwrap(RedisClient.class);
        this.sending = client.connect(redis);
        this.receiving = client.connectPubSub(redis);
        this.thread = new Thread(this::deliver, "notices-" + channel);
        thread.setDaemon(true);
    }

    /** Sends and receives on a channel, through the manager's client. Returns when it has subscribed. */
    static Notices open(CacheManager manager, RedisURI redis, String channel, Receiver receiver) {
        Notices notices = new Notices(manager, redis, channel, receiver);
        try {
            notices.thread.start();
            notices.receiving.addListener(notices.new Incoming());
            notices.receiving.sync().subscribe(channel);
            return notices;
        } catch (RuntimeException e) {
            notices.close();
            throw e;
        }
    }

    /**
     * Sends to all that are connected now, this node too.
     *
     * @return to how many
     */
    long send(String message) {
        return sending.sync().publish(channel, message);
    }

    /** Called by a thread of the client, which reads for all: it must not wait. */
    private final class Incoming extends RedisPubSubAdapter<String, String> {
        @Override
        public void message(String from, String message) {
            offer(() -> receiver.received(message));
        }

        /** At the beginning, and each time the client has connected again. */
        @Override
        public void subscribed(String to, long count) {
            gap.set(true);
            offer(() -> {}); // the gap alone
        }
    }

    private void offer(Runnable call) {
        if (!waiting.offer(call)) {
            gap.set(true);
        }
    }

    /** Whether the receiver has missed some and was not told yet. */
    boolean isBehind() {
        return gap.get();
    }

    private void deliver() {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                tell(waiting.take());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException | Error e) { // of the receiver: others come after it
                log.warn("The receiver of {} failed; it is told of a gap with the next message", channel, e);
                gap.set(true);
            }
        }
    }

    private void tell(Runnable call) {
        if (gap.getAndSet(false)) {
            receiver.lost();
        }
        call.run();
    }

    @Override
    public void close() {
        receiving.close();
        sending.close();
        thread.interrupt();
    }
}
