package org.tandemcache.far;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The way from the engine to a far tier: each operation passes the interceptors in the order in which they were named,
 * and what is off is not on the way. Immutable.
 */
public final class FarPath {
    private final List<FarInterceptor> interceptors;

    private FarPath(List<FarInterceptor> interceptors) {
        this.interceptors = interceptors;
    }

    /** The way that begins at the engine. */
    public static FarPath start() {
        return new FarPath(List.of());
    }

    /**
     * The way that goes on through an interceptor.
     *
     * @param interceptor null for one that is off
     */
    public FarPath through(@Nullable FarInterceptor interceptor) {
        if (interceptor == null) {
            return this;
        }
        List<FarInterceptor> longer = new ArrayList<>(interceptors);
        longer.add(interceptor);
        return new FarPath(longer);
    }

    /** The far tier at the end of the way; itself if nothing stands before it. */
    public FarTier to(FarTier far) {
        if (interceptors.isEmpty()) {
            return far;
        }
        FarInterceptor.Next next = new End(far);
        for (int i = interceptors.size() - 1; i >= 0; i--) {
            next = new Link(interceptors.get(i), next);
        }
        return new InterceptedFarTier(far, next);
    }

    /** {@link #to(FarTier)} for what is begun without a thread that waits. */
    public AsyncFarTier to(AsyncFarTier far) {
        return interceptors.isEmpty() ? far : new InterceptedAsyncFarTier(far, interceptors);
    }

    private record Link(FarInterceptor interceptor, FarInterceptor.Next next) implements FarInterceptor.Next {
        @Override
        public <T extends @Nullable Object> T run(FarOperation<T> operation) {
            return interceptor.intercept(operation, next);
        }
    }

    private record End(FarTier far) implements FarInterceptor.Next {
        @Override
        public <T extends @Nullable Object> T run(FarOperation<T> operation) {
            return operation.work().apply(far);
        }
    }
}
