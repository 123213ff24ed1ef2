package org.tandemcache.benchmarks;

import java.util.HashMap;
import java.util.Map;
import javax.cache.Cache;
import javax.cache.processor.EntryProcessor;
import org.tandemcache.benchmarks.peer.OpenCache;

/** A cache of JCache that holds texts. */
final class JCacheFarPeer implements FarPeer {
    /** Two values of one length take turns, so that each run changes the entry. */
    private static final EntryProcessor<String, String, String> CHANGE = (entry, arguments) -> {
        String old = entry.getValue();
        String first = (String) arguments[0];
        entry.setValue(first.equals(old) ? (String) arguments[1] : first);
        return old;
    };

    private final OpenCache<String> open;
    private final Cache<String, String> cache;
    private final String[] keys;
    private final String[] values;

    JCacheFarPeer(OpenCache<String> open, String[] keys, String[] values) {
        this.open = open;
        this.cache = open.cache();
        this.keys = keys;
        this.values = values;
        Map<String, String> entries = new HashMap<>();
        for (int i = 0; i < keys.length; i++) {
            entries.put(keys[i], values[i]);
        }
        cache.putAll(entries);
    }

    @Override
    public Object get(int index) {
        return cache.get(keys[index]);
    }

    @Override
    public void put(int index) {
        cache.put(keys[index], values[index]);
    }

    @Override
    public Object putIfAbsent(int index) {
        return cache.putIfAbsent(keys[index], values[index]);
    }

    @Override
    public Object getAndPut(int index) {
        return cache.getAndPut(keys[index], values[index]);
    }

    @Override
    public Object remove(int index) {
        return cache.remove(keys[index]);
    }

    @Override
    public Object invoke(int index) {
        return cache.invoke(keys[index], CHANGE, values[index], values[(index + 1) % values.length]);
    }

    @Override
    public void close() {
        open.close();
    }
}
