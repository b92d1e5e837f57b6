package io.vcr;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.SecretPlaces.Place;
import io.vcr.internal.shape.Catalogue;
import io.vcr.internal.shape.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The tables in {@code docs/secrets.md} are made from the catalogue and from the places that are tested: {@code mvn test
 * -pl vcr-core -Dsecrets.regenerate=true -Dtest=SecretsPageTest}.
 */
class SecretsPageTest {

    private static final Path PAGE = Path.of(System.getProperty("basedir", "")).resolve("../docs/secrets.md");
    private static final String END = "<!-- end -->\n";
    private static final Pattern PROVIDER = Pattern.compile("(?:an?|the) (?!API|JSON|Bearer)((?:[A-Z0-9]|npm)\\S*"
            + "(?: (?!API|OAuth|SDK|SAS|DSN|URL)(?:[A-Z]\\S*|with [A-Z]\\S*|& [A-Z]\\S*))*).*");
    private static final Pattern SIDE = Pattern.compile("(.*), (sent|received)");

    @Test
    void thePageListsEveryKindAndEveryPlace() throws IOException {
        String page = Files.readString(PAGE);
        String made = replaced(replaced(page, "kinds", kinds()), "places", places());
        if (Boolean.getBoolean("secrets.regenerate")) {
            Files.writeString(PAGE, made);
        }

        assertThat(Files.readString(PAGE)).isEqualTo(made);
    }

    private static String replaced(String page, String what, String table) {
        String mark = "<!-- " + what + ", made by SecretsPageTest -->\n";
        int begin = page.indexOf(mark) + mark.length();
        return page.substring(0, begin) + table + page.substring(page.indexOf(END, begin));
    }

    private static String kinds() {
        List<Kind> kinds = Catalogue.bundled().kinds();
        Map<String, List<String>> byProvider = kinds.stream()
                .collect(Collectors.groupingBy(
                        SecretsPageTest::provider,
                        () -> new TreeMap<>(String.CASE_INSENSITIVE_ORDER),
                        Collectors.mapping(kind -> "`" + kind.id() + "`", Collectors.toList())));
        return "%d kinds.%n%n| provider | kinds | ids |%n|---|---|---|%n".formatted(kinds.size())
                + byProvider.entrySet().stream()
                        .map(provider -> "| %s | %d | %s |%n"
                                .formatted(
                                        provider.getKey(),
                                        provider.getValue().size(),
                                        String.join(", ", provider.getValue())))
                        .collect(Collectors.joining());
    }

    private static String provider(Kind kind) {
        Matcher label = PROVIDER.matcher(kind.label());
        return label.matches() ? label.group(1).replaceAll("'s?$", "") : "any";
    }

    private static String places() {
        Map<String, TreeSet<String>> sides = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        Map<String, Boolean> named = new TreeMap<>();
        for (Place place : SecretPlaces.all()) {
            Matcher title = SIDE.matcher(place.title());
            assertThat(title.matches()).isTrue();
            sides.computeIfAbsent(title.group(1), t -> new TreeSet<>())
                    .add(title.group(2).equals("sent") ? "request" : "response");
            named.merge(title.group(1), place.hasName(), Boolean::logicalOr);
        }
        return "| place | where | by name |%n|---|---|---|%n".formatted()
                + sides.entrySet().stream()
                        .map(place -> "| %s | %s | %s |%n"
                                .formatted(
                                        place.getKey().replace("\\", "\\\\"),
                                        String.join(", ", place.getValue()),
                                        named.get(place.getKey()) ? "yes" : ""))
                        .collect(Collectors.joining());
    }
}
