package io.vcr.benchmarks.store;

import io.vcr.benchmarks.work.ChatText;
import io.vcr.benchmarks.work.JsonWalk;
import io.vcr.codec.CassetteCodec;
import io.vcr.spi.Cassette;
import io.vcr.spi.CassetteFormatException;
import io.vcr.spi.CassetteId;
import io.vcr.spi.Episode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** An HTTP archive of 50 MB as a browser saves it, from bytes to episodes: texts, and images in base64. */
public class LargeArchive {

    private static final CassetteId ID = CassetteId.of("bench/archive");
    private static final int ENTRIES = 500;
    private static final int ANSWER = 100_000;

    private static final String ENTRY = """
            {"startedDateTime": "2026-03-01T10:00:00.123Z", "time": 84.7, "_resourceType": "fetch", "request": {"method": "POST",
              "url": "https://api.example.com/v1/items?n=%d", "httpVersion": "http/2.0", "cookies": [], "queryString": [{"name": "n", "value": "1"}],
              "headers": [{"name": ":authority", "value": "api.example.com"}, {"name": "content-type", "value": "application/json"}],
              "headersSize": -1, "bodySize": 7, "postData": {"mimeType": "application/json", "text": "{\\"n\\":1}"}},
             "response": {"status": 200, "statusText": "", "httpVersion": "http/2.0", "cookies": [],
              "headers": [{"name": "content-type", "value": "application/json"}, {"name": "date", "value": "Sun, 01 Mar 2026 10:00:00 GMT"}],
              "content": {"size": %d, "mimeType": "application/json", %s}, "redirectURL": "", "headersSize": -1, "bodySize": -1},
             "cache": {}, "timings": {"send": 1, "wait": 80, "receive": 3.7}}""";

    /** The archive. */
    @State(Scope.Thread)
    public static class Archive {

        private final byte[] har = ("{\"log\": {\"version\": \"1.2\", \"pages\": [], \"entries\": ["
                        + IntStream.range(0, ENTRIES).mapToObj(Archive::entry).collect(Collectors.joining(",\n"))
                        + "]}}")
                .getBytes(StandardCharsets.UTF_8);

        private static String entry(int number) {
            String answer = ChatText.response(number, ANSWER);
            boolean isImage = number % 10 == 0;
            String content = isImage
                    ? "\"encoding\": \"base64\", \"text\": \""
                            + Base64.getEncoder().encodeToString(answer.getBytes(StandardCharsets.UTF_8)) + '"'
                    : "\"text\": \""
                            + answer.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
            return ENTRY.formatted(number, answer.length(), content);
        }

        /** Checks the result of a load. */
        @Setup
        public void check() throws CassetteFormatException {
            int number = 0;
            for (Episode episode : CassetteCodec.decode(ID, har, "memory").episodes()) {
                if (!episode.response().body().text().orElseThrow().equals(ChatText.response(number++, ANSWER))) {
                    throw new IllegalStateException("a wrong answer");
                }
            }
            if (number != ENTRIES || har.length < 45_000_000) {
                throw new IllegalStateException(number + " entries, " + har.length + " bytes");
            }
        }
    }

    /** A walk over the tokens and texts: the lower limit. */
    @Benchmark
    public long walk(Archive archive) throws IOException {
        return JsonWalk.length(archive.har);
    }

    /** This library. */
    @Benchmark
    public Cassette har(Archive archive) throws CassetteFormatException {
        return CassetteCodec.decode(ID, archive.har, "memory");
    }
}
