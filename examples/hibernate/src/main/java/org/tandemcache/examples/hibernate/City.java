package org.tandemcache.examples.hibernate;

import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Version;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;

/** A city grows: its entry is locked in the cache while a transaction changes it. */
// tag::entity[]
@Entity
@Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
public class City {
    @Id
    private long id;

    @Version
    private int version;

    private String name = "";
    private int population;

    @ManyToOne(fetch = FetchType.LAZY)
    private Country country;
    // end::entity[]

    /** For Hibernate. */
    @SuppressWarnings("NullAway.Init") // Hibernate sets it
    protected City() {}

    City(long id, String name, int population, Country country) {
        this.id = id;
        this.name = name;
        this.population = population;
        this.country = country;
    }

    public long getId() {
        return id;
    }

    public String getName() {
        return name;
    }

    public int getPopulation() {
        return population;
    }

    public void setPopulation(int population) {
        this.population = population;
    }

    public Country getCountry() {
        return country;
    }
}
