package io.vcr.testkit;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArchitectureTest {

    private static final int MAX_FILES = 26;

    private static final JavaClasses KIT = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.vcr.testkit");

    @ParameterizedTest
    @CsvSource({
        "io.vcr.testkit.internal, io.vcr.testkit.internal",
        "io.vcr.testkit.server, io.vcr.testkit.server",
        "io.vcr.testkit.store, io.vcr.testkit.internal io.vcr.testkit.store",
        "io.vcr.testkit, io.vcr.testkit.internal io.vcr.testkit.server io.vcr.testkit",
    })
    void importsOnlyWhatItsArrowsPointAt(String room, String arrows) {
        classes()
                .that()
                .resideInAPackage(room)
                .should()
                .onlyDependOnClassesThat(
                        resideOutsideOfPackage("io.vcr.testkit..").or(resideInAnyPackage(arrows.split(" "))))
                .check(KIT);
    }

    @Test
    void noRoomIsCrowded() {
        Map<String, Long> files = KIT.stream()
                .filter(JavaClass::isTopLevelClass)
                .filter(type -> !type.getSimpleName().equals("package-info"))
                .collect(Collectors.groupingBy(JavaClass::getPackageName, Collectors.counting()));

        assertThat(files)
                .containsOnlyKeys(
                        "io.vcr.testkit", "io.vcr.testkit.internal", "io.vcr.testkit.server", "io.vcr.testkit.store");
        assertThat(files.values()).allMatch(count -> count <= MAX_FILES);
    }
}
