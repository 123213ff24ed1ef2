package org.tandemcache.benchmarks;

import java.io.Serializable;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;

/** What the codecs are compared on. */
public enum CodecSamples {
    POJO_100_BYTES {
        @Override
        Object value() {
            return customer(1);
        }
    },
    GRAPH_10_KIB {
        @Override
        Object value() {
            Random random = new Random(1);
            Company company = new Company();
            company.name = "Acme";
            for (int i = 0; i < 60; i++) {
                Customer customer = customer(i);
                company.customers.add(customer);
                company.notes.put(
                        "note-" + random.nextInt(100_000),
                        "Called on day " + random.nextInt(365) + " about " + Long.toString(random.nextLong(), 36)
                                + " and agreed on terms " + random.nextInt());
            }
            return company;
        }
    },
    LIST_OF_1000_RECORDS {
        @Override
        Object value() {
            List<Order> orders = new ArrayList<>();
            for (int i = 0; i < 1_000; i++) {
                orders.add(new Order(
                        new UUID(i * 7919L, i),
                        "customer-" + i % 50,
                        i,
                        new BigDecimal(i).movePointLeft(2),
                        Instant.ofEpochSecond(1_700_000_000L + i)));
            }
            return orders;
        }
    },
    LONG_TEXT {
        @Override
        Object value() {
            Random random = new Random(1);
            StringBuilder text = new StringBuilder();
            String[] words =
                    "the cache holds what the server has promised to call back when another node writes".split(" ");
            while (text.length() < 20_000) {
                text.append(words[random.nextInt(words.length)]).append(' ');
            }
            return text.toString();
        }
    };

    abstract Object value();

    static Customer customer(int number) {
        Customer customer = new Customer();
        customer.id = 1_000_000L + number;
        customer.name = "Ada Lovelace " + number;
        customer.email = "ada" + number + "@example.org";
        customer.visits = number * 3;
        customer.active = number % 2 == 0;
        customer.balance = number * 1.25;
        customer.city = "Zürich";
        return customer;
    }

    /** A plain object; its data make about 100 bytes. */
    public static final class Customer implements Serializable {
        private static final long serialVersionUID = 1L;

        public long id;
        public String name;
        public String email;
        public int visits;
        public boolean active;
        public double balance;
        public String city;
    }

    /** Objects that hold objects. */
    public static final class Company implements Serializable {
        private static final long serialVersionUID = 1L;

        public String name;
        public List<Customer> customers = new ArrayList<>();
        public Map<String, String> notes = new LinkedHashMap<>();
    }

    /** A record of common types. */
    public record Order(UUID id, String customer, int count, BigDecimal price, Instant placed)
            implements Serializable {}
}
