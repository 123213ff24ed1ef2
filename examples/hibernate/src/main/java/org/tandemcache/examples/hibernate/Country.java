package org.tandemcache.examples.hibernate;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.OneToMany;
import java.util.ArrayList;
import java.util.List;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;
import org.hibernate.annotations.Immutable;
import org.hibernate.annotations.NaturalId;
import org.hibernate.annotations.NaturalIdCache;

/** A country never changes, so nobody locks it. Found by its number or by its code. */
@Entity
@Immutable
@Cache(usage = CacheConcurrencyStrategy.READ_ONLY)
@NaturalIdCache
public class Country {
    @Id
    private int number;

    @NaturalId
    private String code = "";

    private String name = "";

    @OneToMany(mappedBy = "country")
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    private List<City> cities = new ArrayList<>();

    /** For Hibernate. */
    protected Country() {}

    Country(int number, String code, String name) {
        this.number = number;
        this.code = code;
        this.name = name;
    }

    public int getNumber() {
        return number;
    }

    public String getCode() {
        return code;
    }

    public String getName() {
        return name;
    }

    public List<City> getCities() {
        return cities;
    }
}
