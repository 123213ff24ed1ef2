package org.tandemcache.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.tandemcache.Await;
import org.tandemcache.JournalEvent;
import org.tandemcache.JournalListener;
import org.tandemcache.JournalPosition;

/** Writes down what it reads in a journal. Thread-safe. */
public final class JournalRecorder implements JournalListener<String, String> {
    public static final String LOST = "lost";

    public final List<String> heard = new CopyOnWriteArrayList<>();
    public final List<JournalEvent<String, String>> events = new CopyOnWriteArrayList<>();

    @Override
    public void changed(JournalEvent<String, String> event) {
        events.add(event);
        heard.add(event.type() + " " + event.key() + "=" + event.value()
                + (event.oldValue() == null ? "" : " was " + event.oldValue()));
    }

    @Override
    public void lost() {
        heard.add(LOST);
    }

    /** The same, which deals with an event for so long. */
    public JournalListener<String, String> heldAt(String event, CountDownLatch until) {
        return new JournalListener<>() {
            @Override
            public void changed(JournalEvent<String, String> told) {
                JournalRecorder.this.changed(told);
                if (heard.get(heard.size() - 1).equals(event)) {
                    awaitZero(until);
                }
            }

            @Override
            public void lost() {
                JournalRecorder.this.lost();
            }
        };
    }

    private static void awaitZero(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) { // the manager is being closed
            Thread.currentThread().interrupt();
        }
    }

    JournalPosition lastPosition() {
        return events.get(events.size() - 1).position();
    }

    public void await(int count) {
        Await.until(count + " are heard", () -> heard.size() >= count);
    }

    public void awaitOne(String one) {
        Await.until(() -> one + " is among " + heard, () -> heard.contains(one));
    }

    public void awaitLast(String last) {
        Await.until(
                last + " is heard",
                () -> !heard.isEmpty() && heard.get(heard.size() - 1).equals(last));
    }
}
