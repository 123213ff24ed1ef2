package org.tandemcache.examples;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Real data that every JDK brings. How much of it there is depends on the JDK. */
final class World {
    /** Offsets are looked at on this day, so that no change to summer time comes between. */
    private static final Instant DAY = Instant.parse("2025-01-01T00:00:00Z");

    private World() {}

    /** The countries by their code. */
    static Map<String, Country> countries() {
        Map<String, Country> countries = new TreeMap<>();
        for (String code : Locale.getISOCountries()) {
            Locale locale = new Locale.Builder().setRegion(code).build();
            Currency currency = Currency.getInstance(locale);
            String currencyCode = currency == null ? "none" : currency.getCurrencyCode();
            countries.put(code, new Country(code, locale.getDisplayCountry(Locale.ENGLISH), currencyCode));
        }
        return countries;
    }

    /** The names of the time zones, such as Europe/Zurich. */
    static List<String> zones() {
        return ZoneId.getAvailableZoneIds().stream().sorted().toList();
    }

    /** How many minutes a time zone is ahead of UTC. */
    static int offsetMinutes(String zone) {
        return ZoneId.of(zone).getRules().getOffset(DAY).getTotalSeconds() / 60;
    }
}
