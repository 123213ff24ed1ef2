package org.tandemcache.codec;

import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Bounds the work of {@code hashCode} and {@code equals} on what is being read. Thirty sets, each of which holds the
 * next one twice under two names, make a few hundred bytes and a hash code that takes minutes. So each container is
 * weighed when it is complete, before it becomes part of another: its weight is what a walk through it would visit,
 * shared parts counted each time. Containers are collections, maps, arrays, Optional, records; other objects count as
 * one. Used by one thread at a time.
 */
final class GraphWeight {
    private static final long HEAVIEST = 50_000_000;

    // Containers that hold containers; the others need no memory of their weight.
    private @Nullable IdentityHashMap<Object, Long> nested;

    /** Takes note of a container whose parts are complete. */
    void completed(Object container) {
        Sum sum = new Sum();
        if (container instanceof Collection<?> elements) {
            elements.forEach(sum::add);
        } else if (container instanceof Map<?, ?> map) {
            map.forEach((key, value) -> {
                sum.add(key);
                sum.add(value);
            });
        } else if (container instanceof Object[] elements) {
            sum.addAll(elements);
        }
        keep(container, sum);
    }

    /** Takes note of a record or Optional with its parts. */
    void completed(Object container, Object[] parts) {
        Sum sum = new Sum();
        sum.addAll(parts);
        keep(container, sum);
    }

    private void keep(Object container, Sum sum) {
        if (sum.total > HEAVIEST) {
            throw new CodecException(
                    UnreadableReason.TOO_LARGE,
                    "its containers refer to each other so often that a walk through them would visit more than "
                            + HEAVIEST + " objects",
                    null);
        }
        if (sum.nests) {
            if (nested == null) {
                nested = new IdentityHashMap<>();
            }
            nested.put(container, sum.total);
        }
    }

    void clear() {
        nested = null;
    }

    /** Adds up what a container holds. */
    private final class Sum {
        private long total = 1;
        private boolean nests;

        void addAll(Object[] elements) {
            for (Object element : elements) {
                add(element);
            }
        }

        void add(@Nullable Object element) {
            total += weight(element);
        }

        private long weight(@Nullable Object element) {
            int shallow;
            if (element instanceof Collection<?> elements) {
                shallow = elements.size();
            } else if (element instanceof Map<?, ?> map) {
                shallow = 2 * map.size();
            } else if (element instanceof Object[] elements) {
                shallow = elements.length;
            } else if (element instanceof Record || element instanceof Optional<?>) {
                shallow = 1;
            } else {
                return 1;
            }
            nests = true;
            Long known = nested == null ? null : nested.get(element);
            return known == null ? 1 + shallow : known;
        }
    }
}
