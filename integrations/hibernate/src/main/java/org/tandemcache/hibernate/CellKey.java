package org.tandemcache.hibernate;

import org.jspecify.annotations.Nullable;

/**
 * A key as text that can be read in redis-cli, the same in every JVM. Equal to another one of the same text.
 *
 * @param id what Hibernate calls the entry by
 * @param asker whose key of a natural id it is; null for others
 */
record CellKey(String text, Object id, @Nullable TandemTransaction asker) {
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CellKey that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
