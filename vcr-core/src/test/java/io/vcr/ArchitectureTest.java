package io.vcr;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private static final int MAX_PUBLIC_TYPES = 35;
    private static final int MAX_LINES = 400;

    private static final JavaClasses CORE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.vcr");

    @Test
    void httpImportsNothingOfOurs() {
        noClasses()
                .that()
                .resideInAPackage("io.vcr.http")
                .should()
                .dependOnClassesThat(resideInAPackage("io.vcr..")
                        .and(resideInAPackage("io.vcr.http").negate()))
                .check(CORE);
    }

    @Test
    void spiImportsHttpOnly() {
        noClasses()
                .that()
                .resideInAPackage("io.vcr.spi")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.vcr", "io.vcr.codec")
                .check(CORE);
    }

    @Test
    void codecImportsHttpAndSpiOnly() {
        noClasses()
                .that()
                .resideInAPackage("io.vcr.codec")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.vcr")
                .check(CORE);
    }

    @Test
    void thereIsNoOtherPackage() {
        classes()
                .should()
                .resideInAnyPackage("io.vcr", "io.vcr.http", "io.vcr.spi", "io.vcr.codec", "io.vcr.internal..")
                .check(CORE);
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
        List<String> topLevel = publicTypes().stream()
                .filter(JavaClass::isTopLevelClass)
                .filter(type -> !type.getPackageName().startsWith("io.vcr.internal."))
                .map(JavaClass::getSimpleName)
                .filter(name -> !name.equals("package-info"))
                .sorted()
                .toList();

        assertThat(topLevel).hasSizeLessThanOrEqualTo(MAX_PUBLIC_TYPES);
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
