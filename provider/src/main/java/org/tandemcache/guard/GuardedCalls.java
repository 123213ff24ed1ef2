package org.tandemcache.guard;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.tandemcache.far.FarInterceptor;
import org.tandemcache.far.FarKey;
import org.tandemcache.far.FarOperation;
import org.tandemcache.resilience.CircuitBreaker;
import org.tandemcache.resilience.NodeGuards;

/** Lets each operation through the guards of those to whom it goes; it is refused if one of them refuses. */
record GuardedCalls(Guards guards) implements FarInterceptor {
    @Override
    public <T extends @Nullable Object> T intercept(FarOperation<T> operation, Next next) {
        Supplier<T> work = () -> next.run(operation);
        return switch (operation.reach()) {
            case ONE_KEY -> guards.of(operation.key()).calls().call(work);
            case KEYS -> behindAll(operation.keys(), work);
            case KEY_SPACE -> guards.whole().calls().call(work);
        };
    }

    /** Nobody waits here, so none of the waiting threads is counted. */
    @Override
    public <T extends @Nullable Object> CompletableFuture<T> begin(
            FarOperation<T> operation, Supplier<CompletableFuture<T>> next) {
        Set<CircuitBreaker> needed = Collections.newSetFromMap(new IdentityHashMap<>());
        for (FarKey key : operation.keys()) {
            CircuitBreaker breaker = guards.of(key).breaker();
            if (breaker != null) {
                needed.add(breaker);
            }
        }
        Supplier<CompletableFuture<T>> guarded = next;
        for (CircuitBreaker breaker : needed) {
            Supplier<CompletableFuture<T>> inner = guarded;
            guarded = () -> breaker.begin(inner);
        }
        return guarded.get();
    }

    private <T extends @Nullable Object> T behindAll(List<FarKey> keys, Supplier<T> work) {
        Set<NodeGuards> needed = Collections.newSetFromMap(new IdentityHashMap<>());
        keys.forEach(key -> needed.add(guards.of(key)));
        Supplier<T> guarded = work;
        for (NodeGuards node : needed) {
            Supplier<T> inner = guarded;
            guarded = () -> node.calls().call(inner);
        }
        return guarded.get();
    }
}
