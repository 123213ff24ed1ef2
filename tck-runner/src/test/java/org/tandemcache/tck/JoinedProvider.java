package org.tandemcache.tck;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.configuration.OptionalFeature;
import javax.cache.integration.CompletionListener;
import javax.cache.spi.CachingProvider;
import org.jspecify.annotations.Nullable;
import org.tandemcache.TandemAsyncCache;
import org.tandemcache.TandemCache;
import org.tandemcache.TandemCachingProvider;

/**
 * Tandem as it is seen by who calls a cache's asynchronous view and waits for each stage: so the TCK holds that view to
 * what it demands of the calls. What the view does not have goes to the cache. Thread-safe.
 */
public final class JoinedProvider implements CachingProvider {
    private final TandemCachingProvider provider = new TandemCachingProvider();
    private final Map<CacheManager, CacheManager> managers = new HashMap<>();

    @Override
    public synchronized CacheManager getCacheManager(
            @Nullable URI uri, @Nullable ClassLoader loader, @Nullable Properties properties) {
        CacheManager manager = provider.getCacheManager(uri, loader, properties);
        return managers.computeIfAbsent(manager, this::joined);
    }

    @Override
    public CacheManager getCacheManager(@Nullable URI uri, @Nullable ClassLoader loader) {
        return getCacheManager(uri, loader, null);
    }

    @Override
    public CacheManager getCacheManager() {
        return getCacheManager(null, null, null);
    }

    private CacheManager joined(CacheManager manager) {
        Map<Cache<?, ?>, Object> caches = new HashMap<>();
        return proxy(CacheManager.class, (self, method, arguments) -> {
            if (method.getName().equals("getCachingProvider")) {
                return this;
            }
            Object result = call(manager, method, arguments);
            if (!(result instanceof TandemCache<?, ?> cache)) {
                return result;
            }
            synchronized (caches) {
                return caches.computeIfAbsent(cache, same -> joined((CacheManager) self, cache));
            }
        });
    }

    private static Object joined(CacheManager manager, TandemCache<?, ?> cache) {
        return proxy(Cache.class, (self, method, arguments) -> {
            if (method.getName().equals("getCacheManager")) {
                return manager;
            }
            if (cache.isClosed()) {
                return call(cache, method, arguments);
            }
            TandemAsyncCache<?, ?> async = cache.async();
            if (method.getName().equals("loadAll")) {
                Object stage = call(
                        async,
                        TandemAsyncCache.class.getMethod("loadAll", Set.class, boolean.class),
                        arguments[0],
                        arguments[1]);
                tell((CompletionStage<?>) stage, (CompletionListener) arguments[2]);
                return null;
            }
            Method begun;
            try {
                begun = TandemAsyncCache.class.getMethod(method.getName(), method.getParameterTypes());
            } catch (NoSuchMethodException e) {
                return call(cache, method, arguments);
            }
            Object stage = call(async, begun, arguments);
            try {
                return ((CompletionStage<?>) stage).toCompletableFuture().join();
            } catch (CompletionException e) {
                throw e.getCause();
            }
        });
    }

    private static void tell(CompletionStage<?> loaded, @Nullable CompletionListener listener) {
        loaded.whenComplete((done, failure) -> {
            if (listener == null) {
                return;
            }
            if (failure == null) {
                listener.onCompletion();
            } else {
                listener.onException((Exception) failure);
            }
        });
    }

    private static @Nullable Object call(Object target, Method method, @Nullable Object... arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        InvocationHandler identical = (self, method, arguments) ->
                method.getName().equals("equals") ? self == arguments[0] : handler.invoke(self, method, arguments);
        return type.cast(
                Proxy.newProxyInstance(JoinedProvider.class.getClassLoader(), new Class<?>[] {type}, identical));
    }

    @Override
    public ClassLoader getDefaultClassLoader() {
        return provider.getDefaultClassLoader();
    }

    @Override
    public URI getDefaultURI() {
        return provider.getDefaultURI();
    }

    @Override
    public Properties getDefaultProperties() {
        return provider.getDefaultProperties();
    }

    @Override
    public void close() {
        provider.close();
    }

    @Override
    public void close(ClassLoader loader) {
        provider.close(loader);
    }

    @Override
    public void close(URI uri, ClassLoader loader) {
        provider.close(uri, loader);
    }

    @Override
    public boolean isSupported(OptionalFeature feature) {
        return provider.isSupported(feature);
    }
}
