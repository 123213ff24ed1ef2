package org.tandemcache.spring;

import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.cache.Cache;
import org.springframework.cache.interceptor.BasicOperation;
import org.springframework.cache.interceptor.CacheOperationInvocationContext;
import org.springframework.cache.interceptor.CachePutOperation;
import org.springframework.cache.interceptor.CacheableOperation;
import org.springframework.cache.interceptor.SimpleCacheResolver;
import org.springframework.cache.transaction.TransactionAwareCacheDecorator;

/**
 * The caches of Spring's annotations by their names, so that a plain {@code @Cacheable} stores nothing that was changed
 * while its method ran: where the cache has {@code load.protection = cluster}, its call is given a view of the cache
 * that claims what it misses. So is a call whose method has {@link CacheTags}, which the view gives to what it stores.
 * All else gets the cache itself; {@code @CachePut} stores whatever has happened. Thread-safe.
 *
 * <p>Boot's starter sets it up unless the application has a {@code CachingConfigurer}; such a one returns it from
 * {@code cacheResolver()}.
 */
public final class TandemCacheResolver extends SimpleCacheResolver {
    private final MethodTags methods = new MethodTags();

    /** @param manager whose caches are resolved */
    public TandemCacheResolver(TandemSpringCacheManager manager) {
        super(manager);
    }

    @Override
    public Collection<? extends Cache> resolveCaches(CacheOperationInvocationContext<?> context) {
        Collection<? extends Cache> caches = super.resolveCaches(context);
        BasicOperation operation = context.getOperation();
        if (!(operation instanceof CacheableOperation || operation instanceof CachePutOperation)) {
            return caches;
        }
        ValueTags tags = methods.of(context);
        boolean claims = operation instanceof CacheableOperation cacheable && !cacheable.isSync();
        if (tags == null && !claims) {
            return caches;
        }
        List<Cache> views = caches.stream().map(cache -> view(cache, tags)).toList();
        return views;
    }

    private static Cache view(Cache cache, @Nullable ValueTags tags) {
        if (cache instanceof TandemSpringCache own) {
            return tags != null || own.loadsAmongNodes() ? new ClaimingCache(own, tags) : own;
        }
        if (cache instanceof TransactionAwareCacheDecorator transactional
                && transactional.getTargetCache() instanceof TandemSpringCache own
                && (tags != null || own.loadsAmongNodes())) {
            return new TransactionAwareCacheDecorator(new ClaimingCache(own, tags));
        }
        return cache;
    }
}
