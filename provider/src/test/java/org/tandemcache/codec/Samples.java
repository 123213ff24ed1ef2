package org.tandemcache.codec;

import java.io.Serializable;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import java.sql.Timestamp;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.chrono.JapaneseDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TimeZone;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

/** Values that every codec of objects can store, fixed ones and graphs from a seed. */
public final class Samples {
    private Samples() {}

    /** A record of the types that caches hold most. */
    public record Order(
            UUID id, String customer, int count, Long total, BigDecimal price, Instant placed, DayOfWeek day)
            implements Serializable {}

    /** A bean, which may hold anything. */
    public static final class Box implements Serializable {
        private static final long serialVersionUID = 1L;

        private String name = "";
        private double weight;
        private Object content;
        private List<Object> items = new ArrayList<>();
        private Map<String, Object> byName = new LinkedHashMap<>();

        public String getName() {
            return name;
        }

        public void setName(String name) {
            this.name = name;
        }

        public double getWeight() {
            return weight;
        }

        public void setWeight(double weight) {
            this.weight = weight;
        }

        public Object getContent() {
            return content;
        }

        public void setContent(Object content) {
            this.content = content;
        }

        public List<Object> getItems() {
            return items;
        }

        public void setItems(List<Object> items) {
            this.items = items;
        }

        public Map<String, Object> getByName() {
            return byName;
        }

        public void setByName(Map<String, Object> byName) {
            this.byName = byName;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Box that
                    && name.equals(that.name)
                    && Double.compare(weight, that.weight) == 0
                    && Objects.equals(content, that.content)
                    && items.equals(that.items)
                    && byName.equals(that.byName);
        }

        @Override
        public int hashCode() {
            return Objects.hash(name, weight, content, items, byName);
        }

        @Override
        public String toString() {
            return "Box " + name + " " + content + " " + items + " " + byName;
        }
    }

    /** A class whose field {@link Hiding} hides. */
    static class Hidden implements Serializable {
        private static final long serialVersionUID = 1L;
        private final String name;

        Hidden(String name) {
            this.name = name;
        }
    }

    /** A class with a field of the name of one of its superclass. */
    static final class Hiding extends Hidden {
        private static final long serialVersionUID = 1L;
        private final String name;

        Hiding(String hidden, String name) {
            super(hidden);
            this.name = name;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Hiding that
                    && name.equals(that.name)
                    && ((Hidden) this).name.equals(((Hidden) that).name);
        }

        @Override
        public int hashCode() {
            return name.hashCode();
        }
    }

    /** Values that kryo has forms with marks for. */
    static List<Object> exact() {
        TreeMap<String, Integer> sorted = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        sorted.put("Key", 1);
        return new ArrayList<>(List.of(
                Timestamp.valueOf("2024-01-01 00:00:00.123456789"),
                Locale.forLanguageTag("zh-Hant-TW"),
                ZonedDateTime.of(2026, 10, 25, 1, 30, 0, 5, ZoneId.of("Europe/Berlin"))
                        .plusHours(2),
                TimeZone.getTimeZone("Europe/Zurich"),
                StandardCharsets.UTF_8,
                String.class,
                EnumSet.of(DayOfWeek.MONDAY),
                new LinkedHashMap<>(Map.of("a", 1)),
                Collections.unmodifiableMap(sorted)));
    }

    /** Values that are written by their class's own serialization, one of them with parts. */
    static List<Object> ownSerialization() {
        return new ArrayList<>(List.of(
                JapaneseDate.of(2026, 1, 2), new MathContext(7), new EnumMap<>(Map.of(DayOfWeek.MONDAY, order(1)))));
    }

    /** The same one at each call. */
    public static Order order(int number) {
        return new Order(
                new UUID(7, number),
                "customer-" + number,
                number,
                number * 1_000L,
                new BigDecimal("19.90").add(BigDecimal.valueOf(number)),
                Instant.ofEpochSecond(1_700_000_000L + number, 5),
                DayOfWeek.of(1 + number % 7));
    }

    /** The same list at each call, large enough to be compressed. */
    public static List<Order> orders(int size) {
        List<Order> orders = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            orders.add(order(i));
        }
        return orders;
    }

    /** The same graph for the same random numbers. */
    public static Box graph(Random random, int depth) {
        Box box = new Box();
        box.setName(text(random));
        box.setWeight(random.nextInt(1000) / 8.0);
        box.setContent(random.nextInt(3) == 0 || depth == 0 ? leaf(random) : graph(random, depth - 1));
        for (int i = random.nextInt(4); i > 0; i--) {
            box.getItems().add(any(random, depth));
        }
        for (int i = random.nextInt(4); i > 0; i--) {
            box.getByName().put(text(random), any(random, depth));
        }
        return box;
    }

    private static Object any(Random random, int depth) {
        return depth > 0 && random.nextInt(3) == 0 ? graph(random, depth - 1) : leaf(random);
    }

    private static Object leaf(Random random) {
        return switch (random.nextInt(14)) {
            case 0 -> text(random);
            case 1 -> random.nextInt();
            case 2 -> random.nextLong();
            case 3 -> random.nextInt(100) / 4.0;
            case 4 -> random.nextBoolean();
            case 5 -> order(random.nextInt(100));
            case 6 -> new BigDecimal(random.nextInt()).movePointLeft(3);
            case 7 -> LocalDate.ofEpochDay(random.nextInt(30_000));
            case 8 -> DayOfWeek.of(1 + random.nextInt(7));
            case 9 -> new UUID(random.nextLong(), random.nextLong());
            case 10 -> new ArrayList<>(List.of(random.nextInt(), text(random)));
            case 11 -> new TreeMap<>(Map.of(text(random), random.nextInt()));
            case 12 -> new TreeSet<>(List.of(text(random), "x"));
            default -> Duration.ofMillis(random.nextInt());
        };
    }

    private static String text(Random random) {
        int length = random.nextInt(20);
        return random.ints(length, 'a', random.nextInt(5) == 0 ? 0x2000 : '{')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
