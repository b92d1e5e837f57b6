package io.vcr.junit5.internal.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModuleDirectoryTest {

    @TempDir
    Path project;

    @ParameterizedTest
    @CsvSource({
        "pom.xml,             shop/pom.xml,          shop/target/test-classes",
        "pom.xml,             shop/pom.xml,          shop/target/classes",
        "settings.gradle,     shop/build.gradle,     shop/build/classes/java/test",
        "settings.gradle.kts, shop/build.gradle.kts, shop/build/classes/kotlin/integrationTest",
        "build.gradle,        shop/build.gradle,     shop/out/test/classes",
        "pom.xml,             shop/.classpath,       shop/bin/test",
        "pom.xml,             shop/.classpath,       shop/bin",
        "project.iml,         shop/shop.iml,         out/test/shop",
    })
    void moduleIsAroundTheClasses(String outer, String inner, String classes) throws IOException {
        create(outer);
        create(inner);

        assertThat(ModuleDirectory.around(Files.createDirectories(project.resolve(classes))))
                .contains(project.resolve("shop"));
    }

    @Test
    void projectWithoutModulesIsItsOwn() throws IOException {
        create("shop.iml");

        assertThat(ModuleDirectory.around(Files.createDirectories(project.resolve("out/test/shop"))))
                .contains(project);
    }

    @Test
    void withoutABuildFileThereIsNone() throws IOException {
        assertThat(ModuleDirectory.around(Files.createDirectories(project.resolve("a/b/c/d/e/f/g"))))
                .isEmpty();
    }

    @Test
    void jarHasNone() throws IOException {
        create("pom.xml");

        assertThat(ModuleDirectory.around(create("tests.jar"))).isEmpty();
    }

    @Test
    void buildKnowsBetter() {
        assertThat(ModuleDirectory.of(Optional.of(ModuleDirectoryTest.class)))
                .isEqualTo(Path.of(System.getProperty("basedir", "")));
    }

    @Test
    void cassettesAreInTheModuleWhereverTheTestsAreStarted() throws Exception {
        create("pom.xml");
        create("shop/pom.xml");
        Path classes = project.resolve("shop/target/test-classes");
        copy(ElsewhereSample.class, classes);

        List<String> printed = Stream.of("shop", "", "shop/target")
                .map(from -> run(project.resolve(from), classes))
                .toList();

        Path module = project.resolve("shop").toRealPath();
        assertThat(module.resolve("src/test/cassettes/elsewhere/sample.yaml")).exists();
        assertThat(printed.get(0)).contains("[VCR MISS:RECORDED]").doesNotContain("working directory");
        assertThat(printed.subList(1, 3))
                .allSatisfy(text -> assertThat(text)
                        .contains("1 test: HIT=1")
                        .containsOnlyOnce("[VCR] file:src/test/cassettes is in " + module + ", the module of "
                                + ElsewhereSample.class.getName() + "; the working directory is " + project));
        assertThat(module.resolve("target/vcr/report.json")).exists();
    }

    private Path create(String file) throws IOException {
        Path path = project.resolve(file);
        Files.createDirectories(path.getParent());
        return Files.writeString(path, "");
    }

    private static void copy(Class<?> type, Path classes) throws IOException {
        String file = type.getName().replace('.', '/') + ".class";
        Path copy = classes.resolve(file);
        Files.createDirectories(copy.getParent());
        Files.copy(TestClasses.root(type).orElseThrow().resolve(file), copy);
    }

    /** What the tests print that a new JVM runs in a directory. */
    private static String run(Path directory, Path classes) {
        try {
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            classes + File.pathSeparator + System.getProperty("java.class.path"),
                            ElsewhereSample.class.getName())
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .start();
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
