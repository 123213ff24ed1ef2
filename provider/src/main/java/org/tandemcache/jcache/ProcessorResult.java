package org.tandemcache.jcache;

import javax.cache.processor.EntryProcessorException;
import javax.cache.processor.EntryProcessorResult;
import org.jspecify.annotations.Nullable;

/** What {@code invokeAll} returns for one key: a result or a failure. */
record ProcessorResult<T>(@Nullable T result, @Nullable EntryProcessorException failure)
        implements EntryProcessorResult<T> {
    @Override
    public @Nullable T get() {
        if (failure != null) {
            throw failure;
        }
        return result;
    }
}
