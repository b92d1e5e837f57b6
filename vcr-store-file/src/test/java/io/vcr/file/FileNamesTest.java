package io.vcr.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.spi.CassetteId;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileNamesTest {

    private static final String[] PIECES = {
        "a",
        "B",
        ".",
        "..",
        "...",
        " ",
        "%",
        "%2E",
        "~",
        "*",
        "?",
        ":",
        "<",
        "|",
        "\\",
        "\"",
        "con",
        "CON",
        "nul.",
        "com1",
        "lpt9.txt",
        "\u00e9",
        "\ud83d\ude00",
        "[1]",
        "x=y",
        "/",
        "/",
        "/",
        "yaml",
        ".yaml",
        ".json",
        "a".repeat(90),
        "\u20ac".repeat(40)
    };

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    com/acme/ChatTest/streams[1] | com/acme/ChatTest/streams[1]
                    a b | a b
                    a. | a%2E
                    .a | %2Ea
                    ... | %2E.%2E
                    a.b | a.b
                    a%b | a%25b
                    a~ | a%7E
                    a:b*c?d | a%3Ab%2Ac%3Fd
                    con | %63on
                    CON.txt | %43ON.txt
                    con1 | con1
                    com1 | %63om1
                    lpt0 | %6Cpt0
                    auxiliary | auxiliary
                    caf\u00e9 | caf\u00e9
                    a.yaml | a.yaml
                    a.yaml/b | a%2Eyaml/b
                    a.JSON/b | a%2EJSON/b
                    """)
    void aNameStaysReadable(String id, String path) {
        assertThat(String.join("/", FileNames.path(CassetteId.of(id)))).isEqualTo(path);
    }

    @Test
    void aTrailingSpaceIsEscaped() {
        assertThat(FileNames.path(CassetteId.of("a "))).containsExactly("a%20");
    }

    @ParameterizedTest
    @ValueSource(ints = {199, 200, 201, 255, 256, 400, 401, 1024})
    void aLongSegmentGoesOnInADirectory(int length) {
        CassetteId id = CassetteId.of("a".repeat(length));
        List<String> path = FileNames.path(id);

        assertThat(path).allSatisfy(name -> assertThat(name.length()).isLessThanOrEqualTo(200));
        assertThat(FileNames.id(path)).contains(id);
    }

    @Test
    void aCutFallsBetweenCharacters() {
        CassetteId id = CassetteId.of("x" + "\ud83d\ude00".repeat(100) + "%".repeat(100));

        assertThat(FileNames.path(id))
                .allSatisfy(
                        name -> assertThat(StandardCharsets.UTF_8.newEncoder().canEncode(name))
                                .isTrue());
        assertThat(FileNames.id(FileNames.path(id))).contains(id);
    }

    @ParameterizedTest
    @ValueSource(strings = {"con", "nul", "com1.x", ".hidden", "lpt9"})
    void theRestOfALongSegmentIsNoSpecialName(String rest) {
        List<String> path = FileNames.path(CassetteId.of("a".repeat(199) + rest));

        assertThat(path.get(1)).isNotEqualTo(rest);
        assertThat(FileNames.id(path)).contains(CassetteId.of("a".repeat(199) + rest));
    }

    @Test
    void everyIdHasAPathOfItsOwnAndComesBack() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Map<List<String>, CassetteId> ids = new HashMap<>();
        for (int i = 0; i < 5000; i++) {
            CassetteId id = id(random);
            List<String> path = FileNames.path(id);
            CassetteId other = ids.put(path, id);

            assertThat(other == null || other.equals(id))
                    .as("seed %d, %s and %s share %s", seed, id, other, path)
                    .isTrue();
            assertThat(FileNames.id(path)).as("seed %d, %s", seed, id).contains(id);
            assertThat(path).as("seed %d, %s", seed, id).allSatisfy(FileNamesTest::isPortable);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a%", "a%2", "a%zz", "%41", "a%2e", ".", "..", ".a", "a.", "con", "a~", "a b ", "a:b", "%00", "%2F"
            })
    void whatIsNotOursHasNoId(String name) {
        assertThat(FileNames.id(List.of(name))).isEmpty();
    }

    private static void isPortable(String name) {
        assertThat(name)
                .doesNotMatch("(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])(\\..*)?")
                .doesNotMatch(".*[<>:\"\\\\|?*/\\x00-\\x1f].*")
                .doesNotMatch(".*[. ]")
                .doesNotStartWith(".");
        assertThat(name.getBytes(StandardCharsets.UTF_8).length).isBetween(1, 200);
    }

    private static CassetteId id(Random random) {
        while (true) {
            StringBuilder text = new StringBuilder();
            for (int i = 1 + random.nextInt(6); i > 0; i--) {
                text.append(PIECES[random.nextInt(PIECES.length)]);
            }
            try {
                return CassetteId.of(text.toString());
            } catch (IllegalArgumentException e) {
                continue; // not an id: try another
            }
        }
    }
}
