package org.tandemcache.examples.recipes.notices;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.tandemcache.examples.recipes.Stage;
import org.tandemcache.testkit.ClientInfo;
import org.tandemcache.testkit.RedisServer;
import org.tandemcache.testkit.WithRedis;

@WithRedis
class NoticesTest {
    private static final String LOST = "lost";

    /** Keeps what it hears, once it may go on. */
    private static final class Hearing implements Notices.Receiver {
        private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        private final CountDownLatch mayGoOn = new CountDownLatch(1);

        @Override
        public void received(String message) {
            await(mayGoOn);
            heard.add(message);
            if (message.equals("bad")) {
                throw new IllegalStateException("a bad message");
            }
            if (message.equals("worse")) {
                throw new AssertionError("a message that is worse");
            }
        }

        @Override
        public void lost() {
            heard.add(LOST);
        }

        String next() throws InterruptedException {
            return heard.poll(30, TimeUnit.SECONDS);
        }

        List<String> next(int number) throws InterruptedException {
            List<String> all = new ArrayList<>();
            for (int i = 0; i < number; i++) {
                all.add(next());
            }
            return all;
        }

        private static void await(CountDownLatch latch) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private final Stage stage;
    private final Hearing first = new Hearing();
    private final Hearing second = new Hearing();
    private final Notices a;
    private final Notices b;

    NoticesTest(RedisServer redis) {
        stage = Stage.over(redis);
        a = Notices.open(stage.node("node-a"), stage.uri(), "shop", first);
        b = Notices.open(stage.node("node-b"), stage.uri(), "shop", second);
    }

    @AfterEach
    void close() {
        first.mayGoOn.countDown();
        second.mayGoOn.countDown();
        a.close();
        b.close();
        stage.close();
    }

    @Test
    void messages_reachAllNodesInTheOrderOfTheirSender() throws Exception {
        first.mayGoOn.countDown();
        second.mayGoOn.countDown();
        for (int i = 0; i < 200; i++) {
            assertThat(a.send("a" + i)).isEqualTo(2);
            assertThat(b.send("b" + i)).isEqualTo(2);
        }
        for (Hearing node : List.of(first, second)) {
            assertThat(node.next()).isEqualTo(LOST); // the beginning
            List<String> heard = node.next(400);
            assertThat(heard).filteredOn(message -> message.startsWith("a")).isEqualTo(numbered("a"));
            assertThat(heard).filteredOn(message -> message.startsWith("b")).isEqualTo(numbered("b"));
        }
    }

    private static List<String> numbered(String sender) {
        return IntStream.range(0, 200).mapToObj(number -> sender + number).toList();
    }

    @Test
    void connectionThatIsLost_isToldAsAGapAndMadeAnew(RedisServer redis) throws Exception {
        second.mayGoOn.countDown();
        assertThat(second.next()).isEqualTo(LOST);
        redis.killClients(ClientInfo::isSubscriber);
        assertThat(second.next()).isEqualTo(LOST);
        a.send("there again");
        assertThat(second.next()).isEqualTo("there again");
    }

    @Test
    void receiverThatIsTooSlow_isToldThatItHasMissedSome() throws Exception {
        first.mayGoOn.countDown();
        assertThat(second.next()).isEqualTo(LOST);
        int sent = 0;
        while (!b.isBehind()) {
            assertThat(sent).as("messages that wait").isLessThan(1_000_000);
            a.send("m" + sent++);
        }
        second.mayGoOn.countDown();
        List<String> heard = new ArrayList<>();
        String message = second.next();
        while (!LOST.equals(message)) {
            assertThat(message).isNotNull();
            heard.add(message);
            message = second.next();
        }
        assertThat(heard).hasSizeLessThan(sent);
        b.send("after");
        while (!"after".equals(message)) {
            message = second.next();
            assertThat(message).isNotNull();
        }
    }

    @Test
    void receiverThatFails_isToldOfAGapAndGoesOn() throws Exception {
        second.mayGoOn.countDown();
        assertThat(second.next()).isEqualTo(LOST);
        for (String message : List.of("bad", "", "worse", "good")) {
            a.send(message);
        }
        assertThat(second.next(6)).containsExactly("bad", LOST, "", "worse", LOST, "good");
    }
}
