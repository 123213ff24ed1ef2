package org.tandemcache.examples;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import javax.cache.Cache;
import javax.cache.configuration.CacheEntryListenerConfiguration;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.event.CacheEntryCreatedListener;
import javax.cache.event.CacheEntryEvent;
import javax.cache.event.CacheEntryRemovedListener;
import javax.cache.event.CacheEntryUpdatedListener;

/** Listens to the countries on one node while both change them. */
final class Listening implements Step {
    private static final Country OLD = new Country("SZ", "Swaziland", "SZL");
    private static final Country NEW = new Country("SZ", "Eswatini", "SZL");

    @Override
    public String title() {
        return "Listener: node-a hears what node-a does";
    }

    @Override
    public void run(Nodes nodes, Account account) {
        Cache<String, Country> a = nodes.a().getCache(Entries.CACHE, String.class, Country.class);
        Cache<String, Country> b = nodes.b().getCache(Entries.CACHE, String.class, Country.class);
        a.put(OLD.code(), OLD);
        Ear ear = new Ear();
        CacheEntryListenerConfiguration<String, Country> listener =
                new MutableCacheEntryListenerConfiguration<>(() -> ear, null, true, true);
        a.registerCacheEntryListener(listener);
        a.put(NEW.code(), NEW);
        account.line("node-a: put", ear.heard());
        a.remove(NEW.code());
        account.line("node-a: remove", ear.heard());
        a.put(NEW.code(), NEW);
        account.line("node-a: put", ear.heard());
        b.put(NEW.code(), NEW);
        account.line("node-b: put", ear.heard());
        a.deregisterCacheEntryListener(listener);
    }

    /** A synchronous listener: it has been called when the operation returns. */
    private static final class Ear
            implements CacheEntryCreatedListener<String, Country>,
                    CacheEntryUpdatedListener<String, Country>,
                    CacheEntryRemovedListener<String, Country> {
        private final List<String> events = Collections.synchronizedList(new ArrayList<>());

        /** What was heard since this was last asked. */
        String heard() {
            String heard = events.isEmpty() ? "nothing" : String.join(", ", events);
            events.clear();
            return heard;
        }

        @Override
        public void onCreated(Iterable<CacheEntryEvent<? extends String, ? extends Country>> created) {
            created.forEach(event -> events.add("created " + event.getValue().name()));
        }

        @Override
        public void onUpdated(Iterable<CacheEntryEvent<? extends String, ? extends Country>> updated) {
            updated.forEach(event -> events.add("updated " + event.getOldValue().name() + " to "
                    + event.getValue().name()));
        }

        @Override
        public void onRemoved(Iterable<CacheEntryEvent<? extends String, ? extends Country>> removed) {
            removed.forEach(event -> events.add("removed " + event.getOldValue().name()));
        }
    }
}
