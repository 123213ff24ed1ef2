package org.tandemcache.examples.hibernate;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.hibernate.KeyType;
import org.hibernate.Session;

/**
 * What an application asks for, the same each time: cities with their countries, countries by their codes, and now and
 * then the large cities of a country. Some are asked for far more often than others.
 *
 * @param world what is there
 * @param requests each with a session of its own
 */
record Workload(World world, int requests) {
    /**
     * What a run needed.
     *
     * @param statements sent to the database
     * @param nanos by the monotonic clock
     * @param checksum of what was read, the same in each run
     */
    record Run(long statements, long nanos, long checksum) {}

    Run on(Node node) {
        Random random = new Random(11);
        long before = node.factory().getStatistics().getPrepareStatementCount();
        long start = System.nanoTime();
        long checksum = 0;
        for (int i = 0; i < requests; i++) {
            int number = i;
            double skew = random.nextDouble();
            checksum += node.factory().fromSession(session -> request(session, number, skew));
        }
        long nanos = System.nanoTime() - start;
        return new Run(node.factory().getStatistics().getPrepareStatementCount() - before, nanos, checksum);
    }

    private long request(Session session, int number, double skew) {
        return switch (number % 10) {
            case 0 -> largest(session, picked(world.countries(), skew).getNumber());
            case 1 -> capital(session, picked(world.countries(), skew).getCode());
            default -> city(session, picked(world.cities(), skew).getId());
        };
    }

    private static <T> T picked(List<T> all, double skew) {
        return all.get((int) (skew * skew * skew * all.size()));
    }

    private static long city(Session session, long id) {
        City city = session.find(City.class, id);
        long population = Objects.requireNonNull(city).getPopulation();
        return population + city.getCountry().getName().length();
    }

    private static long capital(Session session, String code) {
        Country country = session.find(Country.class, code, KeyType.NATURAL);
        return Objects.requireNonNull(country).getName().length();
    }

    private static long largest(Session session, int country) {
        List<City> cities = session.createQuery(
                        "from City where country.number = :number order by population desc, id", City.class)
                .setParameter("number", country)
                .setMaxResults(10)
                .setCacheable(true)
                .getResultList();
        List<Integer> populations = new ArrayList<>();
        cities.forEach(city -> populations.add(city.getPopulation()));
        return populations.hashCode();
    }
}
