package org.tandemcache.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.sun.management.ThreadMXBean;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamConstants;
import java.io.Serializable;
import java.lang.management.ManagementFactory;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import org.tandemcache.codec.ClassFilter.Mode;
import org.tandemcache.codec.format.Codecs;
import org.tandemcache.codec.format.ValueFormat;
import org.tandemcache.codec.format.VersionSource;
import org.tandemcache.codec.graph.ReadBudget;
import org.tandemcache.codec.json.JsonCodecProvider;
import tools.jackson.databind.json.JsonMapper;

/** Well-known attacks: nothing that the filter refuses is loaded, let alone made; time and memory stay bounded. */
@Timeout(60)
class GadgetTest {
    /** Remembers what it was asked for. */
    private static final class RecordingLoader extends ClassLoader {
        private final Set<String> asked = ConcurrentHashMap.newKeySet();

        RecordingLoader() {
            super(GadgetTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            asked.add(name);
            return super.loadClass(name, resolve);
        }
    }

    private final RecordingLoader loader = new RecordingLoader();

    private ValueFormat victim(String codec, String... allowed) {
        return TestFormats.values(
                TestFormats.context(Object.class, TestFormats.filter(Mode.LEARNED, allowed), loader),
                codec,
                TestFormats.compression("lz4"));
    }

    /** Takes anything: with json, by a mapper that does not ask whether it comes back. */
    private static ValueFormat attacker(String codec) {
        CodecContext context = TestFormats.context(Object.class, TestFormats.filter(Mode.ANY), TestFormats.LOADER);
        Codecs codecs = codec.equals("json")
                ? Codecs.chosen(context, JsonCodecProvider.of(JsonMapper.shared()), List.of())
                : Codecs.chosen(context, codec);
        return new ValueFormat(
                "cache", Object.class, codecs, TestFormats.compression(null), new VersionSource(), false);
    }

    private static final List<String> CODECS = List.of("kryo", "json", "java");

    // --------------------------------------------------------------------------------------------- classes by name

    private static final List<String> GADGETS = List.of(
            "com.sun.org.apache.xalan.internal.xsltc.trax.TemplatesImpl",
            "com.sun.rowset.JdbcRowSetImpl",
            "java.net.URL",
            "java.net.URLClassLoader",
            "java.lang.ProcessBuilder",
            "java.lang.Runtime",
            "java.lang.invoke.SerializedLambda",
            "java.beans.EventHandler",
            "java.rmi.server.RemoteObjectInvocationHandler",
            "java.rmi.server.UnicastRemoteObject",
            "java.security.SignedObject",
            "java.util.ServiceLoader",
            "java.util.logging.FileHandler",
            "javax.management.BadAttributeValueExpException",
            "javax.script.ScriptEngineManager",
            "javax.swing.JEditorPane",
            "javax.imageio.ImageIO$ContainsFilter",
            "sun.reflect.annotation.AnnotationInvocationHandler",
            "org.apache.commons.collections.functors.InvokerTransformer",
            "org.apache.commons.collections.map.LazyMap",
            "org.apache.commons.collections4.comparators.TransformingComparator",
            "org.apache.commons.beanutils.BeanComparator",
            "org.codehaus.groovy.runtime.ConvertedClosure",
            "org.springframework.context.support.ClassPathXmlApplicationContext",
            "org.springframework.aop.framework.JdkDynamicAopProxy",
            "com.mchange.v2.c3p0.WrapperConnectionPoolDataSource",
            "com.zaxxer.hikari.HikariConfig",
            "ch.qos.logback.core.db.DriverManagerConnectionSource",
            "org.hibernate.engine.spi.TypedValue",
            "[Lcom.sun.rowset.JdbcRowSetImpl;",
            "[[Lorg.tandemcache.codec.Trap;",
            "java.util.EnumMap<org.tandemcache.codec.Trap,java.lang.String>",
            "java.util.ArrayList<org.tandemcache.codec.Trap>",
            "org.tandemcache.codec.Trap");

    static Stream<Arguments> gadgets() {
        return CODECS.stream().flatMap(codec -> GADGETS.stream().map(name -> Arguments.of(codec, name)));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("gadgets")
    void class_thatIsNotAllowed_isNotEvenLoaded(String codec, String name) throws IOException {
        int initialized = Trap.Log.INITIALIZED.get();
        int made = Trap.Log.MADE.get();
        ValueFormat victim = victim(codec);

        assertThat(victim.decode(enveloped(codec, naming(codec, name)))).isNull();

        assertThat(victim.unreadable(UnreadableReason.REFUSED_CLASS))
                .as("refused")
                .isEqualTo(1);
        assertThat(loader.asked).noneMatch(asked -> asked.equals(name) || asked.contains("Trap"));
        assertThat(Trap.Log.INITIALIZED).hasValue(initialized);
        assertThat(Trap.Log.MADE).hasValue(made);
    }

    /** What a codec writes of an object of a class, as far as its name. */
    private static byte[] naming(String codec, String name) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream output = new DataOutputStream(bytes);
        switch (codec) {
            case "kryo" -> {
                output.write(1);
                output.write(0);
                byte[] text = name.getBytes(StandardCharsets.UTF_8);
                int length = text.length + 1; // Kryo's: 0x80 for UTF-8, then 6 bits, then 7
                output.write(0x80 | (length & 0x3f) | (length > 0x3f ? 0x40 : 0));
                if (length > 0x3f) {
                    output.write(length >> 6);
                }
                output.write(text);
                output.write(1);
            }
            case "json" -> output.write(("[\"" + name + "\",{\"command\":\"calc\"}]").getBytes(StandardCharsets.UTF_8));
            default -> {
                output.writeShort(ObjectStreamConstants.STREAM_MAGIC);
                output.writeShort(ObjectStreamConstants.STREAM_VERSION);
                output.write(ObjectStreamConstants.TC_OBJECT);
                output.write(ObjectStreamConstants.TC_CLASSDESC);
                output.writeUTF(name);
                output.writeLong(1);
                output.write(ObjectStreamConstants.SC_SERIALIZABLE);
                output.writeShort(0);
                output.write(ObjectStreamConstants.TC_ENDBLOCKDATA);
                output.write(ObjectStreamConstants.TC_NULL);
            }
        }
        return bytes.toByteArray();
    }

    private static byte[] enveloped(String codec, byte[] payload) {
        byte[] stored = Arrays.copyOf(new byte[] {(byte) 0xF9, id(codec)}, 20 + payload.length);
        System.arraycopy(payload, 0, stored, 20, payload.length);
        return stored;
    }

    private static byte id(String codec) {
        return (byte) (codec.equals("kryo") ? 1 : codec.equals("json") ? 2 : 3);
    }

    // ------------------------------------------------------------------------------------- chains, built in the test

    static Stream<Arguments> chains() {
        return CODECS.stream()
                .flatMap(codec -> Stream.<Arguments>of(
                        Arguments.of(codec, "in a list", (Supplier<Object>) () -> new ArrayList<>(List.of(new Trap()))),
                        Arguments.of(codec, "as a key", (Supplier<Object>)
                                () -> new HashMap<>(codec.equals("json") ? Map.of() : Map.of(new Trap(), 1))),
                        Arguments.of(codec, "in a set", (Supplier<Object>) () -> new HashSet<>(Set.of(new Trap()))),
                        Arguments.of(
                                codec, "in a queue", (Supplier<Object>) () -> new PriorityQueue<>(List.of(new Trap()))),
                        Arguments.of(
                                codec, "as a value", (Supplier<Object>) () -> new TreeMap<>(Map.of("a", new Trap()))),
                        Arguments.of(codec, "in an array", (Supplier<Object>) () -> new Object[] {new Trap()})));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("chains")
    void trap_insideOfWhatIsAllowed_isNeverMade(String codec, String where, Supplier<Object> chain) {
        Object payload = chain.get();
        byte[] attack = attacker(codec).encode(payload);
        int made = Trap.Log.MADE.get();
        ValueFormat victim = victim(codec);

        Object read = victim.decode(attack);

        assertThat(Trap.Log.MADE).hasValue(made);
        assertThat(read == null || read.equals(Map.of())).isTrue();
    }

    /** A comparator that calls what it is told to, as in commons-collections. */
    @SuppressWarnings("UnusedVariable") // what a gadget would call
    record Calling(String method) implements java.util.Comparator<Object>, Serializable {
        @Override
        public int compare(Object left, Object right) {
            return Trap.Log.MADE.incrementAndGet() + left.hashCode() + right.hashCode();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"kryo", "java"})
    void comparator_thatIsNotAllowed_isNeverCalled(String codec) {
        PriorityQueue<Object> queue = new PriorityQueue<>(2, new Calling("newTransformer"));
        queue.add(1);
        queue.add(2);
        byte[] attack = attacker(codec).encode(queue);
        int made = Trap.Log.MADE.get();
        ValueFormat victim = victim(codec);

        assertThat(victim.decode(attack)).isNull();
        assertThat(victim.unreadable(UnreadableReason.REFUSED_CLASS)).isEqualTo(1);
        assertThat(Trap.Log.MADE).hasValue(made);
    }

    private static final class Handler implements InvocationHandler, Serializable {
        private static final long serialVersionUID = 1L;

        @Override
        public Object invoke(Object proxy, java.lang.reflect.Method method, Object[] arguments) {
            Trap.Log.MADE.incrementAndGet();
            return 0;
        }
    }

    @Test
    void proxy_inAStream_isRefused() throws IOException {
        Object proxy = Proxy.newProxyInstance(
                GadgetTest.class.getClassLoader(), new Class<?>[] {Comparable.class}, new Handler());
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream output = new ObjectOutputStream(bytes)) {
            output.writeObject(new Object[] {proxy});
        }
        int made = Trap.Log.MADE.get();
        ValueFormat victim = victim("java");

        assertThat(victim.decode(enveloped("java", bytes.toByteArray()))).isNull();
        assertThat(victim.unreadable(UnreadableReason.REFUSED_CLASS)).isEqualTo(1);
        assertThat(Trap.Log.MADE).hasValue(made);
    }

    @ParameterizedTest
    @ValueSource(strings = {"kryo", "json", "java"})
    void lambda_written_isRefusedClearly(String codec) {
        Supplier<String> lambda = (Supplier<String> & Serializable) () -> "x";

        assertThatThrownBy(() -> attacker(codec).encode(lambda))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("lambda");
    }

    // ------------------------------------------------------------------------------------------------------- bombs

    /** Each set holds the next two, and these are the same: the hash code takes 2 to the 60th steps. */
    @ParameterizedTest
    @ValueSource(strings = {"kryo", "java"})
    void sets_thatHoldEachOtherTwice_areRefusedInTime(String codec) {
        Set<Object> root = new HashSet<>();
        Set<Object> left = root;
        Set<Object> right = new HashSet<>();
        for (int i = 0; i < 60; i++) {
            Set<Object> nextLeft = new HashSet<>();
            Set<Object> nextRight = new HashSet<>();
            nextLeft.add(new Counted());
            left.add(nextLeft);
            left.add(nextRight);
            right.add(nextLeft);
            right.add(nextRight);
            left = nextLeft;
            right = nextRight;
        }
        byte[] attack = enveloped(codec, codec.equals("java") ? ForgedBytes.java(root) : ForgedBytes.kryo(root));
        ValueFormat victim = victim(codec, "org.tandemcache.codec.**");
        long asked = Counted.asked();

        assertThat(victim.decode(attack)).isNull();
        assertThat(victim.unreadable(UnreadableReason.TOO_LARGE)).isEqualTo(1);
        assertThat(Counted.asked() - asked).isLessThanOrEqualTo(ReadBudget.FREE_VISITS + 32L * attack.length);
    }

    static Stream<Arguments> forged() {
        return Stream.of(
                Arguments.of(
                        "arrays in arrays", "java", (Supplier<byte[]>) () -> ForgedBytes.nestedArrays(900, 60_000)),
                Arguments.of(
                        "arrays in arrays, cut", "java", (Supplier<byte[]>) () -> ForgedBytes.nestedArrays(900, 0)),
                Arguments.of("maps in maps", "java", (Supplier<byte[]>) () -> ForgedBytes.nestedMaps(900, 50_000)),
                Arguments.of("copies as a key", "java", (Supplier<byte[]>)
                        () -> ForgedBytes.java(ForgedBytes.copiesAsKey())),
                Arguments.of("one key of many maps", "java", (Supplier<byte[]>)
                        () -> ForgedBytes.java(ForgedBytes.keyOfManyMaps(100, 20))),
                Arguments.of("one key of many maps", "kryo", (Supplier<byte[]>)
                        () -> ForgedBytes.kryo(ForgedBytes.keyOfManyMaps(100, 20))),
                Arguments.of("one key of many maps, in Java serialization inside of kryo", "kryo", (Supplier<byte[]>)
                        () -> ForgedBytes.javaInKryo(new Bomb(1), new Bomb(ForgedBytes.keyOfManyMaps(100, 20)))));
    }

    /** An exception, which kryo leaves to Java serialization. */
    static final class Bomb extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @SuppressWarnings({"serial", "UnusedVariable"}) // what is attacked with
        private final Object content;

        Bomb(Object content) {
            this.content = content;
        }
    }

    /** 70 KB once ended a heap of 512 MB, 2.4 KB took 12 seconds. */
    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("forged")
    void bytes_thatCostMoreThanTheirLength_areRefusedWithinTheBudget(
            String what, String codec, Supplier<byte[]> forged) {
        byte[] payload = forged.get();
        ValueFormat victim = victim(codec, "org.tandemcache.codec.**");
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long asked = Counted.asked();
        long allocated = threads.getCurrentThreadAllocatedBytes();

        assertThat(victim.decode(enveloped(codec, payload))).isNull();

        assertThat(threads.getCurrentThreadAllocatedBytes() - allocated)
                .as("bytes of memory for %s bytes", payload.length)
                .isLessThan((8L << 20) + 64L * payload.length);
        assertThat(Counted.asked() - asked)
                .as("hash codes for %s bytes", payload.length)
                .isLessThanOrEqualTo(ReadBudget.FREE_VISITS + 32L * payload.length);
        assertThat(victim.unreadable()).isEqualTo(1);
    }

    /** With all defaults, whoever can write to Redis once chose the decoder. */
    @ParameterizedTest
    @ValueSource(strings = {"json", "java", "string", "bytes"})
    void codec_thatTheCacheDoesNotName_isOutOfReach(String codec) {
        ValueFormat victim = victim("kryo", "org.tandemcache.codec.**");
        byte[] stored = enveloped(codec, ForgedBytes.nestedArrays(10, 100));
        stored[1] = codec.equals("string") ? 4 : codec.equals("bytes") ? 5 : stored[1];

        assertThat(victim.decode(stored)).isNull();

        assertThat(victim.unreadable(UnreadableReason.UNKNOWN_CODEC)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"kryo", "json", "java"})
    void name_thatForgesALogLine_isToldEscaped(String codec) throws IOException {
        String name = "com.acme.Car\n2026-01-01 WARN all is well";
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        Logger log = (Logger) LoggerFactory.getLogger("org.tandemcache.codec");
        lines.start();
        log.addAppender(lines);
        try {
            byte[] stored = enveloped(codec, naming(codec, name.replace("\n", codec.equals("json") ? "\\n" : "\n")));
            assertThat(victim(codec, "com.acme.**").decode(stored)).isNull();
        } finally {
            log.detachAppender(lines);
        }
        assertThat(lines.list)
                .isNotEmpty()
                .allSatisfy(line -> assertThat(line.getFormattedMessage())
                        .doesNotContain("\n")
                        .contains("Car\\u000a2026"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"kryo", "json", "java"})
    void texts_thatShareAHashCode_takeNoTime(String codec) {
        List<String> colliding = colliding(14);
        byte[] attack = attacker(codec).encode(new HashSet<>(colliding));

        assertThat(victim(codec).decode(attack)).isEqualTo(new HashSet<>(colliding));
    }

    @Test
    void immutableSet_ofTextsThatShareAHashCode_isRefusedInTime() {
        byte[] attack = attacker("kryo").encode(List.of(colliding(14).toArray()));
        byte[] list = "java.util.ImmutableCollections$ListN".getBytes(StandardCharsets.US_ASCII);
        byte[] set = "java.util.ImmutableCollections$SetN".getBytes(StandardCharsets.US_ASCII);
        byte[] forged = replaced(attack, list, set);

        assertThat(victim("kryo").decode(forged)).isNull();
    }

    /** ASCII names end with their last character's high bit set, and have no length. */
    private static byte[] replaced(byte[] bytes, byte[] name, byte[] other) {
        name[name.length - 1] |= (byte) 0x80;
        other[other.length - 1] |= (byte) 0x80;
        for (int i = 0; i + name.length <= bytes.length; i++) {
            if (Arrays.equals(bytes, i, i + name.length, name, 0, name.length)) {
                return ByteBuffer.allocate(bytes.length - name.length + other.length)
                        .put(bytes, 0, i)
                        .put(other)
                        .put(bytes, i + name.length, bytes.length - i - name.length)
                        .array();
            }
        }
        throw new AssertionError("the name is not there");
    }

    private static List<String> colliding(int pairs) {
        List<String> texts = List.of("");
        for (int i = 0; i < pairs; i++) {
            texts = texts.stream()
                    .flatMap(text -> Stream.of(text + "Aa", text + "BB"))
                    .toList();
        }
        return texts;
    }

    @Test
    void json_nestedAHundredThousandTimes_isRefused() {
        byte[] attack = "[\"java.util.ArrayList\",[".repeat(100_000).getBytes(StandardCharsets.US_ASCII);

        assertRefused("json", attack);
    }

    @Test
    void java_nestedThousandsOfTimes_isRefused() throws Exception {
        byte[][] attack = new byte[1][];
        Thread deep = new Thread(null, () -> attack[0] = nestedInJava(20_000), "deep", 1L << 30);
        deep.start();
        deep.join();

        assertRefused("java", attack[0]);
    }

    private static byte[] nestedInJava(int depth) {
        Object list = "bottom";
        for (int i = 0; i < depth; i++) {
            list = new ArrayList<>(Arrays.asList(list));
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream output = new ObjectOutputStream(bytes)) {
            output.writeObject(list);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return bytes.toByteArray();
    }

    @Test
    void kryo_nestedAHundredThousandTimes_isRefused() {
        Codec kryo = TestFormats.kryo(TestFormats.LOADER);
        byte[] two = kryo.encode(nested(4));
        byte[] three = kryo.encode(nested(5));
        int prefix = Arrays.mismatch(two, three);
        byte[] level = Arrays.copyOfRange(three, prefix, prefix + three.length - two.length);
        ByteBuffer attack = ByteBuffer.allocate(two.length + 100_000 * level.length);
        attack.put(two, 0, prefix);
        for (int i = 0; i < 100_000; i++) {
            attack.put(level);
        }
        attack.put(two, prefix, two.length - prefix);

        assertRefused("kryo", attack.array());
    }

    private static Object nested(int depth) {
        Object list = "bottom";
        for (int i = 0; i < depth; i++) {
            list = new Object[] {list};
        }
        return list;
    }

    private void assertRefused(String codec, byte[] payload) {
        ValueFormat victim = victim(codec);
        assertThat(victim.decode(enveloped(codec, payload))).isNull();
        assertThat(victim.unreadable()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"lz4", "zstd"})
    void kibibyte_thatClaimsTwoGibibytes_isRefused(String compressor) {
        byte[] stored = enveloped("kryo", new byte[1_024]);
        stored[2] = (byte) (compressor.equals("lz4") ? 1 : 2);
        ByteBuffer.wrap(stored).putInt(20, Integer.MAX_VALUE);
        ValueFormat victim = victim("kryo");

        assertThat(victim.decode(stored)).isNull();
        assertThat(victim.unreadable(UnreadableReason.TOO_LARGE)).isEqualTo(1);
    }

    /** An array, and the elements of an ArrayList, of two thousand millions. */
    @Test
    void javaArray_thatClaimsTwoThousandMillions_isRefused() throws IOException {
        for (Object victim : List.of(new long[] {1}, new ArrayList<>(List.of(1)), new HashMap<>(Map.of(1, 1)))) {
            byte[] payload = TestFormats.values(Object.class, "java", null, TestFormats.filter(Mode.ANY))
                    .encode(victim);
            int tried = 0;
            for (int i = 20; i + 4 <= payload.length; i++) {
                int number = ByteBuffer.wrap(payload).getInt(i);
                if (number == 1 || number == 2) { // one of them is the length
                    byte[] forged = payload.clone();
                    ByteBuffer.wrap(forged).putInt(i, Integer.MAX_VALUE - 8);
                    victim("java").decode(forged);
                    tried++;
                }
            }
            assertThat(tried).isPositive();
        }
    }
}
