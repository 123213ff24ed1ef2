package org.tandemcache.jcache;

import java.util.Iterator;
import javax.cache.Cache.Entry;

/** An iterator whose calls are checked as those of its cache are. */
final class CheckedIterator<K, V> implements Iterator<Entry<K, V>> {
    private final CheckedCalls<K, V> calls;
    private final Iterator<Entry<K, V>> entries;

    CheckedIterator(CheckedCalls<K, V> calls, Iterator<Entry<K, V>> entries) {
        this.calls = calls;
        this.entries = entries;
    }

    @Override
    public boolean hasNext() {
        calls.open();
        return calls.guarded("iterator", "any", entries::hasNext);
    }

    @Override
    public Entry<K, V> next() {
        calls.open();
        return calls.guarded("iterator", "any", entries::next);
    }

    @Override
    public void remove() {
        calls.open();
        calls.change("iterator.remove", "any", entries::remove);
    }
}
