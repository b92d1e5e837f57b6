package io.vcr.cli;

import static io.vcr.cli.Shell.vcr;
import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.codec.CassetteCodec;
import io.vcr.file.FilePersister;
import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.http.HttpRequest;
import io.vcr.http.HttpResponse;
import io.vcr.http.Uri;
import io.vcr.spi.Cassette;
import io.vcr.spi.CassetteId;
import io.vcr.spi.Episode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A directory in which each cassette but some holds one secret: all are found, at their lines, and nothing else. */
class PlantedSecretsTest {

    private static final int CLEAN = 20;

    /** Put together, so that no scanner takes this file for a leak. */
    private static final Map<String, String> SECRETS = Map.of(
            "anthropic", "sk-ant-" + "api03-" + "x1Y2z3".repeat(15) + "AA",
            "github", "ghp" + "_" + "a1B2c3".repeat(6),
            "aws", "AKIA" + "QYLPMN5HHHFPZAM2",
            "slack", "xoxb-" + "123456789012-" + "1234567890123-" + "aBcDeFgHiJkLmNoPqRsTuVwX",
            "stripe", "sk_live" + "_" + "4eC39HqLyjWDarjtT1zdp7dc",
            "google", "AIza" + "SyD4e5F6g7H8i9J0k1L2m3N4o5P6q7R8s9T");

    @TempDir
    private Path directory;

    private final Map<String, String> planted = new TreeMap<>();

    @BeforeEach
    void plant() throws IOException {
        for (CassetteCodec codec : CassetteCodec.values()) {
            try (FilePersister store = FilePersister.of(directory).withCodec(codec)) {
                for (Map.Entry<String, String> secret : SECRETS.entrySet()) {
                    for (int place = 0; place < 5; place++) {
                        String id = codec + "/" + secret.getKey() + place;
                        store.save(Cassette.of(
                                CassetteId.of(id), List.of(Samples.charge(1), holding(secret.getValue(), place))));
                        planted.put(id + codec.extension(), secret.getValue());
                    }
                }
                for (int i = 0; i < CLEAN; i++) {
                    store.save(Cassette.of(CassetteId.of(codec + "/clean" + i), List.of(Samples.charge(i))));
                }
            }
        }
    }

    @Test
    void allAreFoundAtTheirLines() throws IOException {
        Map<String, String> lines = new TreeMap<>();
        for (MatchResult found : found(vcr("scan", directory).out())) {
            Path file = Path.of(found.group(1));
            lines.put(
                    directory.relativize(file).toString().replace('\\', '/'),
                    Files.readAllLines(file).get(Integer.parseInt(found.group(2)) - 1));
        }

        assertThat(lines.keySet()).isEqualTo(new TreeSet<>(planted.keySet()));
        assertThat(planted)
                .allSatisfy(
                        (file, secret) -> assertThat(lines.get(file)).as(file).contains(secret.substring(0, 12)));
    }

    @Test
    void noneIsLeftAfterAFix() {
        assertThat(vcr("scan", "--fix", directory).err()).isEmpty();

        assertThat(vcr("scan", directory).out())
                .isEqualTo("0 secrets in 0 of " + (planted.size() + 2 * CLEAN) + " cassettes\n");
    }

    @Test
    void noneIsPrinted() {
        String printed = vcr("scan", directory).out()
                + vcr("scan", "--json", directory).out()
                + vcr("show", directory).out()
                + vcr("show", "--json", directory).out()
                + vcr("diff", directory, directory.resolve("YAML")).out();

        assertThat(SECRETS.values()).allSatisfy(secret -> assertThat(printed).doesNotContain(secret));
    }

    private static List<MatchResult> found(String output) {
        return new ArrayList<>(Pattern.compile("(?m)^(.+):(\\d+): .+ \\(episode 2\\)$")
                .matcher(output)
                .results()
                .toList());
    }

    private static Episode holding(String secret, int place) {
        String text = "{\"note\":\"see " + secret + " there\"}";
        HttpRequest request = new HttpRequest(
                "POST",
                Uri.of("https://api.example.com/v1/notes" + (place == 0 ? "?q=" + secret : "")),
                place == 1 ? Headers.of("Content-Type", "application/json", "X-Note", secret) : Samples.JSON,
                Body.of(place == 2 ? text : "{}"));
        HttpResponse response = new HttpResponse(
                200,
                "OK",
                place == 3 ? Headers.of("Content-Type", "application/json", "X-Note", secret) : Samples.JSON,
                Body.of(place == 4 ? text : "{}"));
        return new Episode(request, response, Samples.RECORDED, null, null);
    }
}
