package org.tandemcache.stress;

import org.jspecify.annotations.Nullable;

/** A node of a stress of tags: whoever reads rows through a cache, and invalidates them by their tags. Thread-safe. */
interface TagNode extends AutoCloseable {
    /** The value of a row; loads it where it is not there. */
    long get(int row);

    /** What is there of a row. */
    @Nullable
    Long peek(int row);

    /** Ends all rows with a tag whose version is this from now on. */
    void invalidate(int tag, int version);

    /** The version of a tag of whose invalidation the node has surely heard, whatever time that took. */
    int heard(int tag);

    /** After which time it must have heard of each. */
    long noticeNanos();

    @Override
    void close();
}
