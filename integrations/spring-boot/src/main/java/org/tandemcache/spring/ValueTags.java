package org.tandemcache.spring;

import org.jspecify.annotations.Nullable;
import org.tandemcache.config.EntryOptions;

/** The tags that a call gives to the entry of what its method has returned. */
interface ValueTags {
    /** @param value that is to be stored */
    EntryOptions of(@Nullable Object value);
}
