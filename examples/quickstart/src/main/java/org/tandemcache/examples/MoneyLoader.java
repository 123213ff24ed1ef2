package org.tandemcache.examples;

import java.util.Collection;
import java.util.Currency;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import javax.cache.integration.CacheLoader;
import org.jspecify.annotations.Nullable;

/** Stands for a slow source, such as a database, and counts how often it is asked. Thread-safe. */
final class MoneyLoader implements CacheLoader<String, Money> {
    private final AtomicInteger calls = new AtomicInteger();

    int calls() {
        return calls.get();
    }

    /** Null, which is never stored, for a code that is no currency. */
    @Override
    public @Nullable Money load(String code) {
        calls.incrementAndGet();
        return find(code);
    }

    @Override
    public Map<String, Money> loadAll(Iterable<? extends String> codes) {
        calls.incrementAndGet();
        Map<String, Money> found = new HashMap<>();
        for (String code : codes) {
            Money money = find(code);
            if (money != null) {
                found.put(code, money);
            }
        }
        return found;
    }

    /** The codes of all currencies. */
    static Collection<String> codes() {
        return Currency.getAvailableCurrencies().stream()
                .map(Currency::getCurrencyCode)
                .toList();
    }

    private static @Nullable Money find(String code) {
        try {
            Currency currency = Currency.getInstance(code);
            return new Money(code, currency.getDisplayName(Locale.ENGLISH), currency.getDefaultFractionDigits());
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
