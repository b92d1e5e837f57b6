package io.vcr.internal.shape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CatalogueTest {

    private static final Catalogue CATALOGUE = Catalogue.bundled();

    @Test
    void holdsHundredsOfKindsInTheOrderOfTheirIds() {
        assertThat(CATALOGUE.kinds()).hasSizeGreaterThan(400);
        assertThat(CATALOGUE.kinds()).extracting(Kind::id).isSorted().doesNotHaveDuplicates();
        assertThat(CATALOGUE.kinds()).extracting(Kind::id).allMatch(id -> id.matches("[a-z0-9]+(-[a-z0-9]+)*"));
        assertThat(CATALOGUE.kinds())
                .extracting(Kind::label)
                .allMatch(label -> label.matches("(an?|the) .+|credentials .+"));
    }

    @Test
    void eachKindHasASource() throws IOException {
        assertThat(table().lines().filter(line -> !line.startsWith("#")))
                .allMatch(line ->
                        line.split("\t", -1)[3].matches("https://\\S+|[A-Z]\\S+ .+|NIP-19|npm documentation.*"));
    }

    @Test
    void holdsNothingThatItWouldFind() throws IOException {
        assertThat(ShapeScanner.of(CATALOGUE).find(table())).isEmpty();
    }

    private static String table() throws IOException {
        try (InputStream in = Catalogue.class.getResourceAsStream("shapes.tsv")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "id~label~ab[0-9]{4}; it needs id, label, shape and source",
                "id~label~ab[0-9]{4}~; it needs id, label, shape and source",
                "id~label~[0-9]{4}~a; it has no text of two characters",
                "id~label~ab[0-9~a; it ends too early",
                "id~label~ab(c|d~a; it ends too early",
                "id~label~ab[0-9]{x}~a; For input string",
                "id~label~ab[0-9]{4} !odd~a; No enum constant",
                "id~label~abcd[0-9a-f]{4,}fff~a; element 2 can swallow the beginning of its neighbour",
                "id~label~[0-9]{4,}ab~a; what stands before the longest text has no limit",
                "id~label~a*{4,9}bcd~a; a gap stands between the longest text and another one",
                "id~label~abc*{4,9}~a; a gap stands between the longest text and another one"
            })
    void saysWhichLineIsWrong(String line, String why) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Catalogue.parse("my.tsv", "# a comment\n\n" + line.replace('~', '\t')))
                .withMessageStartingWith("Line 3 of my.tsv is no shape: " + why);
    }

    @Test
    void anIdStandsForOneKind() {
        String line = "id\tlabel\tab[0-9]{4}\tsource\n";

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Catalogue.parse("my.tsv", line + line))
                .withMessageContaining("Line 2 of my.tsv")
                .withMessageContaining("the id is there already");
    }

    @Test
    void aKindCanBeLeftOut() {
        Catalogue smaller = CATALOGUE.without(Set.of("npm-token", "groq-key"));

        assertThat(smaller.kinds())
                .hasSize(CATALOGUE.kinds().size() - 2)
                .extracting(Kind::id)
                .doesNotContain("npm-token");
    }

    @Test
    void aKindThatIsNotThereCannotBeLeftOut() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CATALOGUE.without(Set.of("github-tokn")))
                .withMessageStartingWith(
                        "There is no kind of credential \"github-tokn\"; close to it are github-token, ");
    }

    @Test
    void aShapeIsWhatTheTableExplains() {
        Catalogue one = Catalogue.parse(
                "my.tsv", "a\tan A\t(ab-|cd\\|)[0-9]{2,3}(\\n|)<[x-z_-]{2,}>\tmine\nb\ta B\tq\\[[a-c]{3} !exact\tmine");
        ShapeScanner scanner = ShapeScanner.of(one);

        assertThat(List.of("ab-12xyz_", "cd|123\nx-zy", "(q[abc)"))
                .noneMatch(text -> scanner.find(text).isEmpty());
        assertThat(List.of("ab-1xyx", "cd-12xyz", "ab-12", "q[abca", "q[abc1"))
                .allMatch(text -> scanner.find(text).isEmpty());
    }
}
