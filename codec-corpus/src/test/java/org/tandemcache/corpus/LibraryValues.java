package org.tandemcache.corpus;

import com.google.common.base.Optional;
import com.google.common.collect.ArrayListMultimap;
import com.google.common.collect.ConcurrentHashMultiset;
import com.google.common.collect.EnumBiMap;
import com.google.common.collect.EvictingQueue;
import com.google.common.collect.HashBasedTable;
import com.google.common.collect.HashBiMap;
import com.google.common.collect.HashMultimap;
import com.google.common.collect.HashMultiset;
import com.google.common.collect.ImmutableBiMap;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableMultiset;
import com.google.common.collect.ImmutableRangeMap;
import com.google.common.collect.ImmutableRangeSet;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import com.google.common.collect.ImmutableTable;
import com.google.common.collect.LinkedHashMultimap;
import com.google.common.collect.LinkedHashMultiset;
import com.google.common.collect.LinkedListMultimap;
import com.google.common.collect.Lists;
import com.google.common.collect.MultimapBuilder;
import com.google.common.collect.Range;
import com.google.common.collect.TreeBasedTable;
import com.google.common.collect.TreeMultimap;
import com.google.common.collect.TreeMultiset;
import com.google.common.collect.TreeRangeSet;
import com.google.common.hash.BloomFilter;
import com.google.common.hash.Funnels;
import com.google.common.hash.HashCode;
import com.google.common.net.HostAndPort;
import com.google.common.net.InternetDomainName;
import com.google.common.primitives.ImmutableIntArray;
import com.google.common.primitives.UnsignedLong;
import com.google.common.util.concurrent.AtomicDouble;
import com.google.common.util.concurrent.AtomicLongMap;
import com.google.gson.internal.LinkedTreeMap;
import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.FieldMask;
import com.google.protobuf.ListValue;
import com.google.protobuf.StringValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Timestamp;
import com.google.protobuf.Value;
import it.unimi.dsi.fastutil.ints.Int2IntOpenHashMap;
import it.unimi.dsi.fastutil.ints.Int2ObjectOpenHashMap;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import it.unimi.dsi.fastutil.ints.IntOpenHashSet;
import it.unimi.dsi.fastutil.longs.Long2LongOpenHashMap;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import it.unimi.dsi.fastutil.objects.Object2IntOpenHashMap;
import it.unimi.dsi.fastutil.objects.Object2ObjectLinkedOpenHashMap;
import it.unimi.dsi.fastutil.objects.Object2ObjectOpenHashMap;
import it.unimi.dsi.fastutil.objects.ObjectArrayList;
import it.unimi.dsi.fastutil.objects.ObjectOpenHashSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.commons.collections4.bag.HashBag;
import org.apache.commons.collections4.bag.TreeBag;
import org.apache.commons.collections4.bidimap.DualHashBidiMap;
import org.apache.commons.collections4.bidimap.DualTreeBidiMap;
import org.apache.commons.collections4.bidimap.TreeBidiMap;
import org.apache.commons.collections4.keyvalue.MultiKey;
import org.apache.commons.collections4.list.CursorableLinkedList;
import org.apache.commons.collections4.list.NodeCachingLinkedList;
import org.apache.commons.collections4.list.TreeList;
import org.apache.commons.collections4.list.UnmodifiableList;
import org.apache.commons.collections4.map.CaseInsensitiveMap;
import org.apache.commons.collections4.map.Flat3Map;
import org.apache.commons.collections4.map.HashedMap;
import org.apache.commons.collections4.map.LRUMap;
import org.apache.commons.collections4.map.LinkedMap;
import org.apache.commons.collections4.map.ListOrderedMap;
import org.apache.commons.collections4.map.MultiKeyMap;
import org.apache.commons.collections4.multimap.ArrayListValuedHashMap;
import org.apache.commons.collections4.multimap.HashSetValuedHashMap;
import org.apache.commons.collections4.multiset.HashMultiSet;
import org.apache.commons.collections4.queue.CircularFifoQueue;
import org.apache.commons.collections4.set.ListOrderedSet;
import org.apache.commons.collections4.trie.PatriciaTrie;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.bson.Document;
import org.bson.types.Binary;
import org.bson.types.Decimal128;
import org.bson.types.ObjectId;
import org.hibernate.collection.spi.PersistentBag;
import org.hibernate.collection.spi.PersistentMap;
import org.hibernate.collection.spi.PersistentSet;
import org.joda.time.DateTime;
import org.joda.time.DateTimeZone;
import org.joda.time.Interval;
import org.joda.time.LocalDate;
import org.joda.time.LocalDateTime;
import org.joda.time.LocalTime;
import org.joda.time.MutableDateTime;
import org.joda.time.Period;
import org.joda.time.YearMonth;
import org.joda.time.chrono.BuddhistChronology;
import org.springframework.cache.interceptor.SimpleKey;
import org.springframework.core.AttributeAccessorSupport;
import org.springframework.data.domain.PageImpl;
import org.springframework.data.domain.PageRequest;
import org.springframework.data.domain.Range.Bound;
import org.springframework.data.domain.ScrollPosition;
import org.springframework.data.domain.SliceImpl;
import org.springframework.data.domain.Sort;
import org.springframework.data.geo.Box;
import org.springframework.data.geo.Distance;
import org.springframework.data.geo.Metrics;
import org.springframework.data.util.Pair;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.security.core.userdetails.User;
import org.springframework.util.ConcurrentReferenceHashMap;
import org.springframework.util.LinkedCaseInsensitiveMap;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MimeType;
import scala.collection.immutable.Nil$;

/** Values of libraries, as people put them into caches. */
final class LibraryValues {
    private final List<Specimen> all = new ArrayList<>();

    private LibraryValues() {}

    static List<Specimen> all() {
        LibraryValues values = new LibraryValues();
        values.guava();
        values.guavaMultimaps();
        values.guavaOthers();
        values.commons();
        values.joda();
        values.fastutil();
        values.eclipse();
        values.gsonAndBson();
        values.protobuf();
        values.scala();
        values.kotlin();
        values.spring();
        values.springData();
        values.springSecurity();
        values.hibernate();
        return values.all;
    }

    private void add(String group, String name, Supplier<?> making) {
        all.add(new Specimen(group, name, making));
    }

    private void add(String group, String name, Supplier<?> making, Function<Object, ?> probe) {
        all.add(new Specimen(group, name, making, probe));
    }

    private static <T> T with(T object, Consumer<T> filling) {
        filling.accept(object);
        return object;
    }

    private static final Map<String, Integer> ENTRIES = ImmutableMap.of("a", 1, "b", 2);

    private void guava() {
        String group = "Guava";
        add(group, "ImmutableList", () -> ImmutableList.of(1));
        add(group, "ImmutableList of 3", () -> ImmutableList.of(1, 2, 3));
        add(group, "ImmutableSet", () -> ImmutableSet.of("a", "b"));
        add(
                group,
                "ImmutableSortedSet in reverse",
                () -> ImmutableSortedSet.reverseOrder().add(1, 2).build());
        add(group, "ImmutableMap", () -> ImmutableMap.copyOf(ENTRIES));
        add(group, "ImmutableSortedMap", () -> ImmutableSortedMap.copyOf(ENTRIES));
        add(group, "ImmutableBiMap", () -> ImmutableBiMap.copyOf(ENTRIES));
        add(group, "ImmutableMultiset", () -> ImmutableMultiset.of("a", "a", "b"));
        add(group, "ImmutableTable", () -> ImmutableTable.of("a", 1, "b"));
        add(group, "ImmutableRangeSet", () -> ImmutableRangeSet.of(Range.closed(1, 5)));
        add(group, "ImmutableRangeMap", () -> ImmutableRangeMap.of(Range.closed(1, 5), "a"));
        add(group, "HashBiMap", () -> HashBiMap.create(ENTRIES));
        add(group, "EnumBiMap", () -> EnumBiMap.create(Map.of(TimeUnit.DAYS, OwnValues.Status.ACTIVE)));
        add(group, "HashMultiset", () -> HashMultiset.create(List.of("a", "a")));
        add(group, "LinkedHashMultiset", () -> LinkedHashMultiset.create(List.of("b", "a", "a")));
        add(group, "TreeMultiset", () -> TreeMultiset.create(List.of("b", "a", "a")));
        add(group, "ConcurrentHashMultiset", () -> ConcurrentHashMultiset.create(List.of("a", "a")));
        add(group, "HashBasedTable", () -> with(HashBasedTable.create(), table -> table.put("a", "b", 1)));
        add(
                group,
                "TreeBasedTable",
                () -> with(TreeBasedTable.<String, String, Integer>create(), table -> table.put("a", "b", 1)));
        add(group, "TreeRangeSet", () -> TreeRangeSet.create(List.of(Range.closed(1, 5))));
        add(group, "EvictingQueue", () -> with(EvictingQueue.<Integer>create(2), queue -> queue.addAll(List.of(1, 2))));
        add(group, "Lists.reverse", () -> Lists.reverse(new ArrayList<>(List.of(1, 2))));
        add(group, "Lists.partition", () -> Lists.partition(new ArrayList<>(List.of(1, 2, 3)), 2));
        add(group, "Lists.transform", () -> Lists.transform(new ArrayList<>(List.of(1, 2)), String::valueOf));
    }

    private void guavaMultimaps() {
        String group = "Guava";
        add(group, "ArrayListMultimap", () -> with(ArrayListMultimap.create(), map -> map.put("a", 1)));
        add(group, "HashMultimap", () -> with(HashMultimap.create(), map -> map.put("a", 1)));
        add(group, "LinkedHashMultimap", () -> with(LinkedHashMultimap.create(), map -> map.put("a", 1)));
        add(group, "LinkedListMultimap", () -> with(LinkedListMultimap.create(), map -> map.put("a", 1)));
        add(group, "TreeMultimap", () -> with(TreeMultimap.<String, Integer>create(), map -> map.put("a", 1)));
        add(group, "ImmutableListMultimap", () -> ImmutableListMultimap.of("a", 1));
        add(
                group,
                "MultimapBuilder",
                () -> with(
                        MultimapBuilder.treeKeys().arrayListValues().<String, Integer>build(), map -> map.put("a", 1)));
        add(
                group,
                "ArrayListMultimap of records, not serializable",
                () -> with(ArrayListMultimap.create(), map -> map.put("a", new OwnValues.Plain("a", List.of()))));
    }

    private void guavaOthers() {
        String group = "Guava";
        add(group, "Optional", () -> Optional.of("a"));
        add(group, "Optional.absent", Optional::absent);
        add(group, "Range", () -> Range.closedOpen(1, 5));
        add(group, "Range.all", Range::all);
        add(group, "HashCode", () -> HashCode.fromInt(7));
        add(group, "BloomFilter", () -> with(BloomFilter.create(Funnels.integerFunnel(), 100), f -> f.put(7)));
        add(group, "HostAndPort", () -> HostAndPort.fromParts("example.org", 80));
        add(group, "InternetDomainName", () -> InternetDomainName.from("example.org"));
        add(group, "ImmutableIntArray", () -> ImmutableIntArray.of(1, 2));
        add(group, "UnsignedLong", () -> UnsignedLong.fromLongBits(-1));
        add(group, "AtomicDouble", () -> new AtomicDouble(1.5));
        add(group, "AtomicLongMap", () -> AtomicLongMap.create(Map.of("a", 1L)));
    }

    @SuppressWarnings("deprecation") // two of the lists are; people have them
    private void commons() {
        String group = "Commons Collections";
        add(group, "HashBag", () -> new HashBag<>(List.of("a", "a")));
        add(group, "TreeBag", () -> new TreeBag<>(List.of("a", "a")));
        add(group, "DualHashBidiMap", () -> new DualHashBidiMap<>(ENTRIES));
        add(group, "DualTreeBidiMap", () -> new DualTreeBidiMap<>(ENTRIES));
        add(group, "TreeBidiMap", () -> new TreeBidiMap<>(ENTRIES));
        add(group, "MultiKey", () -> new MultiKey<>("a", 1));
        add(group, "CursorableLinkedList", () -> new CursorableLinkedList<>(List.of(1, 2)));
        add(group, "NodeCachingLinkedList", () -> new NodeCachingLinkedList<>(List.of(1, 2)));
        add(group, "TreeList", () -> new TreeList<>(List.of(1, 2)));
        add(group, "UnmodifiableList", () -> UnmodifiableList.unmodifiableList(new ArrayList<>(List.of(1))));
        add(group, "CaseInsensitiveMap", () -> new CaseInsensitiveMap<>(ENTRIES));
        add(group, "Flat3Map", () -> new Flat3Map<>(ENTRIES));
        add(group, "HashedMap", () -> new HashedMap<>(ENTRIES));
        add(group, "LRUMap", () -> with(new LRUMap<>(5), map -> map.putAll(ENTRIES)));
        add(group, "LinkedMap", () -> new LinkedMap<>(ENTRIES));
        add(group, "ListOrderedMap", () -> ListOrderedMap.listOrderedMap(new HashMap<>(ENTRIES)));
        add(group, "MultiKeyMap", () -> with(new MultiKeyMap<>(), map -> map.put("a", 1, "b")));
        add(group, "ArrayListValuedHashMap", () -> with(new ArrayListValuedHashMap<>(), map -> map.put("a", 1)));
        add(group, "HashSetValuedHashMap", () -> with(new HashSetValuedHashMap<>(), map -> map.put("a", 1)));
        add(group, "HashMultiSet", () -> new HashMultiSet<>(List.of("a", "a")));
        add(group, "CircularFifoQueue", () -> new CircularFifoQueue<>(List.of(1, 2)));
        add(group, "ListOrderedSet", () -> ListOrderedSet.listOrderedSet(List.of("b", "a")));
        add(group, "PatriciaTrie", () -> new PatriciaTrie<>(ENTRIES));
    }

    @SuppressWarnings("JodaConstructors")
    private void joda() {
        String group = "Joda-Time";
        DateTimeZone zurich = DateTimeZone.forID("Europe/Zurich");
        add(group, "DateTime", () -> new DateTime(1_700_000_000_123L, zurich));
        add(group, "DateTime, Buddhist", () -> new DateTime(1, BuddhistChronology.getInstance(zurich)));
        add(group, "MutableDateTime", () -> new MutableDateTime(1_700_000_000_123L, zurich));
        add(group, "Instant", () -> new org.joda.time.Instant(7));
        add(group, "LocalDate", () -> new LocalDate(2026, 1, 2));
        add(group, "LocalTime", () -> new LocalTime(1, 2, 3, 4));
        add(group, "LocalDateTime", () -> new LocalDateTime(2026, 1, 2, 3, 4, 5, 6));
        add(group, "YearMonth", () -> new YearMonth(2026, 1));
        add(group, "DateTimeZone", () -> zurich);
        add(group, "Duration", () -> org.joda.time.Duration.standardDays(2));
        add(group, "Period", () -> new Period(1, 2, 3, 4));
        add(group, "Interval", () -> new Interval(1, 2, DateTimeZone.UTC));
    }

    private void fastutil() {
        String group = "fastutil";
        add(group, "IntArrayList", () -> new IntArrayList(new int[] {1, 2}));
        add(group, "LongArrayList", () -> new LongArrayList(new long[] {1, 2}));
        add(group, "ObjectArrayList", () -> new ObjectArrayList<>(List.of("a")));
        add(group, "IntOpenHashSet", () -> new IntOpenHashSet(new int[] {1, 2}));
        add(group, "ObjectOpenHashSet", () -> new ObjectOpenHashSet<>(List.of("a", "b")));
        add(group, "Int2IntOpenHashMap", () -> new Int2IntOpenHashMap(Map.of(1, 2)));
        add(group, "Int2ObjectOpenHashMap", () -> new Int2ObjectOpenHashMap<>(Map.of(1, "a")));
        add(group, "Long2LongOpenHashMap", () -> new Long2LongOpenHashMap(Map.of(1L, 2L)));
        add(group, "Object2IntOpenHashMap", () -> new Object2IntOpenHashMap<>(ENTRIES));
        add(group, "Object2ObjectOpenHashMap", () -> new Object2ObjectOpenHashMap<>(ENTRIES));
        add(group, "Object2ObjectLinkedOpenHashMap", () -> new Object2ObjectLinkedOpenHashMap<>(ENTRIES));
    }

    private void eclipse() {
        String group = "Eclipse Collections";
        add(group, "FastList", () -> org.eclipse.collections.impl.list.mutable.FastList.newListWith(1, 2));
        add(group, "UnifiedSet", () -> org.eclipse.collections.impl.set.mutable.UnifiedSet.newSetWith(1, 2));
        add(group, "UnifiedMap", () -> org.eclipse.collections.impl.map.mutable.UnifiedMap.newMap(ENTRIES));
        add(group, "HashBag", () -> org.eclipse.collections.impl.bag.mutable.HashBag.newBagWith("a", "a"));
        add(
                group,
                "TreeSortedSet",
                () -> org.eclipse.collections.impl.set.sorted.mutable.TreeSortedSet.newSetWith(2, 1));
        add(
                group,
                "TreeSortedMap",
                () -> org.eclipse.collections.impl.map.sorted.mutable.TreeSortedMap.newMap(ENTRIES));
        add(
                group,
                "FastListMultimap",
                () -> with(
                        org.eclipse.collections.impl.multimap.list.FastListMultimap.newMultimap(),
                        map -> map.put("a", 1)));
        add(group, "HashBiMap", () -> new org.eclipse.collections.impl.bimap.mutable.HashBiMap<>(ENTRIES));
        add(group, "ArrayStack", () -> org.eclipse.collections.impl.stack.mutable.ArrayStack.newStackWith(1, 2));
        add(group, "immutable list", () -> org.eclipse.collections.impl.factory.Lists.immutable.of(1, 2));
        add(group, "immutable set", () -> org.eclipse.collections.impl.factory.Sets.immutable.of(1, 2));
        add(group, "immutable map", () -> org.eclipse.collections.impl.factory.Maps.immutable.of("a", 1));
        add(
                group,
                "IntArrayList",
                () -> org.eclipse.collections.impl.list.mutable.primitive.IntArrayList.newListWith(1, 2));
        add(group, "IntHashSet", () -> org.eclipse.collections.impl.set.mutable.primitive.IntHashSet.newSetWith(1, 2));
        add(group, "Pair", () -> org.eclipse.collections.impl.tuple.Tuples.pair("a", 1));
        add(group, "Interval", () -> org.eclipse.collections.impl.list.Interval.oneTo(5));
    }

    private void gsonAndBson() {
        add("gson", "LinkedTreeMap", () -> with(new LinkedTreeMap<String, Object>(), map -> map.put("a", 1.0)));
        add("gson", "LinkedTreeMap twice", () -> {
            Map<String, Object> map = with(new LinkedTreeMap<>(), tree -> tree.put("a", 1.0));
            return new ArrayList<>(List.of(map, map));
        });
        add("gson", "JsonObject", () -> new com.google.gson.JsonObject());
        add("BSON", "Document", () -> new Document("a", 1).append("b", List.of("x")));
        add("BSON", "Document in a Document", () -> new Document("a", new Document("b", Arrays.asList(1, null))));
        add("BSON", "BsonDocument", () -> new BsonDocument("a", new BsonInt32(1)).append("b", new BsonString("x")));
        add("BSON", "ObjectId", () -> new ObjectId("507f1f77bcf86cd799439011"));
        add("BSON", "Decimal128", () -> Decimal128.parse("1.50"));
        add("BSON", "Binary", () -> new Binary(new byte[] {1, 2}));
    }

    private void protobuf() {
        String group = "Protobuf";
        add(
                group,
                "message",
                () -> Timestamp.newBuilder().setSeconds(7).setNanos(5).build());
        add(
                group,
                "message with repeated strings",
                () -> FieldMask.newBuilder().addPaths("a").addPaths("b").build());
        add(
                group,
                "message with messages",
                () -> Struct.newBuilder()
                        .putFields("a", Value.newBuilder().setStringValue("x").build())
                        .build());
        add(
                group,
                "message with repeated messages",
                () -> ListValue.newBuilder()
                        .addValues(Value.newBuilder().setNumberValue(1))
                        .build());
        add(group, "Any", () -> Any.pack(StringValue.of("a")));
        add(group, "ByteString", () -> ByteString.copyFromUtf8("abc"));
        add(group, "ArrayList of messages", () -> new ArrayList<>(List.of(StringValue.of("a"))));
    }

    private void scala() {
        String group = "Scala";
        add(group, "None", () -> scala.None$.MODULE$);
        add(group, "Some", () -> new scala.Some<>("a"));
        add(group, "Nil", () -> Nil$.MODULE$);
        add(
                group,
                "List",
                () -> scala.jdk.javaapi.CollectionConverters.asScala(List.of("a"))
                        .toList());
        add(group, "Tuple2", () -> new scala.Tuple2<>("a", 1));
        add(group, "Map", () -> new scala.collection.immutable.Map.Map1<>("a", 1));
        add(
                group,
                "HashMap",
                () -> scala.collection.immutable.HashMap$.MODULE$.empty().updated("a", 1));
        add(group, "Set", () -> new scala.collection.immutable.Set.Set1<>("a"));
        add(
                group,
                "Vector",
                () -> scala.jdk.javaapi.CollectionConverters.asScala(List.of("a"))
                        .toVector());
        add(group, "BigDecimal", () -> scala.math.BigDecimal.exact("1.50"));
        add(group, "Right", () -> new scala.util.Right<>("a"));
        add(group, "Symbol", () -> scala.Symbol.apply("a"));
        add(group, "ArrayBuffer", () -> {
            scala.collection.mutable.ArrayBuffer<String> buffer = new scala.collection.mutable.ArrayBuffer<>();
            buffer.addOne("a");
            return buffer;
        });
    }

    private void kotlin() {
        String group = "Kotlin";
        add(group, "Unit", () -> kotlin.Unit.INSTANCE);
        add(group, "Pair", () -> new kotlin.Pair<>("a", 1));
        add(group, "Triple", () -> new kotlin.Triple<>("a", 1, 2L));
        add(group, "emptyList", () -> kotlin.collections.CollectionsKt.emptyList());
        add(group, "emptyMap", () -> kotlin.collections.MapsKt.emptyMap());
        add(group, "emptySet", () -> kotlin.collections.SetsKt.emptySet());
        add(group, "listOf", () -> kotlin.collections.CollectionsKt.listOf("a", "b"));
        add(group, "mapOf", () -> kotlin.collections.MapsKt.mapOf(new kotlin.Pair<>("a", 1)));
        add(group, "ArrayDeque", () -> new kotlin.collections.ArrayDeque<>(List.of("a")));
        add(group, "IntRange", () -> new kotlin.ranges.IntRange(1, 5));
        add(group, "Regex", () -> new kotlin.text.Regex("a+"));
        add(group, "buildList", () -> {
            List<String> builder = kotlin.collections.CollectionsKt.createListBuilder();
            builder.add("a");
            return kotlin.collections.CollectionsKt.build(builder);
        });
        add(group, "lazy value", () -> kotlin.LazyKt.lazyOf("a"));
    }

    private void spring() {
        String group = "Spring";
        add(
                group,
                "LinkedCaseInsensitiveMap",
                () -> with(new LinkedCaseInsensitiveMap<Integer>(), map -> map.put("Key", 1)));
        all.add(new Specimen(
                group,
                "ArrayList of LinkedCaseInsensitiveMaps",
                () -> new ArrayList<>(List.of(
                        with(new LinkedCaseInsensitiveMap<Integer>(), map -> map.put("Key", 1)),
                        with(new LinkedCaseInsensitiveMap<Integer>(), map -> map.put("Key", 2)))),
                list -> ((Map<?, ?>) ((List<?>) list).get(1)).get("KEY")));
        add(
                group,
                "LinkedMultiValueMap",
                () -> with(new LinkedMultiValueMap<String, String>(), map -> map.add("a", "b")));
        add(
                group,
                "ConcurrentReferenceHashMap",
                () -> with(new ConcurrentReferenceHashMap<String, Integer>(), map -> map.putAll(ENTRIES)));
        add(group, "SimpleKey", () -> new SimpleKey("a", 1));
        add(group, "SimpleKey.EMPTY", () -> SimpleKey.EMPTY);
        add(group, "MimeType", () -> MimeType.valueOf("text/plain;charset=UTF-8"));
        add(group, "AttributeAccessorSupport", LibraryValues::attributes);
    }

    private static Object attributes() {
        AttributeAccessorSupport attributes = new AttributeAccessorSupport() {
            private static final long serialVersionUID = 1L;
        };
        attributes.setAttribute("a", 1);
        return attributes;
    }

    private void springData() {
        String group = "Spring Data";
        add(group, "PageImpl", () -> new PageImpl<>(List.of("a"), PageRequest.of(1, 1, Sort.by("name")), 7));
        add(group, "SliceImpl", () -> new SliceImpl<>(List.of("a")));
        add(group, "PageRequest", () -> PageRequest.of(1, 2));
        add(group, "Sort", () -> Sort.by(Sort.Order.desc("name").nullsFirst()));
        add(group, "Sort.unsorted", Sort::unsorted);
        add(group, "Pair", () -> Pair.of("a", 1));
        add(group, "Point", () -> new org.springframework.data.geo.Point(1.5, 2));
        add(group, "Box", () -> new Box(new double[] {1, 2}, new double[] {3, 4}));
        add(group, "Distance", () -> new Distance(1.5, Metrics.KILOMETERS));
        add(group, "Range", () -> org.springframework.data.domain.Range.of(Bound.inclusive(1), Bound.exclusive(2)));
        add(group, "ScrollPosition", () -> ScrollPosition.offset(7));
    }

    private void springSecurity() {
        String group = "Spring Security";
        List<SimpleGrantedAuthority> roles = List.of(new SimpleGrantedAuthority("ROLE_USER"));
        add(group, "SimpleGrantedAuthority", () -> new SimpleGrantedAuthority("ROLE_USER"));
        add(group, "User", () -> new User("ada", "secret", roles));
        add(
                group,
                "UsernamePasswordAuthenticationToken",
                () -> new UsernamePasswordAuthenticationToken("ada", "secret", roles));
        add(group, "AnonymousAuthenticationToken", () -> new AnonymousAuthenticationToken("key", "anonymous", roles));
        add(
                group,
                "SecurityContextImpl",
                () -> new SecurityContextImpl(
                        new UsernamePasswordAuthenticationToken(new User("ada", "secret", roles), null, roles)));
        add(group, "BadCredentialsException", () -> {
            Throwable thrown = new BadCredentialsException("bad");
            thrown.setStackTrace(Maker.thrown().getStackTrace());
            return thrown;
        });
    }

    private void hibernate() {
        String group = "Hibernate";
        add(
                group,
                "PersistentBag without a session",
                PersistentBag::new,
                bag -> ((PersistentBag<?>) bag).wasInitialized());
        add(
                group,
                "PersistentSet without a session",
                PersistentSet::new,
                set -> ((PersistentSet<?>) set).wasInitialized());
        add(
                group,
                "PersistentMap without a session",
                PersistentMap::new,
                map -> ((PersistentMap<?, ?>) map).wasInitialized());
    }
}
