package io.vcr.examples.api;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The packages of the modules around the core, which has an ArchitectureTest of its own. */
class ArchitectureTest {

    private static final int MAX_FILES = 26;

    /** The ArchitectureTest of the core limits its packages one by one. */
    private static final Map<String, Integer> LARGER = Map.of("vcr-core", 32);

    /**
     * A module with several packages. The first one, which is exported, may import all others.
     *
     * @param door the package that the module exports
     * @param arrows the packages below {@code internal}, each with those that it may import
     */
    record Rooms(String module, String door, Map<String, Set<String>> arrows) {

        JavaClasses classes() {
            return new ClassFileImporter()
                    .importPath(ApiTest.ROOT.resolve(module).resolve("target/classes"));
        }

        String[] packages(Set<String> rooms) {
            return rooms.stream().map(room -> door + ".internal." + room).toArray(String[]::new);
        }
    }

    static Stream<Rooms> rooms() {
        return Stream.of(
                new Rooms(
                        "vcr-junit5",
                        "io.vcr.junit5",
                        Map.of(
                                "report", Set.of("setting", "test"),
                                "store", Set.of("setting", "test"),
                                "setting", Set.of("test"),
                                "test", Set.of())),
                new Rooms("vcr-edge", "io.vcr.edge", Map.of("socket", Set.of("message"), "message", Set.of())),
                new Rooms(
                        "vcr-cli",
                        "io.vcr.cli",
                        Map.of(
                                "source", Set.of("project", "text"),
                                "project", Set.of("text"),
                                "text", Set.of())));
    }

    @ParameterizedTest
    @MethodSource("rooms")
    void importsOnlyWhatItsArrowsPointAt(Rooms rooms) {
        JavaClasses all = rooms.classes();
        rooms.arrows().forEach((room, arrows) -> {
            String own = rooms.door() + ".internal." + room;
            classes()
                    .that()
                    .resideInAPackage(own)
                    .should()
                    .onlyDependOnClassesThat(resideOutsideOfPackage(rooms.door() + "..")
                            .or(resideInAnyPackage(rooms.packages(arrows)))
                            .or(resideInAPackage(own)))
                    .check(all);
        });
    }

    @ParameterizedTest
    @MethodSource("rooms")
    void thereIsNoOtherPackage(Rooms rooms) {
        classes()
                .should()
                .resideInAPackage(rooms.door())
                .orShould()
                .resideInAnyPackage(rooms.packages(rooms.arrows().keySet()))
                .check(rooms.classes());
    }

    @ParameterizedTest
    @MethodSource("io.vcr.examples.api.ApiTest#publishedModules")
    void noPackageIsCrowded(String module) throws IOException {
        try (Stream<Path> files = Files.walk(ApiTest.ROOT.resolve(module).resolve("src/main/java"))) {
            Map<Path, Long> packages = files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> !file.endsWith("package-info.java"))
                    .collect(groupingBy(Path::getParent, counting()));

            assertThat(packages)
                    .allSatisfy((directory, count) -> assertThat(count)
                            .as(directory.toString())
                            .isLessThanOrEqualTo(LARGER.getOrDefault(module, MAX_FILES)));
        }
    }
}
