package io.vcr.junit5.internal.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BuildTest {

    @TempDir
    Path root;

    private final Map<String, String> properties = new HashMap<>();
    private final Map<String, String> environment = new HashMap<>();

    @Test
    void mavenIsTheDefault() {
        assertThat(rerun()).isEqualTo("mvn test -Dtest='BuildTest#sample'");
        assertThat(build().rerun(BuildTest.class, Optional.empty())).isEqualTo("mvn test -Dtest='BuildTest'");
    }

    @Test
    void aWorkerOfGradleIsTold() {
        properties.put("org.gradle.test.worker", "1");

        assertThat(rerun()).isEqualTo("gradle test --tests 'io.vcr.junit5.internal.test.BuildTest.sample'");
        assertThat(build().rerun(Nested.class, Optional.empty()))
                .isEqualTo("gradle test --tests 'io.vcr.junit5.internal.test.BuildTest$Nested'");
    }

    @Test
    void aProjectThatOnlyGradleBuildsIsTold() throws IOException {
        Files.createFile(root.resolve("build.gradle.kts"));
        properties.put("basedir", root.toString());

        assertThat(rerun()).startsWith("gradle test --tests ");

        Files.createFile(root.resolve("pom.xml"));

        assertThat(rerun()).startsWith("mvn test ");
    }

    @Test
    void aModuleThatTheRootListsIsNamed() throws IOException {
        module("services/pay", "<modules><module>services/pay</module></modules>");

        assertThat(rerun()).isEqualTo("mvn test -pl services/pay -Dtest='BuildTest#sample'");
    }

    @Test
    void aModuleThatTheRootDoesNotListIsNotGuessed() throws IOException {
        module("services/pay", "<modules><module>services</module></modules>");

        assertThat(rerun()).isEqualTo("mvn test -Dtest='BuildTest#sample'");
    }

    @Test
    void aRootWithoutModulesNeedsNone() throws IOException {
        module("", "<project/>");

        assertThat(rerun()).isEqualTo("mvn test -Dtest='BuildTest#sample'");
    }

    @Test
    void aRootWithoutAPomHasNoModules() {
        properties.put("basedir", root.resolve("pay").toString());
        environment.put("MAVEN_PROJECTBASEDIR", root.toString());

        assertThat(rerun()).isEqualTo("mvn test -Dtest='BuildTest#sample'");
    }

    private static final class Nested {}

    private void module(String path, String pom) throws IOException {
        Files.writeString(root.resolve("pom.xml"), pom);
        properties.put("basedir", root.resolve(path).toString());
        environment.put("MAVEN_PROJECTBASEDIR", root.toString());
    }

    private Build build() {
        return Build.of(properties::get, environment::get);
    }

    private String rerun() {
        return build().rerun(BuildTest.class, Optional.of("sample"));
    }
}
