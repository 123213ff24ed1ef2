package org.tandemcache.tags;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.tandemcache.far.Keyspace;

/**
 * The spaces of tags that the caches of one manager use: one for each key space, so that what one of them invalidates
 * is over at once for the others too. A space is known as long as a cache uses it. Thread-safe.
 */
public final class TagSpaces {
    private final Map<ByteBuffer, Used> used = new HashMap<>();
    private final Consumer<TagSpace> onFirst;
    private final Consumer<TagSpace> onLast;

    private static final class Used {
        final TagSpace space;
        int users;

        Used(TagSpace space) {
            this.space = space;
        }
    }

    /**
     * @param onFirst is to hear of changes of its keys from now on
     * @param onLast need not hear of them any more
     */
    public TagSpaces(Consumer<TagSpace> onFirst, Consumer<TagSpace> onLast) {
        this.onFirst = onFirst;
        this.onLast = onLast;
    }

    /** The space of these keys; to be given back by {@link #release}. */
    public synchronized TagSpace use(Keyspace keyspace) {
        Used one = used.computeIfAbsent(ByteBuffer.wrap(keyspace.prefix()), any -> {
            TagSpace made = new TagSpace(keyspace);
            onFirst.accept(made);
            return new Used(made);
        });
        one.users++;
        return one.space;
    }

    /** A cache does not use the space any more. */
    public synchronized void release(TagSpace space) {
        used.computeIfPresent(ByteBuffer.wrap(space.keyspace().prefix()), (any, one) -> {
            if (--one.users > 0) {
                return one;
            }
            onLast.accept(one.space);
            return null;
        });
    }
}
