package io.vcr;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.core.JsonFactory;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaStaticInitializer;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class ArchitectureTest {

    private static final int MAX_PUBLIC_TYPES = 35;
    private static final int MAX_TYPES_FOR_ADAPTERS = 10;

    /** What adapters and bindings of test frameworks use, and tests do not. */
    private static final Set<String> FOR_ADAPTERS = Set.of("io.vcr.transport", "io.vcr.guard");

    private static final int MAX_FILES = 26;
    private static final int MAX_FILES_AT_THE_DOOR = 32;
    private static final int MAX_LINES = 400;

    private static final JavaClasses CORE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.vcr");

    /** The packages of the core, each with those that it may import. */
    private static final Map<String, Set<String>> ARROWS = Map.ofEntries(
            Map.entry("io.vcr.http", Set.of()),
            Map.entry("io.vcr.spi", Set.of("io.vcr.http")),
            Map.entry("io.vcr.internal.node", Set.of()),
            Map.entry("io.vcr.internal.layout", Set.of("io.vcr.internal.node", "io.vcr.spi", "io.vcr.http")),
            Map.entry(
                    "io.vcr.codec",
                    Set.of("io.vcr.internal.layout", "io.vcr.internal.node", "io.vcr.spi", "io.vcr.http")),
            Map.entry("io.vcr.internal.body", Set.of("io.vcr.spi", "io.vcr.http")),
            Map.entry("io.vcr.internal.shape", Set.of()),
            Map.entry(
                    "io.vcr.internal.redact",
                    Set.of("io.vcr.internal.shape", "io.vcr.internal.body", "io.vcr.spi", "io.vcr.http")),
            Map.entry("io.vcr.internal.match", Set.of("io.vcr.internal.body", "io.vcr.spi", "io.vcr.http")),
            Map.entry(
                    "io.vcr.internal.socket",
                    Set.of(
                            "io.vcr.internal.redact",
                            "io.vcr.internal.match",
                            "io.vcr.internal.body",
                            "io.vcr.spi",
                            "io.vcr.http")),
            Map.entry("io.vcr.internal.stream", Set.of("io.vcr.internal.body", "io.vcr.spi", "io.vcr.http")),
            Map.entry("io.vcr.internal.usage", Set.of("io.vcr.internal.body", "io.vcr.spi", "io.vcr.http")),
            Map.entry("io.vcr.internal.drift", Set.of("io.vcr.internal.body", "io.vcr.http")),
            Map.entry("io.vcr.internal.share", Set.of("io.vcr.internal.thread", "io.vcr.internal.match", "io.vcr.spi")),
            Map.entry("io.vcr.internal.agent", Set.of()),
            Map.entry("io.vcr.internal.thread", Set.of("io.vcr.internal.agent")),
            Map.entry(
                    "io.vcr.guard", Set.of("io.vcr.internal.agent", "io.vcr.internal.thread", "io.vcr", "io.vcr.http")),
            Map.entry(
                    "io.vcr.transport",
                    Set.of("io.vcr.internal.stream", "io.vcr.guard", "io.vcr", "io.vcr.spi", "io.vcr.http")),
            Map.entry(
                    "io.vcr",
                    Set.of(
                            "io.vcr.internal.thread",
                            "io.vcr.internal.redact",
                            "io.vcr.internal.match",
                            "io.vcr.internal.share",
                            "io.vcr.internal.socket",
                            "io.vcr.internal.stream",
                            "io.vcr.internal.body",
                            "io.vcr.internal.usage",
                            "io.vcr.internal.drift",
                            "io.vcr.codec",
                            "io.vcr.spi",
                            "io.vcr.http")));

    @TestFactory
    Stream<DynamicTest> importsOnlyWhatItsArrowsPointAt() {
        return ARROWS.entrySet().stream()
                .map(arrows -> dynamicTest(
                        arrows.getKey(),
                        () -> classes()
                                .that()
                                .resideInAPackage(arrows.getKey())
                                .should()
                                .onlyDependOnClassesThat(resideOutsideOfPackage("io.vcr..")
                                        .or(resideInAnyPackage(arrows.getValue().toArray(String[]::new)))
                                        .or(resideInAPackage(arrows.getKey())))
                                .check(CORE)));
    }

    @Test
    void thereIsNoOtherPackage() {
        classes()
                .should()
                .resideInAnyPackage(ARROWS.keySet().toArray(String[]::new))
                .check(CORE);
    }

    @Test
    void noPackageIsCrowded() {
        Map<String, Long> files = CORE.stream()
                .filter(JavaClass::isTopLevelClass)
                .filter(type -> !type.getSimpleName().equals("package-info"))
                .collect(Collectors.groupingBy(JavaClass::getPackageName, Collectors.counting()));

        assertThat(files.entrySet())
                .allSatisfy(room -> assertThat(room.getValue())
                        .as(room.getKey())
                        .isLessThanOrEqualTo(room.getKey().equals("io.vcr") ? MAX_FILES_AT_THE_DOOR : MAX_FILES));
    }

    @Test
    void nothingOfATransportATestFrameworkOrAStoreIsUsed() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "okhttp3..",
                        "okio..",
                        "org.apache..",
                        "java.net.http..",
                        "org.junit..",
                        "org.slf4j..",
                        "io.lettuce..",
                        "com.github.benmanes..")
                .check(CORE);
    }

    @Test
    void aJsonFactoryIsMadeOncePerClass() {
        noClasses()
                .should()
                .callConstructorWhere(DescribedPredicate.describe(
                        "a JsonFactory is made for one document",
                        call -> call.getTargetOwner().isEquivalentTo(JsonFactory.class)
                                && !call.getOrigin().getName().equals(JavaStaticInitializer.STATIC_INITIALIZER_NAME)))
                .check(CORE);
    }

    @Test
    void noObjectMapperIsUsed() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.fasterxml.jackson.databind..")
                .check(CORE);
    }

    @Test
    void noThirdPartyTypeIsInAPublicSignature() {
        assertThat(publicTypes().stream()
                        .flatMap(type -> Stream.concat(type.getMethods().stream(), type.getConstructors().stream()))
                        .filter(member -> member.getModifiers().contains(JavaModifier.PUBLIC))
                        .flatMap(member -> Stream.concat(
                                Stream.of(member.getRawReturnType()), member.getRawParameterTypes().stream()))
                        .map(JavaClass::getBaseComponentType)
                        .filter(type -> !type.isPrimitive())
                        .map(JavaClass::getName)
                        .filter(name -> !name.startsWith("java.") && !name.startsWith("io.vcr"))
                        .distinct())
                .isEmpty();
    }

    @Test
    void publicClassesAreNotMadeForInheritance() {
        assertThat(publicTypes().stream()
                        .filter(type -> !type.isInterface() && !type.isAnnotation())
                        .filter(type -> !type.getModifiers().contains(JavaModifier.FINAL))
                        .filter(type -> !type.isEnum() && !type.reflect().isSealed())
                        .map(JavaClass::getName))
                .isEmpty();
    }

    @Test
    void interfacesHaveAtMostThreeMethodsToImplement() {
        assertThat(publicTypes().stream()
                        .filter(JavaClass::isInterface)
                        .filter(type -> type.getMethods().stream()
                                        .filter(method -> method.getModifiers().contains(JavaModifier.ABSTRACT))
                                        .count()
                                > 3)
                        .map(JavaClass::getName))
                .isEmpty();
    }

    @Test
    void thePublicSurfaceIsSmall() {
        Map<String, Long> topLevel = publicTypes().stream()
                .filter(JavaClass::isTopLevelClass)
                .filter(type -> !type.getSimpleName().equals("package-info"))
                .collect(Collectors.groupingBy(
                        type -> FOR_ADAPTERS.contains(type.getPackageName()) ? "for adapters" : "for all",
                        Collectors.counting()));

        assertThat(topLevel.get("for all")).isLessThanOrEqualTo(MAX_PUBLIC_TYPES);
        assertThat(topLevel.get("for adapters")).isLessThanOrEqualTo(MAX_TYPES_FOR_ADAPTERS);
    }

    @Test
    void noFileIsTooLong() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of(System.getProperty("basedir", ""), "src", "main", "java"))) {
            List<Path> tooLong = files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> lines(file) > MAX_LINES)
                    .toList();

            assertThat(tooLong).isEmpty();
        }
    }

    private static List<JavaClass> publicTypes() {
        return CORE.stream()
                .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                .filter(type -> !type.getPackageName().startsWith("io.vcr.internal"))
                .toList();
    }

    private static long lines(Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.count();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
