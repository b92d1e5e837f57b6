package io.vcr.internal.redact;

import io.vcr.internal.redact.Samples.Sample;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShapeScannerTest {

    private static final long SEED = 20_26;
    private static final ShapeScanner SCANNER = ShapeScanner.of(Catalogue.bundled());
    private static final List<Sample> SAMPLES = IntStream.range(0, 5)
            .mapToObj(i -> new Samples(SEED + i).all())
            .flatMap(List::stream)
            .toList();

    /** Where {@code %s} stands, the secret is to be found. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "%s",
                "%s.",
                "see %s, or not",
                "{\"key\":\"%s\"}",
                "{\"text\":\"{\\\"key\\\":\\\"%s\\\"}\"}",
                "{\"text\":\"first line\\n%s (last line)\"}",
                "{\"text\":\"first line\\r\\n\\t%s\"}",
                "{\"text\":\"{\\\"lines\\\":\\\"first line\\\\n%s\\\"}\"}",
                "{\"text\":\"first line\\u000a%s\"}",
                "{\"text\":\"a quote\\u0022%s\"}",
                "GET /v1/items?limit=1&key=%s HTTP/1.1",
                "Accept: */*\r\nX-Acme: %s; v=1\r\n",
                "Cookie: a=b; sid=%s; Path=/",
                "next=%%2Fitems%%3Fkey%%3D%s",
                "quoted=%%22%s",
                "twice=%%253D%s",
                "Use `%s` here",
                "| key | %s |",
                "- **%s**\n",
                "<key>%s</key>",
                "export KEY='%s'",
                "data: {\"delta\":\"%s\"}\n\n",
                "\u00e4%s\u00e4"
            })
    void findsEachKindWhereverItStands(String place) {
        SoftAssertions softly = new SoftAssertions();
        for (Sample sample : SAMPLES) {
            String text = place.formatted(sample.text());
            int shift = place.replace("%%", "%").indexOf("%s");
            softly.assertThat(secrets(text))
                    .as("%s (seed %d) in %s", sample.kind().id(), SEED, text)
                    .containsExactly(text.substring(shift + sample.start(), shift + sample.end()));
        }
        softly.assertAll();
    }

    private static List<String> secrets(String text) {
        return SCANNER.find(text).stream()
                .map(found -> text.substring(found.start(), found.end()))
                .toList();
    }
}
