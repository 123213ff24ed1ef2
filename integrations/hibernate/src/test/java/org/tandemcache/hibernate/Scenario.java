package org.tandemcache.hibernate;

import java.util.function.Function;
import java.util.stream.Stream;
import org.hibernate.Session;

/**
 * What happens between a reader and a writer, and what reads it then. Each begins with v1, or goes over it, and leaves
 * the database at v2.
 *
 * @param ahead whether the reader's wall clock is ahead of the writer's
 */
record Scenario(String name, Happening happening, Function<Session, String> reading, boolean ahead) {
    /** What it does to two nodes. */
    interface Happening {
        void happen(Interleaving nodes) throws Exception;
    }

    /** What is done by others while the reader is held up. */
    interface Change {
        void make(Interleaving nodes);
    }

    static Scenario of(String name, Happening happening, Function<Session, String> reading) {
        return new Scenario(name, happening, reading, false);
    }

    /** A change that comes before the reader's put, while it is on its way, and after it. */
    static Stream<Scenario> aroundThePut(String name, Function<Session, String> reading, Change change) {
        return Stream.of(
                of(name + ", before the put", n -> n.beforeThePut(reading, () -> change.make(n)), reading),
                of(name + ", within the put", n -> n.withinThePut(reading, () -> change.make(n)), reading),
                of(
                        name + ", after the put",
                        n -> {
                            n.reader.read(reading);
                            n.drain();
                            change.make(n);
                        },
                        reading));
    }

    /** The same, with something before it. */
    Scenario behind(Happening before) {
        return new Scenario(
                name,
                nodes -> {
                    before.happen(nodes);
                    happening.happen(nodes);
                },
                reading,
                ahead);
    }

    /** The same with the reader's wall clock ahead. */
    Scenario withReaderAhead() {
        return new Scenario(name + ", reader's clock ahead", happening, reading, true);
    }

    @Override
    public String toString() {
        return name;
    }
}
