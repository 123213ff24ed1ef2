package org.tandemcache;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tandemcache.far.FarTierException;

/** Which package may know which. */
class ArchitectureTest {
    private static final String WRITING = "org\\.tandemcache\\.engine\\."
            + "(WritePath|NativeWrites|Transactions|TransactionBatch|TransactionRound|LoadedTogether|Recording|KeyLocks"
            + "|CacheEngine).*";

    private static final Pattern WALL_CLOCKS = Pattern.compile("java\\.lang\\.System\\.currentTimeMillis|"
            + "java\\.time\\.(\\w+\\.now\\(\\)|Clock\\.)|java\\.util\\.Date\\.<init>\\(\\)");

    private static final JavaClasses PROVIDER = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.tandemcache");

    private static final String PUBLIC_TYPES = "org.tandemcache";

    @Test
    void classes_imported_areThoseOfTheProvider() {
        assertThat(PROVIDER.contain(TandemCachingProvider.class)).isTrue();
        assertThat(PROVIDER.contain(ArchitectureTest.class)).isFalse();
        assertThat(PROVIDER).hasSizeGreaterThan(50);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void arrows_pointOneWay(String rule, ArchRule arrow) {
        arrow.allowEmptyShould(true).check(PROVIDER);
    }

    static Stream<Arguments> arrows_pointOneWay() {
        return Stream.of(
                Arguments.of(
                        "near does not see far, far.redis or javax.cache",
                        noClasses()
                                .that()
                                .resideInAPackage("org.tandemcache.near..")
                                .should()
                                .dependOnClassesThat()
                                .resideInAnyPackage("org.tandemcache.far..", "javax.cache..")),
                Arguments.of(
                        "far does not see near or javax.cache",
                        noClasses()
                                .that()
                                .resideInAPackage("org.tandemcache.far..")
                                .should()
                                .dependOnClassesThat()
                                .resideInAnyPackage("org.tandemcache.near..", "javax.cache..")),
                Arguments.of(
                        "Lettuce and Netty are known to far.redis, coherence and note alone",
                        noClasses()
                                .that()
                                .resideOutsideOfPackages(
                                        "org.tandemcache.far.redis..",
                                        "org.tandemcache.coherence..",
                                        "org.tandemcache.note")
                                .should()
                                .dependOnClassesThat()
                                .resideInAnyPackage("io.lettuce..", "io.netty..")),
                Arguments.of(
                        "the contract of the far tier does not see its implementation",
                        noClasses()
                                .that()
                                .resideInAPackage("org.tandemcache.far")
                                .should()
                                .dependOnClassesThat()
                                .resideInAPackage("org.tandemcache.far.redis..")),
                Arguments.of(
                        "a connection knows no topology and no commands of entries",
                        noClasses()
                                .that()
                                .resideInAPackage("org.tandemcache.far.redis.connection")
                                .should()
                                .dependOnClassesThat()
                                .resideInAnyPackage("org.tandemcache.far.redis", "org.tandemcache.far.redis.topology")),
                Arguments.of(
                        "a topology knows no commands of entries",
                        noClasses()
                                .that()
                                .resideInAPackage("org.tandemcache.far.redis.topology")
                                .should()
                                .dependOnClassesThat()
                                .resideInAPackage("org.tandemcache.far.redis")),
                Arguments.of(
                        "resilience sees of the far tier its exception alone",
                        noClasses()
                                .that()
                                .resideInAPackage("org.tandemcache.resilience")
                                .should()
                                .dependOnClassesThat(resideInAPackage("org.tandemcache..")
                                        .and(not(resideInAPackage("org.tandemcache.resilience")))
                                        .and(not(belongToAnyOf(FarTierException.class))))),
                Arguments.of(
                        "far.redis is named by the wiring, and by who tells how it is, alone",
                        noClasses()
                                .that()
                                .resideOutsideOfPackages(
                                        "org.tandemcache.far.redis..",
                                        "org.tandemcache.coherence..",
                                        "org.tandemcache.note")
                                .and()
                                .doNotHaveFullyQualifiedName("org.tandemcache.jcache.Assembler")
                                .and()
                                .doNotHaveFullyQualifiedName("org.tandemcache.jcache.CacheBasis")
                                .and()
                                .doNotHaveFullyQualifiedName("org.tandemcache.jcache.ManagerAssembler")
                                .and()
                                .doNotHaveFullyQualifiedName("org.tandemcache.jcache.TandemCacheManager")
                                .and()
                                .doNotHaveFullyQualifiedName("org.tandemcache.jcache.ManagerParts")
                                .and()
                                .doNotHaveFullyQualifiedName("org.tandemcache.jcache.ManagerResources")
                                .and()
                                .doNotHaveFullyQualifiedName("org.tandemcache.jcache.HealthView")
                                .should()
                                .dependOnClassesThat()
                                .resideInAPackage("org.tandemcache.far.redis..")),
                Arguments.of(
                        "jcache is named by the provider alone",
                        noClasses()
                                .that()
                                .resideOutsideOfPackage("org.tandemcache.jcache")
                                .and()
                                .doNotHaveFullyQualifiedName(TandemCachingProvider.class.getName())
                                .should()
                                .dependOnClassesThat()
                                .resideInAPackage("org.tandemcache.jcache")),
                Arguments.of(
                        "nobody names the provider",
                        noClasses()
                                .that()
                                .doNotHaveFullyQualifiedName(TandemCachingProvider.class.getName())
                                .should()
                                .dependOnClassesThat()
                                .haveFullyQualifiedName(TandemCachingProvider.class.getName())),
                Arguments.of(
                        "codec sees nothing of the engine, of javax.cache, or of what is above them",
                        noClasses()
                                .that()
                                .resideInAPackage("org.tandemcache.codec..")
                                .should()
                                .dependOnClassesThat()
                                .resideInAnyPackage(
                                        "org.tandemcache.engine..",
                                        "org.tandemcache.jcache..",
                                        "org.tandemcache.far.redis..",
                                        "org.tandemcache.config..",
                                        "javax.cache..")),
                Arguments.of(
                        "only the engine and the wiring see the engine",
                        noClasses()
                                .that()
                                .resideOutsideOfPackages("org.tandemcache.engine", "org.tandemcache.jcache")
                                .should()
                                .dependOnClassesThat()
                                .resideInAPackage("org.tandemcache.engine")),
                Arguments.of(
                        "locks of keys, the user's writer, and what is told of changes are on the one way of writing",
                        noClasses()
                                .that()
                                .resideInAPackage("org.tandemcache.engine")
                                .and()
                                .haveNameNotMatching(WRITING)
                                .should()
                                .dependOnClassesThat()
                                .haveNameMatching(
                                        "org\\.tandemcache\\.(engine\\.(KeyLocks|Recording)|integration\\.WriteThrough).*")),
                Arguments.of(
                        "Kryo is known to its codec alone",
                        noClasses()
                                .that()
                                .resideOutsideOfPackage("org.tandemcache.codec.kryo")
                                .should()
                                .dependOnClassesThat()
                                .resideInAPackage("com.esotericsoftware..")),
                Arguments.of(
                        "Jackson is known to its codec alone",
                        noClasses()
                                .that()
                                .resideOutsideOfPackage("org.tandemcache.codec.json")
                                .should()
                                .dependOnClassesThat()
                                .resideInAPackage("tools.jackson..")),
                Arguments.of(
                        "what is public of codec, its walks and its types see no bytes of Redis, and no codec",
                        noClasses()
                                .that()
                                .resideInAnyPackage(
                                        "org.tandemcache.codec",
                                        "org.tandemcache.codec.graph",
                                        "org.tandemcache.codec.types")
                                .should()
                                .dependOnClassesThat()
                                .resideInAnyPackage(
                                        "org.tandemcache.codec.format",
                                        "org.tandemcache.codec.kryo",
                                        "org.tandemcache.codec.json",
                                        "org.tandemcache.codec.java",
                                        "org.tandemcache.codec.compression",
                                        "org.tandemcache.far..")),
                Arguments.of(
                        "no class names a codec or a compressor: they are found",
                        noClasses()
                                .that()
                                .resideOutsideOfPackages(
                                        "org.tandemcache.codec.kryo",
                                        "org.tandemcache.codec.json",
                                        "org.tandemcache.codec.java",
                                        "org.tandemcache.codec.compression")
                                .should()
                                .dependOnClassesThat()
                                .resideInAnyPackage(
                                        "org.tandemcache.codec.kryo",
                                        "org.tandemcache.codec.json",
                                        "org.tandemcache.codec.java",
                                        "org.tandemcache.codec.compression")),
                Arguments.of(
                        "Typesafe Config is known to the settings alone",
                        noClasses()
                                .that()
                                .resideOutsideOfPackage("org.tandemcache.settings")
                                .should()
                                .dependOnClassesThat()
                                .resideInAPackage("com.typesafe..")),
                Arguments.of(
                        "no wall clock decides, for those of two nodes differ: notes and people are told of it alone",
                        noClasses()
                                .that()
                                .resideOutsideOfPackage("org.tandemcache.note")
                                .and()
                                .doNotHaveSimpleName("KeyInspection")
                                .should()
                                .accessTargetWhere(describe(
                                        "a wall clock",
                                        access -> WALL_CLOCKS
                                                .matcher(access.getTarget().getFullName())
                                                .lookingAt()))),
                Arguments.of("nothing prints", NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS),
                Arguments.of("nothing logs past SLF4J", NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING));
    }

    /** The provider stands in the package that users import, above everything that it wires. */
    @Test
    void packages_withoutTheProvider_haveNoCycles() {
        slices().matching("(org.tandemcache..)")
                .should()
                .beFreeOfCycles()
                .ignoreDependency(equivalentTo(TandemCachingProvider.class), alwaysTrue())
                .check(PROVIDER);
    }

    @Test
    void packages_all_areNullMarked() {
        Set<String> unmarked = PROVIDER.stream()
                .map(JavaClass::getPackage)
                .filter(any -> !any.isAnnotatedWith(NullMarked.class))
                .map(any -> any.getName())
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(unmarked).isEmpty();
    }

    /** CONTRIBUTING.md shows the packages in an order that a stranger relies on. */
    @Test
    void layoutOfContributing_namesEveryPackage_eachAboveThoseThatItUses() throws IOException {
        List<String> layout = layout();
        Set<String> packages = PROVIDER.stream()
                .map(JavaClass::getPackageName)
                .filter(name -> !name.equals("org.tandemcache.testkit"))
                .collect(Collectors.toSet());
        assertThat(layout).containsExactlyInAnyOrderElementsOf(packages);

        Set<String> upward = new TreeSet<>();
        for (JavaClass from : PROVIDER) {
            for (Dependency dependency : from.getDirectDependenciesFromSelf()) {
                String used = dependency.getTargetClass().getPackageName();
                if (!used.equals(from.getPackageName())
                        && !used.equals(PUBLIC_TYPES)
                        && packages.contains(used)
                        && layout.indexOf(used) < layout.indexOf(from.getPackageName())) {
                    upward.add(from.getPackageName() + " uses " + used);
                }
            }
        }
        assertThat(upward).isEmpty();
    }

    /** From the first column of the layout; {a,b} stands for two packages. */
    private static List<String> layout() throws IOException {
        List<String> names = new ArrayList<>();
        Matcher name = Pattern.compile("(?m)^(?:.*; )?(org\\.tandemcache[\\w.]*?)(?:\\{([\\w,]+)})?(?=[ :]|$)")
                .matcher(Files.readString(Path.of("..", "CONTRIBUTING.md")));
        while (name.find()) {
            if (name.group(2) == null) {
                names.add(name.group(1));
            } else {
                Stream.of(name.group(2).split(",")).forEach(last -> names.add(name.group(1) + last));
            }
        }
        return names;
    }

    @Test
    void classes_belowTheFront_arePublicOnlyWhereAnotherPackageNeedsThem() {
        Set<String> needless = PROVIDER.stream()
                .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                .filter(type -> type.isTopLevelClass())
                .filter(resideInAnyPackage(
                        "org.tandemcache.far.redis..",
                        "org.tandemcache.guard",
                        "org.tandemcache.resilience",
                        "org.tandemcache.near"))
                .filter(type -> type.getDirectDependenciesToSelf().stream()
                        .allMatch(use -> use.getOriginClass().getPackage().equals(type.getPackage())))
                .map(JavaClass::getName)
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(needless).isEmpty();
    }
}
