package org.tandemcache.examples;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.tandemcache.ChangeListener;
import org.tandemcache.TandemCache;

/** What follows a cache: the sample of docs/events.md; a test keeps the two alike. */
// tag::sample[]
final class Names implements ChangeListener<String> {
    private final Map<String, String> byCode = new ConcurrentHashMap<>();
    private final TandemCache<String, Country> countries;

    Names(TandemCache<String, Country> countries) {
        this.countries = countries;
        countries.onChange(this); // calls lost() first, once it follows
    }

    Map<String, String> byCode() {
        return byCode;
    }

    @Override
    public void changed(Set<String> codes) {
        for (String code : codes) {
            Country country = countries.get(code);
            if (country == null) {
                byCode.remove(code);
            } else {
                byCode.put(code, country.name());
            }
        }
    }

    @Override
    public void cleared() {
        lost();
    }

    @Override
    public void lost() {
        changed(Set.copyOf(byCode.keySet())); // some may be gone
        countries.forEach(entry -> byCode.put(entry.getKey(), entry.getValue().name()));
    }
}
// end::sample[]
