package org.tandemcache.corpus;

import java.io.Externalizable;
import java.io.IOException;
import java.io.ObjectInput;
import java.io.ObjectInputStream;
import java.io.ObjectOutput;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.time.DayOfWeek;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/** Values of classes as applications write them. */
@SuppressWarnings({"UnusedVariable", "ClassCanBeStatic"}) // fields are there to be stored
final class OwnValues {
    private final List<Specimen> all = new ArrayList<>();

    private OwnValues() {}

    static List<Specimen> all() {
        OwnValues values = new OwnValues();
        values.records();
        values.enums();
        values.beans();
        values.ownSerialization();
        values.nested();
        values.graphs();
        return values.all;
    }

    private void add(String name, Supplier<?> making) {
        all.add(new Specimen("application", name, making));
    }

    // ------------------------------------------------------------------------------------------------------ records

    record Point(int x, int y) implements Serializable {}

    record Plain(String name, List<Integer> numbers) {}

    record Pair<A, B>(A first, B second) implements Serializable {}

    record Empty() implements Serializable {}

    record Replaced(String name) implements Serializable {
        @SuppressWarnings("UnusedMethod") // called by Java serialization
        private Object writeReplace() {
            return new Proxy(name);
        }

        private record Proxy(String name) implements Serializable {
            @SuppressWarnings("UnusedMethod") // called by Java serialization
            private Object readResolve() {
                return new Replaced(name);
            }
        }
    }

    sealed interface Shape permits Circle, Square {}

    record Circle(double radius) implements Shape, Serializable {}

    record Square(double side) implements Shape, Serializable {}

    private void records() {
        add("record", () -> new Point(1, 2));
        add("record, not serializable", () -> new Plain("a", List.of(1, 2)));
        add("record with generics", () -> new Pair<>("a", List.of(1L)));
        add("record without components", Empty::new);
        add("record with writeReplace", () -> new Replaced("a"));
        add("record[]", () -> new Point[] {new Point(1, 2)});
        add("sealed types", () -> new ArrayList<Shape>(List.of(new Circle(1), new Square(2))));
        add("ArrayList of records, not serializable", () -> new ArrayList<>(List.of(new Plain("a", List.of()))));
    }

    // -------------------------------------------------------------------------------------------------------- enums

    enum Status {
        ACTIVE {
            @Override
            boolean isOpen() {
                return true;
            }
        },
        CLOSED;

        boolean isOpen() {
            return false;
        }
    }

    private void enums() {
        add("enum constant", () -> Status.CLOSED);
        add("enum constant with a body", () -> Status.ACTIVE);
        add("List.of of an enum constant with a body", () -> List.of(Status.ACTIVE));
        add("ArrayList of enum constants with a body", () -> new ArrayList<>(List.of(Status.ACTIVE, Status.ACTIVE)));
        add("record of an enum constant with a body", () -> new Pair<>(Status.ACTIVE, Status.CLOSED));
        add("enum constants with a body in an array", () -> new Status[] {Status.ACTIVE, Status.CLOSED});
        add("EnumSet of constants with a body", () -> EnumSet.of(Status.ACTIVE));
        add("EnumSet of its own enum, empty", () -> EnumSet.noneOf(Status.class));
        add("EnumMap of its own enum", () -> new EnumMap<>(Map.of(Status.ACTIVE, 1)));
        add(
                "EnumMap of records, not serializable",
                () -> new EnumMap<>(Map.of(DayOfWeek.MONDAY, new Plain("a", List.of(1)))));
        add("HashMap by enum constants with a body", () -> new HashMap<>(Map.of(Status.ACTIVE, 1)));
    }

    // -------------------------------------------------------------------------------------------------------- beans

    /** As most classes are: fields, no serialization of its own. */
    static class Bean implements Serializable {
        private static final long serialVersionUID = 1L;
        private String name = "a";
        private int[] numbers = {1, 2};
        private Object any;
        private transient int cached = 5;

        public String getName() {
            return name;
        }

        public void setName(String name) {
            this.name = name;
        }

        public int[] getNumbers() {
            return numbers;
        }

        public void setNumbers(int[] numbers) {
            this.numbers = numbers;
        }

        public Object getAny() {
            return any;
        }

        public void setAny(Object any) {
            this.any = any;
        }
    }

    /** Hides a field of its superclass. */
    static final class Hiding extends Bean {
        private static final long serialVersionUID = 1L;
        private String name = "hidden";
    }

    /** Neither serializable nor with a constructor without parameters. */
    static final class Closed {
        private final String name;
        private final Map<String, Integer> counts = new HashMap<>();

        Closed(String name) {
            this.name = name;
            counts.put(name, 1);
        }
    }

    /** Holds what can't be kept. */
    static final class Holder implements Serializable {
        private static final long serialVersionUID = 1L;
        private final List<Object> items = new ArrayList<>();
    }

    static final class Names extends ArrayList<String> {
        private static final long serialVersionUID = 1L;
    }

    static final class Titled extends ArrayList<String> {
        private static final long serialVersionUID = 1L;
        private final String title;

        Titled(String title) {
            this.title = title;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Titled that && title.equals(that.title) && super.equals(other);
        }

        @Override
        public int hashCode() {
            return Objects.hash(title, super.hashCode());
        }
    }

    private static Bean bean(Object any) {
        Bean bean = new Bean();
        bean.setAny(any);
        return bean;
    }

    private void beans() {
        add("bean", () -> bean(null));
        add("bean in a bean", () -> bean(bean(1)));
        add("bean whose field hides one of its superclass", Hiding::new);
        add("class without default constructor, not serializable", () -> new Closed("a"));
        add("AtomicReference of a class that is not serializable", () -> new AtomicReference<>(new Closed("a")));
        add("subclass of ArrayList", () -> {
            Names names = new Names();
            names.add("a");
            return names;
        });
        add("subclass of ArrayList with a field", () -> {
            Titled titled = new Titled("t");
            titled.add("a");
            return titled;
        });
        add("bean that holds a Thread", () -> bean(new Thread("idle")));
        add("bean that holds a lambda", () -> bean((Supplier<String> & Serializable) () -> "a"));
        add("bean that holds a sub-list", () -> bean(new ArrayList<>(List.of(1, 2)).subList(0, 1)));
        add("bean that holds a Thread in a list", () -> {
            Holder holder = new Holder();
            holder.items.add(new Pair<>("a", new Thread("idle")));
            return holder;
        });
    }

    // ------------------------------------------------------------------------------------------- serialization of its
    // own

    static final class Custom implements Serializable {
        private static final long serialVersionUID = 1L;
        private transient String secret = "";

        Custom(String secret) {
            this.secret = secret;
        }

        private void writeObject(ObjectOutputStream output) throws IOException {
            output.defaultWriteObject();
            output.writeUTF(secret);
        }

        private void readObject(ObjectInputStream input) throws IOException, ClassNotFoundException {
            input.defaultReadObject();
            secret = input.readUTF();
        }
    }

    /** Has an element that is not serializable. */
    static final class CustomList implements Serializable {
        private static final long serialVersionUID = 1L;
        private transient List<Object> elements = new ArrayList<>();

        private void writeObject(ObjectOutputStream output) throws IOException {
            output.writeInt(elements.size());
            for (Object element : elements) {
                output.writeObject(element);
            }
        }

        private void readObject(ObjectInputStream input) throws IOException, ClassNotFoundException {
            elements = new ArrayList<>();
            for (int n = input.readInt(); n > 0; n--) {
                elements.add(input.readObject());
            }
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof CustomList that && elements.equals(that.elements);
        }

        @Override
        public int hashCode() {
            return elements.hashCode();
        }
    }

    public static final class External implements Externalizable {
        private static final long serialVersionUID = 1L;
        private transient int number;

        public External() {}

        External(int number) {
            this.number = number;
        }

        @Override
        public void writeExternal(ObjectOutput output) throws IOException {
            output.writeInt(number);
        }

        @Override
        public void readExternal(ObjectInput input) throws IOException {
            number = input.readInt();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof External that && number == that.number;
        }

        @Override
        public int hashCode() {
            return number;
        }
    }

    static final class Single implements Serializable {
        private static final long serialVersionUID = 1L;
        static final Single ONLY = new Single();

        private Single() {}

        @SuppressWarnings("UnusedMethod") // called by Java serialization
        private Object readResolve() {
            return ONLY;
        }

        @Override
        public boolean equals(Object other) {
            return other == ONLY && this == ONLY;
        }

        @Override
        public int hashCode() {
            return 1;
        }
    }

    static final class MyException extends RuntimeException {
        private static final long serialVersionUID = 1L;
        final transient int code = 3;
        final List<String> details = List.of("a");

        MyException(String message) {
            super(message);
        }
    }

    private void ownSerialization() {
        add("class with writeObject and readObject", () -> new Custom("s"));
        add("Externalizable", () -> new External(7));
        add("singleton with readResolve", () -> Single.ONLY);
        add("ArrayList of singletons", () -> new ArrayList<>(List.of(Single.ONLY, Single.ONLY)));
        add("array of a final class with writeObject", () -> new Custom[] {new Custom("s")});
        add("exception of its own", () -> {
            Throwable thrown = new MyException("m");
            thrown.setStackTrace(Maker.thrown().getStackTrace());
            return thrown;
        });
        add("class with writeObject that holds a record, not serializable", () -> {
            CustomList list = new CustomList();
            list.elements.add(new Plain("a", List.of(1)));
            return list;
        });
        add("class with writeObject that holds a Thread", () -> {
            CustomList list = new CustomList();
            list.elements.add(new Thread("idle"));
            return list;
        });
    }

    // ----------------------------------------------------------------------------------------------- nested classes

    final class Inner implements Serializable {
        private static final long serialVersionUID = 1L;
        private final String name;

        Inner(String name) {
            this.name = name;
        }
    }

    static final class Outer implements Serializable {
        private static final long serialVersionUID = 1L;
        private final int number = 3;

        final class Part implements Serializable {
            private static final long serialVersionUID = 1L;
            private final String name = "part";

            @Override
            public String toString() {
                return name + number;
            }
        }

        Object part() {
            return new Part();
        }

        Object anonymous() {
            return new Serializable() {
                private static final long serialVersionUID = 1L;
                private final String name = "anonymous" + number;

                @Override
                public String toString() {
                    return name + number;
                }
            };
        }

        Object map() {
            return new HashMap<String, Integer>(Map.of("a", 1)) {
                private static final long serialVersionUID = 1L;

                @Override
                public Integer get(Object key) {
                    return super.getOrDefault(key, number);
                }
            };
        }
    }

    private static Object local() {
        int captured = Integer.parseInt("5");
        final class Local implements Serializable {
            private static final long serialVersionUID = 1L;
            private final int number = captured + 1;
        }
        return new Local();
    }

    private void nested() {
        add("inner class", () -> new Outer().part());
        add("inner class of one that is not serializable", () -> new OwnValues().new Inner("a"));
        add("anonymous class", () -> new Outer().anonymous());
        add("anonymous subclass of HashMap", () -> new Outer().map());
        add("local class", OwnValues::local);
        add("local record", () -> {
            record Here(int x) implements Serializable {}
            return new Here(1);
        });
        add("lambda", () -> (Supplier<String> & Serializable) () -> "a");
    }

    // ------------------------------------------------------------------------------------------------------- graphs

    static final class Node implements Serializable {
        private static final long serialVersionUID = 1L;
        private final String name;
        private Node next;
        private final List<Node> others = new ArrayList<>();

        Node(String name) {
            this.name = name;
        }
    }

    private void graphs() {
        add("cycle of two", () -> {
            Node one = new Node("one");
            one.next = new Node("two");
            one.next.next = one;
            one.others.add(one.next);
            return one;
        });
        add("the same object twice", () -> {
            Bean shared = bean("x");
            return new ArrayList<>(List.of(shared, shared));
        });
        add("record that holds itself", () -> {
            List<Object> list = new ArrayList<>();
            Pair<Object, Object> pair = new Pair<>("a", list);
            list.add(pair);
            return pair;
        });
    }
}
