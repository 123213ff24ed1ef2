package org.tandemcache.jcache;

import java.util.Map;
import javax.cache.processor.EntryProcessorException;
import javax.cache.processor.EntryProcessorResult;
import org.jspecify.annotations.Nullable;
import org.tandemcache.codec.CodecException;
import org.tandemcache.engine.Invocations;
import org.tandemcache.far.FarTierException;

/** What comes of several invocations, as the specification hands it out. Used by one thread. */
final class ProcessorResults<K, T> implements Invocations.Results<K, T> {
    private final CheckedCalls<K, ?> calls;
    private final Map<K, EntryProcessorResult<T>> results;

    ProcessorResults(CheckedCalls<K, ?> calls, Map<K, EntryProcessorResult<T>> results) {
        this.calls = calls;
        this.results = results;
    }

    @Override
    public void during(Runnable part) {
        // a cache that was closed meanwhile ends them all
        calls.change("invokeAll", "any", part);
    }

    @Override
    public void result(K key, @Nullable T result) {
        if (result != null) {
            results.put(key, new ProcessorResult<>(result, null));
        }
    }

    @Override
    public void failed(K key, RuntimeException failure) {
        if (failure instanceof EntryProcessorException known) {
            results.put(key, new ProcessorResult<>(null, known));
            return;
        }
        calls.open();
        RuntimeException cause = failure instanceof FarTierException || failure instanceof CodecException
                ? calls.failed("invoke", key, failure)
                : failure;
        results.put(key, new ProcessorResult<>(null, new EntryProcessorException(cause)));
    }
}
