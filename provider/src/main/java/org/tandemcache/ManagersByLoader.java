package org.tandemcache;

import java.lang.ref.WeakReference;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The managers of a provider, one for each class loader and URI. A manager is there for as long as its class loader,
 * whether the application holds it or not, and must not hold the loader beyond that. So an application's managers are
 * reached from its own class loader: they become garbage together. Thread-safe; holds its lock for no longer than it
 * takes to look.
 *
 * @param <M> the type of managers
 */
final class ManagersByLoader<M> {
    /** Whose only use is to be visible to every class loader. */
    private static final Class<?> SEEN_BY_ALL = Runnable.class;

    // Both guarded by this object's monitor; each of the maps in them too.
    private final Map<ClassLoader, WeakReference<Map<URI, Opening<M>>>> known = new WeakHashMap<>();
    private final Map<ClassLoader, Map<URI, Opening<M>>> held = new WeakHashMap<>();
    /** From a class of a loader to the managers of that loader. */
    private final ClassValue<Map<URI, Opening<M>>> anchors = new ClassValue<>() {
        @Override
        protected Map<URI, Opening<M>> computeValue(Class<?> type) {
            return new HashMap<>();
        }
    };

    /**
     * Takes the place of a manager that is to be made.
     *
     * @return who has taken it before; null for success
     */
    @Nullable
    Opening<M> putIfAbsent(ClassLoader loader, URI uri, Opening<M> opening) {
        Map<URI, Opening<M>> byUri = there(loader);
        if (byUri == null) {
            byUri = make(loader, anchored(loader)); // with no lock held: it asks the loader for classes
        }
        synchronized (this) {
            return byUri.putIfAbsent(uri, opening);
        }
    }

    private synchronized @Nullable Map<URI, Opening<M>> there(ClassLoader loader) {
        WeakReference<Map<URI, Opening<M>>> reference = known.get(loader);
        return reference == null ? null : reference.get();
    }

    private synchronized Map<URI, Opening<M>> make(ClassLoader loader, @Nullable Map<URI, Opening<M>> anchored) {
        Map<URI, Opening<M>> byUri = anchored == null ? held.computeIfAbsent(loader, any -> new HashMap<>()) : anchored;
        known.put(loader, new WeakReference<>(byUri));
        return byUri;
    }

    /** Not by their loader, which may be collected by now. */
    synchronized void removeIf(Predicate<Opening<M>> which) {
        known.values().forEach(reference -> {
            Map<URI, Opening<M>> byUri = reference.get();
            if (byUri != null) {
                byUri.values().removeIf(which);
            }
        });
    }

    synchronized List<Opening<M>> find(BiPredicate<ClassLoader, URI> which) {
        List<Opening<M>> found = new ArrayList<>();
        known.forEach((loader, reference) -> {
            Map<URI, Opening<M>> byUri = reference.get();
            if (byUri != null) {
                byUri.forEach((uri, opening) -> {
                    if (which.test(loader, uri)) {
                        found.add(opening);
                    }
                });
            }
        });
        return found;
    }

    /**
     * The managers of a loader that can't outlive Tandem, as it sees these classes and so holds theirs; null for
     * another one, which must not hold Tandem, and for Tandem's own.
     */
    private @Nullable Map<URI, Opening<M>> anchored(ClassLoader loader) {
        Class<?> own = ManagersByLoader.class;
        try {
            return loader == own.getClassLoader() || Class.forName(own.getName(), false, loader) != own
                    ? null
                    : anchors.get(classOf(loader));
        } catch (ClassNotFoundException | LinkageError | IllegalArgumentException e) { // it sees less than others
            return null;
        }
    }

    /** A class that the loader has defined, always the same: of proxies, for no other way is open to a stranger. */
    private static Class<?> classOf(ClassLoader loader) {
        return Proxy.newProxyInstance(loader, new Class<?>[] {SEEN_BY_ALL}, (proxy, method, arguments) -> null)
                .getClass();
    }
}
