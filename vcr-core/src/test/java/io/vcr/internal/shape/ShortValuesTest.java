package io.vcr.internal.shape;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ShortValuesTest {

    private static List<String> found(ShortValues kind, String text) {
        List<String> found = new ArrayList<>();
        kind.each(
                text,
                name -> name.toLowerCase(Locale.ROOT).matches(".*(password|token|contraseña|пароль|密码|secret.key)"),
                (name, start, end) -> found.add(name + " " + text.substring(start, end)));
        return found;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "Contraseña: hunter22 | Contraseña",
                "пароль: hunter22 | пароль",
                "密码: hunter22 | 密码",
                "Your secret key: hunter22 | secret key"
            })
    void aNameMayBeInAnotherLanguageAndOfTwoWords(String text, String name) {
        assertThat(found(ShortValues.ASSIGNED, text)).containsExactly(name + " hunter22");
    }

    @Test
    void aNameBehindAnotherScriptIsThatOfItsLetters() {
        assertThat(found(ShortValues.ASSIGNED, "请使用db_password=hunter22")).containsExactly("db_password hunter22");
    }

    /** A value behind a name is only looked at if the end of the name is known. */
    @Test
    void theNamesInOtherLanguagesAreLookedAt() throws Exception {
        String names;
        try (InputStream table = getClass().getResourceAsStream("/io/vcr/internal/redact/names.txt")) {
            names = new String(table.readAllBytes(), StandardCharsets.UTF_8);
        }
        List<String> foreign = Stream.of(names.split("\\s+"))
                .filter(name -> name.chars().anyMatch(c -> c >= 0x80))
                .toList();

        assertThat(foreign).hasSizeGreaterThan(8).allSatisfy(name -> {
            List<String> found = new ArrayList<>();
            ShortValues.ASSIGNED.each(name + ": hunter22", any -> true, (telling, start, end) -> found.add(telling));
            assertThat(found).containsExactly(name);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"a key: hunter22", "key: hunter22", " key: hunter22", "public key: hunter22"})
    void aKeyAloneTellsNothing(String text) {
        assertThat(found(ShortValues.ASSIGNED, text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "tool --password hunter22 run | password",
                "tool --db-password \"hunter22\" | db-password",
                "tool --password \\\"hunter22\\\" | password",
                "tool --token  'hunter22'; ls | token"
            })
    void anOptionNamesItsArgument(String text, String name) {
        assertThat(found(ShortValues.OF_OPTION, text)).containsExactly(name + " hunter22");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-- password hunter22",
                "tool --password $PASSWORD1",
                "tool --password --token1234",
                "tool --password-stdin hunter22",
                "tool --password id=hunter22,src=file",
                "tool --password required",
                "--password",
                "--password ",
                "--password \"",
                "--"
            })
    void whatIsNoPasswordOfAnOptionStays(String text) {
        assertThat(found(ShortValues.OF_OPTION, text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<server><password>hunter22</password></server>",
                "<password>hunter22</password>",
                "&gt;<password>hunter22</password"
            })
    void anElementNamesItsText(String text) {
        assertThat(found(ShortValues.OF_ELEMENT, text)).containsExactly("password hunter22");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<password>${db.password1}</password>",
                "<password>required</password>",
                "<password><b>hunter22</b></password>",
                "<other>hunter22</password>",
                "hunter22</password>",
                "<password>hunter2 2</password>",
                "</password>",
                "</"
            })
    void whatIsNoPasswordOfAnElementStays(String text) {
        assertThat(found(ShortValues.OF_ELEMENT, text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "| password | hunter22 |",
                "|password|hunter22|",
                "| **password** | `hunter22` |",
                "| password | hunter22                                |",
                "| a | b |\n|---|---|\n| user | bob |\n| password | hunter22 | changed |"
            })
    void aCellNamesTheNext(String text) {
        assertThat(found(ShortValues.OF_CELL, text)).containsExactly("password hunter22");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "| password | the hunter22 |",
                "| password | hunter22",
                "| password | varchar(255) |",
                "| password | required |",
                "| build | pass | 3f2a9c1d |",
                "| PASS | LoginTest42 |",
                "cat password | base64 | sha256sum | x",
                "password || hunter22",
                "|",
                "password |"
            })
    void whatIsNoPasswordOfACellStays(String text) {
        assertThat(found(ShortValues.OF_CELL, text)).isEmpty();
    }

    @Test
    void aLongTextOfTagsIsReadOnce() {
        String text = "x1".repeat(500_000)
                + "</password>".repeat(100_000)
                + "--password ".repeat(100_000)
                + "password |".repeat(100_000);

        for (ShortValues kind : ShortValues.values()) {
            assertThat(found(kind, text)).isEmpty();
        }
    }
}
