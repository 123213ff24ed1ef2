package org.tandemcache.event;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.tandemcache.Await;
import org.tandemcache.JournalEvent;
import org.tandemcache.JournalListener;
import org.tandemcache.JournalPosition;

/** Writes down what it reads in a journal. Thread-safe. */
final class JournalRecorder implements JournalListener<String, String> {
    static final String LOST = "lost";

    final List<String> heard = new CopyOnWriteArrayList<>();
    final List<JournalEvent<String, String>> events = new CopyOnWriteArrayList<>();

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

    JournalPosition lastPosition() {
        return events.get(events.size() - 1).position();
    }

    void await(int count) {
        Await.until(count + " are heard", () -> heard.size() >= count);
    }

    void awaitLast(String last) {
        Await.until(
                last + " is heard",
                () -> !heard.isEmpty() && heard.get(heard.size() - 1).equals(last));
    }
}
