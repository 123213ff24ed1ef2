package org.tandemcache.examples.hibernate;

import jakarta.persistence.CascadeType;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** An entity with collections and a reference that are loaded on demand, as an application puts it into a cache. */
@Entity
public class Purchase implements Serializable {
    private static final long serialVersionUID = 1L;

    @Id
    private long id;

    @ElementCollection
    private List<String> items = new ArrayList<>();

    @ElementCollection
    private Set<String> tags = new HashSet<>();

    @ElementCollection
    private Map<String, Integer> counts = new HashMap<>();

    @OneToMany(cascade = CascadeType.ALL)
    private List<Buyer> watchers = new ArrayList<>();

    @ManyToOne(fetch = FetchType.LAZY, cascade = CascadeType.ALL)
    private Buyer buyer;

    public Purchase() {}

    static Purchase of(long id) {
        Purchase purchase = new Purchase();
        purchase.id = id;
        purchase.items.addAll(List.of("a", "b"));
        purchase.tags.add("tag");
        purchase.counts.put("a", 2);
        purchase.watchers.add(Buyer.of(id + 1));
        purchase.buyer = Buyer.of(id);
        return purchase;
    }

    public long getId() {
        return id;
    }

    public void setId(long id) {
        this.id = id;
    }

    public List<String> getItems() {
        return items;
    }

    public void setItems(List<String> items) {
        this.items = items;
    }

    public Set<String> getTags() {
        return tags;
    }

    public void setTags(Set<String> tags) {
        this.tags = tags;
    }

    public Map<String, Integer> getCounts() {
        return counts;
    }

    public void setCounts(Map<String, Integer> counts) {
        this.counts = counts;
    }

    public List<Buyer> getWatchers() {
        return watchers;
    }

    public void setWatchers(List<Buyer> watchers) {
        this.watchers = watchers;
    }

    public Buyer getBuyer() {
        return buyer;
    }

    public void setBuyer(Buyer buyer) {
        this.buyer = buyer;
    }

    /** An entity without collections. */
    @Entity
    public static class Receipt implements Serializable {
        private static final long serialVersionUID = 1L;

        @Id
        private long id;

        @ManyToOne(fetch = FetchType.LAZY, cascade = CascadeType.ALL)
        private Buyer buyer;

        public Receipt() {}

        static Receipt of(long id) {
            Receipt receipt = new Receipt();
            receipt.id = id;
            receipt.buyer = Buyer.of(id + 2);
            return receipt;
        }

        public long getId() {
            return id;
        }

        public void setId(long id) {
            this.id = id;
        }

        public Buyer getBuyer() {
            return buyer;
        }

        public void setBuyer(Buyer buyer) {
            this.buyer = buyer;
        }
    }

    /** Whom a purchase refers to. */
    @Entity
    public static class Buyer implements Serializable {
        private static final long serialVersionUID = 1L;

        @Id
        private long id;

        private String name = "";

        public Buyer() {}

        static Buyer of(long id) {
            Buyer buyer = new Buyer();
            buyer.id = id;
            buyer.name = "Ada";
            return buyer;
        }

        public long getId() {
            return id;
        }

        public void setId(long id) {
            this.id = id;
        }

        public String getName() {
            return name;
        }

        public void setName(String name) {
            this.name = name;
        }
    }
}
