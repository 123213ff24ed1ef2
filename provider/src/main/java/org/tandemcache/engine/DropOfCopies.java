package org.tandemcache.engine;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.tandemcache.far.FarInterceptor;
import org.tandemcache.far.FarKey;
import org.tandemcache.far.FarOperation;
import org.tandemcache.far.FarOperation.Effect;
import org.tandemcache.far.FarOperation.Evidence;
import org.tandemcache.far.FarOperation.Reach;
import org.tandemcache.far.FarOperation.Stored;
import org.tandemcache.far.FarTierException;
import org.tandemcache.far.StoredEntry;

/**
 * Lets every change, done, failed or of unknown outcome, leave no earlier copy of its keys in the near tier: who has
 * written reads what was written, or later (I5 of docs/architecture.md). A single key's copy that had readers is read
 * anew behind the write, in the same flush where it can be. What is read here, by the connection that is not tracked,
 * leaves no copy of another version: nobody goes back to what he saw before. Thread-safe.
 */
final class DropOfCopies<K> implements FarInterceptor {
    private final NearReads<K> reads;

    DropOfCopies(NearReads<K> reads) {
        this.reads = reads;
    }

    @Override
    public <T extends @Nullable Object> T intercept(FarOperation<T> operation, Next next) {
        if (operation.effect() == Effect.READ) {
            return observed(operation, next);
        }
        // What follows is asked now: the notice of a write may be quicker than its answer.
        if (operation.effect().stores() && operation.reach() == Reach.ONE_KEY) {
            return reads.follows(operation.key()) ? followed(operation, next) : dropping(operation, next);
        }
        if (operation.effect() == Effect.COMPARE_AND_STORE) {
            List<FarKey> read = operation.keys().stream().filter(reads::follows).toList();
            T answer = dropping(operation, next);
            reads.followAll(read);
            return answer;
        }
        return dropping(operation, next);
    }

    @Override
    public <T extends @Nullable Object> CompletableFuture<T> begin(
            FarOperation<T> operation, Supplier<CompletableFuture<T>> next) {
        if (operation.effect() == Effect.READ) {
            return next.get().whenComplete((answer, failure) -> {
                if (failure == null) {
                    observe(operation, answer);
                }
            });
        }
        List<FarKey> read = operation.effect().stores()
                ? operation.keys().stream().filter(reads::follows).toList()
                : List.of();
        return next.get().whenComplete((answer, failure) -> {
            drop(operation);
            if (failure == null) {
                reads.followAll(read);
            }
        });
    }

    private <T extends @Nullable Object> T observed(FarOperation<T> read, Next next) {
        T answer;
        try {
            answer = next.run(read);
        } catch (FarTierException e) { // what has come of it is read, too
            e.done().forEach((index, entry) -> {
                long came = entry == null ? StoredEntry.NO_VERSION : entry.fingerprint();
                reads.observe(read.keys().get(index), version -> version == came);
            });
            throw e;
        }
        observe(read, answer);
        return answer;
    }

    private <T extends @Nullable Object> void observe(FarOperation<T> read, T answer) {
        Evidence<T> evidence = read.evidence();
        if (evidence == null) {
            return;
        }
        List<FarKey> keys = read.keys();
        for (int i = 0; i < keys.size(); i++) {
            int index = i;
            reads.observe(keys.get(i), version -> evidence.agrees(answer, index, version));
        }
    }

    private <T extends @Nullable Object> T dropping(FarOperation<T> change, Next next) {
        try {
            return next.run(change);
        } finally {
            drop(change);
        }
    }

    private void drop(FarOperation<?> change) {
        if (change.reach() == Reach.KEY_SPACE) {
            reads.dropAll();
        } else {
            change.keys().forEach(reads::drop);
        }
    }

    /** A store of a key whose readers will ask again. */
    private <T extends @Nullable Object> T followed(FarOperation<T> store, Next next) {
        Stored stored = store.stored();
        if (stored != null) {
            return new PutAndRead<>(reads, store, stored).run(next);
        }
        T answer = dropping(store, next);
        reads.follow(store.key());
        return answer;
    }
}
