package io.vcr.junit5.internal.setting;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.junit5.UseCassette;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The table in {@code docs/settings.md} is made from the settings: {@code mvn test -pl vcr-junit5 -am
 * -Dsettings.regenerate=true -Dtest=SettingsPageTest -Dsurefire.failIfNoSpecifiedTests=false}.
 */
class SettingsPageTest {

    private static final Path PAGE = Path.of(System.getProperty("basedir", "")).resolve("../docs/settings.md");
    private static final String BEGIN = "<!-- made from Setting.java, see CONTRIBUTING.md -->\n";
    private static final String END = "<!-- end -->\n";

    @Test
    void pageListsEverySettingWithItsDefault() throws IOException {
        String page = Files.readString(PAGE);
        int begin = page.indexOf(BEGIN) + BEGIN.length();
        String made = page.substring(0, begin) + table() + page.substring(page.indexOf(END));
        if (Boolean.getBoolean("settings.regenerate")) {
            Files.writeString(PAGE, made);
        }

        assertThat(Files.readString(PAGE)).isEqualTo(made);
    }

    @Test
    void pageNamesEveryMemberOfTheAnnotation() throws IOException {
        String members = Files.readString(PAGE)
                .lines()
                .filter(line -> line.startsWith("`@UseCassette` has"))
                .findFirst()
                .orElseThrow();

        assertThat(UseCassette.class.getDeclaredMethods())
                .allSatisfy(member -> assertThat(members).contains("`" + member.getName() + "`"));
    }

    private static String table() {
        return "| property | variable | default | meaning |\n|---|---|---|---|\n"
                + Stream.of(Setting.values())
                        .map(setting -> "| `%s` | `%s` | %s | %s |\n"
                                .formatted(
                                        setting.key,
                                        setting.variable,
                                        setting.defaultValue,
                                        setting.meaning.replace("*", "\\*")))
                        .collect(Collectors.joining());
    }
}
