package org.tandemcache.examples.hibernate;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.hibernate.SessionFactory;

/**
 * Countries and cities with made-up names, the same at each run.
 *
 * @param countries of which each has a code of three letters
 * @param cities spread over them unevenly
 */
record World(List<Country> countries, List<City> cities) {
    private static final int COUNTRIES = 200;
    private static final String[] SYLLABLES = {
        "ba", "den", "fel", "gar", "hol", "ka", "lin", "mar", "nor", "os", "pel", "ri", "sun", "ta", "vil", "wen"
    };

    static World of(int cities) {
        Random random = new Random(7);
        List<Country> countries = new ArrayList<>();
        for (int number = 1; number <= COUNTRIES; number++) {
            countries.add(new Country(number, code(number), name(random, 3) + "ia"));
        }
        List<City> made = new ArrayList<>();
        for (long id = 1; id <= cities; id++) {
            double skew = random.nextDouble();
            Country country = countries.get((int) (skew * skew * COUNTRIES));
            made.add(new City(id, name(random, 2 + random.nextInt(2)), 500 + random.nextInt(2_000_000), country));
        }
        return new World(countries, made);
    }

    private static String code(int number) {
        return "" + letter(number / 26) + letter(number) + letter(number * 7);
    }

    private static char letter(int number) {
        return (char) ('A' + number % 26);
    }

    private static String name(Random random, int syllables) {
        StringBuilder name = new StringBuilder();
        for (int i = 0; i < syllables; i++) {
            name.append(SYLLABLES[random.nextInt(SYLLABLES.length)]);
        }
        return Character.toUpperCase(name.charAt(0)) + name.substring(1);
    }

    /** Writes all rows, past every cache. */
    void insert(SessionFactory factory) {
        factory.inStatelessTransaction(session -> {
            session.setJdbcBatchSize(500);
            session.insertMultiple(countries);
            session.insertMultiple(cities);
        });
    }
}
