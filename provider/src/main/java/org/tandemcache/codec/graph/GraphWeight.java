package org.tandemcache.codec.graph;

import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tandemcache.codec.types.JdkValueTypes;

/**
 * Bounds the work of {@code hashCode} and {@code equals} on what is being read. Thirty sets, each of which holds the
 * next one twice under two names, make a few hundred bytes and a hash code that takes minutes. So each container is
 * weighed when it is complete, before it becomes part of another: its weight is what a walk through it would visit,
 * shared parts counted each time. It is taken from the budget of the value then, and again at each further reference to
 * it, for each may ask for its hash code. Containers are collections, maps, arrays, Optional, records; other objects
 * count as one. Collections that are not the JDK's are left alone: to walk through them would be to run their code.
 * Used by one thread at a time.
 */
public final class GraphWeight {
    // Containers that hold containers; the others need no memory of their weight.
    private @Nullable IdentityHashMap<Object, Long> nested;
    private final ReadBudget budget;

    public GraphWeight(ReadBudget budget) {
        this.budget = budget;
    }

    /** Takes note of a container whose parts are complete. */
    public void completed(Object container) {
        int parts = parts(container);
        budget.visit(1L + parts); // before a walk through a list that has more elements than bytes
        if (parts == 0) {
            return;
        }
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
        keep(container, sum, 1L + parts);
    }

    /** Takes note of a record or Optional with its parts. */
    public void completed(Object container, @Nullable Object[] parts) {
        Sum sum = new Sum();
        sum.addAll(parts);
        keep(container, sum, 0);
    }

    /** Takes note of a further reference to an object. */
    public void again(Object container) {
        budget.visit(weight(container));
    }

    private void keep(Object container, Sum sum, long visited) {
        budget.visit(sum.total - visited);
        if (sum.nests) {
            if (nested == null) {
                nested = new IdentityHashMap<>();
            }
            nested.put(container, sum.total);
        }
    }

    public void clear() {
        nested = null;
    }

    /** How many objects a container holds itself; 0 for what is none, or not the JDK's. */
    private static int parts(@Nullable Object container) {
        if (container instanceof Object[] elements) {
            return elements.length;
        } else if (container instanceof Collection<?> elements) {
            return ofTheJdk(elements) ? elements.size() : 0;
        } else if (container instanceof Map<?, ?> map) {
            return ofTheJdk(map) ? (int) Math.min(Integer.MAX_VALUE, 2L * map.size()) : 0;
        }
        return container instanceof Record || container instanceof Optional<?> ? 1 : 0;
    }

    private static boolean ofTheJdk(Object collection) {
        return JdkValueTypes.isJdk(collection.getClass().getPackageName());
    }

    /** What a walk through an object visits. */
    public long weight(@Nullable Object element) {
        Long known = nested == null ? null : nested.get(element);
        return known == null ? 1L + parts(element) : known;
    }

    /** Adds up what a container holds. */
    private final class Sum {
        private long total = 1;
        private boolean nests;

        void addAll(@Nullable Object[] elements) {
            for (Object element : elements) {
                add(element);
            }
        }

        void add(@Nullable Object element) {
            int parts = parts(element);
            nests |= parts > 0;
            total += parts == 0 ? 1 : weight(element);
        }
    }
}
